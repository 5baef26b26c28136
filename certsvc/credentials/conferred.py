"""What a credential says of an organisation or a team that was honoured, and of the decision."""

from typing import Any

from certsvc.credentials.wording import wording_for
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.recipients import RecipientKind

INSTITUTION = "ext:institutionName"
"""Identity type of the partner that the recipient belongs to (OB 3.0 extends its list with ``ext:``)."""
TEAM_MEMBER = "ext:teamMember"
"""Identity type of each member of a team, by name."""


def identities_of(conferral: Conferral, institution: str) -> list[tuple[str, str]]:
    """Identity types and texts beside the recipient's own name: whose it is, and who made up the team."""
    institutions = [(INSTITUTION, institution)] if institution not in {"", conferral.name} else []
    return institutions + [(TEAM_MEMBER, member) for member in conferral.members]


def members_of_subject(conferral: Conferral, language: LanguageTag) -> dict[str, Any]:
    """Members of the AchievementSubject (OB 3.0, B.1.2) that tell of the decision.

    ``term`` is the edition, ``role`` as what it was honoured, ``narrative`` the citation, else that it was
    conferred; the members of a team stand in its last sentence too, for readers that show no identities.
    """
    words = wording_for(language)
    narrative = conferral.citation or words.conferred.format(edition=conferral.edition)
    if conferral.members:
        narrative += "\n" + words.members.format(members=words.listed.join(conferral.members))
    role = words.team if conferral.kind is RecipientKind.TEAM else words.organisation
    return {"term": conferral.edition, "role": role, "narrative": narrative}
