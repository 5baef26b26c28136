"""What the sheet of an award says of its recipient beside the name: whose it is, and who made up the team."""

from dataclasses import dataclass

from certsvc.credentials.conferred import INSTITUTION, TEAM_MEMBER
from certsvc.rendering.document import Document, find_text, objects_at
from certsvc.rendering.wording import breakable, cut, printable

_LONGEST_NAME = 140
_ROOM = 1500
"""Letters of names: as many as stand on a sheet in type that is still read."""


@dataclass(frozen=True, slots=True)
class Team:
    """``members``: in the order of the decision, each whole; ``left_out``: how many more there are."""

    members: tuple[str, ...] = ()
    left_out: int = 0


def find_institution(document: Document) -> str | None:
    """That the recipient belongs to. Raises InvalidInputError when an identity is misshapen."""
    return next(iter(_identities(document, INSTITUTION)), None)


def team_of(document: Document) -> Team:
    """The members that are named. Raises InvalidInputError when an identity is misshapen."""
    named = _identities(document, TEAM_MEMBER)
    shown, letters = 0, 0
    while shown < len(named) and letters <= _ROOM:
        letters += len(named[shown])
        shown += letters <= _ROOM
    return Team(tuple(named[:shown]), len(named) - shown)


def citation_of(narrative: str, team: Team) -> str:
    """The narrative without its last sentence where that names the members, who stand on the sheet anyway."""
    words, _, last = narrative.rpartition("\n")
    names_all = bool(team.members) and all(member in breakable(printable(last)) for member in team.members)
    return words if names_all else narrative


def _identities(document: Document, identity_type: str) -> list[str]:
    """What stands in the plain IdentityObjects of that type."""
    texts = (
        find_text(identity, "identityHash") or ""
        for identity in objects_at(document, "credentialSubject", "identifier")
        if identity.get("identityType") == identity_type and identity.get("hashed") is False
    )
    return [breakable(cut(clean, _LONGEST_NAME)) for clean in map(printable, texts) if clean]
