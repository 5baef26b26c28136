"""Language tags (BCP 47, RFC 5646) that a learner can ask for her certificate in."""

import re
from functools import lru_cache

from certsvc.domain.identifiers import LanguageTag
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.vocabulary import matchable, words_of

# Language, then optional script, region and variants; no extensions, no private use.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)\Z"
)
_TWO_LETTERS = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1, as registered."""
_THREE_LETTERS = frozenset(
    "ace arz ary apc ban bug fil gor hau ibb kaa kri mad min pcm prs sun tiv yue cmn".split()
)
"""Languages of the network's countries that have no two letters, or are written in three."""


@lru_cache(maxsize=1024)
def read_language(text: str) -> Reading[LanguageTag]:
    """The tag in canonical case (``uz-Cyrl``), from a tag or a language's name; empty is None."""
    asked = text.strip()
    if not asked:
        return None, None
    named = words_of("language").get(matchable(asked))
    if named:
        return LanguageTag(named), None
    found = _TAG.match(asked.replace("_", "-").lower())
    if not found or found["language"] not in _TWO_LETTERS | _THREE_LETTERS:
        return None, Fault(
            "unknown_language",
            "The preferred language is not a known one.",
            "Write its code, as in en, fr, ar, id, uz, ru, es or zh; leave it empty when not known.",
        )
    script = f"-{found['script'].title()}" if found["script"] else ""
    region = f"-{found['region'].upper()}" if found["region"] else ""
    return LanguageTag(f"{found['language']}{script}{region}{found['variants']}"), None
