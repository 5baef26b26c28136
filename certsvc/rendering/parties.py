"""Who stands at the head of a sheet: the programme's owner and the assessing centre."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from certsvc.rendering.document import Document, find_text, find_value, get_text, objects_at
from certsvc.rendering.wording import breakable, printable, whole

SECRETARIAT = "secretariat"
ENGLISH_NAME = "ext:englishName"
"""Identifier type (OB 3.0, IdentifierEntry) of a name in English beside that in the credential's language."""
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_MOST_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Party:
    """A partner as it stands on the sheet.

    ``code``: of its DID's last part, which its logo goes by; ``letters`` for its emblem, perhaps none.
    """

    name: str
    english_name: str | None
    did: str
    code: str
    letters: str


def parties_of(document: Document) -> tuple[Party, Party | None]:
    """The creator of the achievement (else the issuer), and the centre that assessed where it is another one.

    Raises InvalidInputError when a profile is misshapen.
    """
    creator = ("credentialSubject", "achievement", "creator")
    first = _party(document, *(creator if find_value(document, *creator) is not None else ("issuer",)))
    if find_value(document, "credentialSubject", "source") is None:
        return first, None
    centre = _party(document, "credentialSubject", "source")
    return first, None if centre.name == first.name else centre


def find_english_name(document: Document, *path: str) -> str | None:
    """The English name among the ``otherIdentifier`` of the object at ``path``, where it has one."""
    for identifier in objects_at(document, *path, "otherIdentifier"):
        if identifier.get("identifierType") == ENGLISH_NAME:
            return find_text(identifier, "identifier")
    return None


def _party(document: Document, *path: str) -> Party:
    name = whole(get_text(document, *path, "name"), f"{path[-1]}'s name")
    english = find_english_name(document, *path)
    english = breakable(printable(english)) if english else None
    did = find_text(document, *path, "id") or ""
    _, _, path_parts = did.removeprefix("did:web:").partition(
        ":"
    )  # did:web:HOST or did:web:HOST:centres:CODE
    code = unquote(path_parts.rpartition(":")[2]) or SECRETARIAT
    return Party(name, None if english == name else english, did, code, _letters(code, english or name))


def _letters(code: str, name: str) -> str:
    """A centre's code; of the secretariat, whose DID has none, the last acronym in its name."""
    if code != SECRETARIAT:
        return code if len(code) <= _MOST_LETTERS else ""
    found = _ACRONYM.findall(name)
    return found[-1] if found else ""
