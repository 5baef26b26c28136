"""Language tags (BCP 47, RFC 5646) that a learner can ask for her certificate in."""

import re
from functools import cache

from certsvc.domain.identifiers import LanguageTag
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.vocabulary import load_table, matchable, words_of

# Language, then optional script, region and variants; no extensions, no private use.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)\Z"
)


@cache
def _known_languages() -> frozenset[str]:
    table = load_table("languages")
    return frozenset(table["two_letters"].split()) | frozenset(table["three_letters"].split())


def read_language(text: str) -> Reading[LanguageTag]:
    """The tag in canonical case (``uz-Cyrl``), from a tag or a language's name; empty is None."""
    asked = text.strip()
    if not asked:
        return None, None
    named = words_of("language").get(matchable(asked))
    if named:
        return LanguageTag(named), None
    found = _TAG.match(asked.replace("_", "-").lower())
    if not found or found["language"] not in _known_languages():
        return None, Fault(
            "unknown_language",
            "The preferred language is not a known one.",
            "Write its code, as in en, fr, ar, id, uz, ru, es or zh; leave it empty when not known.",
        )
    script = f"-{found['script'].title()}" if found["script"] else ""
    region = f"-{found['region'].upper()}" if found["region"] else ""
    return LanguageTag(f"{found['language']}{script}{region}{found['variants']}"), None
