"""Who signs a sheet: the issuer's official and the assessing centre's."""

import re
from dataclasses import dataclass

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, find_text, find_value, get_text
from certsvc.rendering.wording import breakable, cut, printable

_LONGEST = 140
_COMMA = re.compile(r"\s*[,،]\s*")


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, as what, for whom. Without a name, the organisation signs by whoever it sends."""

    name: str | None
    role: str | None
    organisation: str


def signatories_of(document: Document) -> tuple[Signatory, ...]:
    """The issuer's signatory, then the assessing centre's where it is another one that names one.

    OB 3.0 ``Profile.official`` holds name and role, parted by the first comma.
    Raises InvalidInputError when a profile is misshapen.
    """
    issuer = _signatory(document, "issuer")
    if find_value(document, "credentialSubject", "source") is None:
        return (issuer,)
    centre = _signatory(document, "credentialSubject", "source")
    if centre.name is None or centre == issuer:
        return (issuer,)
    if issuer.name is None:
        return (centre,)
    return (issuer, centre)


def _signatory(document: Document, *path: str) -> Signatory:
    official = printable(find_text(document, *path, "official") or "")
    name, _, role = _COMMA.sub("\0", official, count=1).partition("\0")
    organisation = _short(get_text(document, *path, "name"))
    if not organisation:
        raise InvalidInputError(f"The credential has no {'.'.join(path)}.name.", code="malformed_credential")
    return Signatory(_short(name) or None, _short(role) or None, organisation)


def _short(text: str) -> str:
    return breakable(cut(printable(text), _LONGEST))
