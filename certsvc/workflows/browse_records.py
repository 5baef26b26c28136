"""Listings of what is recorded: completions, credentials, catalogue, centres."""

from certsvc.credentials.codes import parse_code
from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.records import CompletionRecord, CredentialRecord, Page
from certsvc.errors import NotFoundError
from certsvc.storage import catalogue, completions, credentials, partners

_UUID_LENGTH = 36
_UUID_HYPHENS = 4


def list_completions(
    *,
    by: Actor,
    centre: PartnerCode | None = None,
    course: str | None = None,
    learner_ref: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[CompletionRecord]:
    """Newest first; a centre sees its own. NotFoundError if it asks for another's."""
    by.check_may(Scope.READ)
    return completions.page_of_completions(
        centre=visible_centre(by, centre), course=course, learner_ref=learner_ref, limit=limit, cursor=cursor
    )


def list_credentials(
    *,
    by: Actor,
    centre: PartnerCode | None = None,
    micro_certification: str | None = None,
    learner_ref: str | None = None,
    import_id: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[CredentialRecord]:
    """Newest first; a centre sees its own. NotFoundError if it asks for another's."""
    by.check_may(Scope.READ)
    return credentials.page_of_credentials(
        centre=visible_centre(by, centre),
        micro_certification=micro_certification,
        learner_ref=learner_ref,
        import_id=import_id,
        limit=limit,
        cursor=cursor,
    )


def get_credential(reference: str, *, by: Actor) -> CredentialRecord:
    """By id or by code (as typed), if it is the actor's to see.

    Raises NotFoundError, InvalidInputError (``malformed_code``).
    """
    record = find_public_credential(reference)
    if record is None or not by.sees(record.centre):
        raise NotFoundError("There is no such credential.")
    return record


def find_public_credential(reference: str) -> CredentialRecord | None:
    """By id or code, whoever asks; ``public_credentials`` knows what the public may have of it."""
    if is_credential_id(reference):
        return credentials.find_credential(reference.lower())
    return credentials.find_credential_by_code(parse_code(reference))


def is_credential_id(reference: str) -> bool:
    """Whether it has the form of an id, and so is no code."""
    return len(reference) == _UUID_LENGTH and reference.count("-") == _UUID_HYPHENS


def list_courses() -> tuple[Course, ...]:
    """The current version of every course, by code."""
    return catalogue.list_courses()


def list_micro_certifications() -> tuple[MicroCertification, ...]:
    """The current version of every micro-certification, by code."""
    return catalogue.list_micro_certifications()


def list_centres() -> tuple[Partner, ...]:
    """The secretariat and the national centres, by code."""
    return partners.list_partners(PartnerKind.SECRETARIAT, PartnerKind.NATIONAL_CENTRE)


def visible_centre(by: Actor, asked: PartnerCode | None) -> PartnerCode | None:
    """The centre to filter by: the asked one if the actor sees it, her own if she has one, else all."""
    if asked is not None:
        by.check_sees(asked)
        return asked
    return by.centre if by.role is Role.CENTRE else None
