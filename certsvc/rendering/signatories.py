"""Who signs a sheet: the officials of those who stand on it, four at most."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, find_text, find_value, get_text
from certsvc.rendering.wording import breakable, cut, printable

MOST_SIGNATORIES = 4
_LONGEST = 140
_LONG_NAME = 40
_SHORT_NAME = re.compile(r".*\((?P<short>[^()]{2,40})\)")
_COMMA = re.compile(r"\s*[,،，]\s*")
"""Also that of Arabic and that of Chinese."""
_ACHIEVEMENT = ("credentialSubject", "achievement")
_PROFILES = (
    (*_ACHIEVEMENT, "creator"),
    (*_ACHIEVEMENT, "creator", "parentOrg"),
    ("issuer",),
    ("credentialSubject", "source"),
    ("credentialSubject", "source", "parentOrg"),
)
"""Where the profiles stand whose officials sign, in that order: the secretariat, the network that it serves
(its Rotating Presidency of that year), who issues, the centre that assessed, the university that hosts it."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, as what, for whom. Without a name, the organisation signs by whoever it sends."""

    name: str | None
    role: str | None
    organisation: str


def signatories_of(document: Document) -> tuple[Signatory, ...]:
    """All who are named, each once; the issuer without a name where nobody is.

    OB 3.0 ``Profile.official`` holds name and role, parted by the first comma.
    Raises InvalidInputError when a profile is misshapen.
    """
    issuer = _signatory(document, "issuer")
    named = dict.fromkeys(who for who in _signatories(document) if who.name is not None)
    return tuple(named)[:MOST_SIGNATORIES] or (issuer,)


def _signatories(document: Document) -> Iterator[Signatory]:
    for path in _PROFILES:
        if find_value(document, *path) is not None:
            yield _signatory(document, *path)


def _signatory(document: Document, *path: str) -> Signatory:
    official = printable(find_text(document, *path, "official") or "")
    name, _, role = _COMMA.sub("\0", official, count=1).partition("\0")
    organisation = _short(_short_name(printable(get_text(document, *path, "name"))))
    if not organisation:
        raise InvalidInputError(f"The credential has no {'.'.join(path)}.name.", code="malformed_credential")
    return Signatory(_short(name) or None, _short(role) or None, organisation)


def _short_name(name: str) -> str:
    """``UNESCO-ICHEI`` of a long name with that in brackets at its end: the sheet's head has it in full."""
    found = _SHORT_NAME.fullmatch(name) if len(name) > _LONG_NAME else None
    return found["short"] if found else name


def _short(text: str) -> str:
    return breakable(cut(printable(text), _LONGEST))
