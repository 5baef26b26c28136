"""What letters tell: whose a certificate is, under which version it was awarded, which ones soon expire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select

from certsvc.domain.identifiers import CredentialId, LanguageTag, LearnerId, PartnerCode
from certsvc.domain.notices import NoticeKind
from certsvc.domain.people import PersonId
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.records import CredentialRecord
from certsvc.storage.awards import AwardRow
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is written to about a certificate. ``address`` may be empty."""

    learner_id: LearnerId
    person_id: PersonId | None
    address: str
    name: str
    centre: PartnerCode
    language: LanguageTag | None


@dataclass(frozen=True, slots=True)
class AwardedCredential:
    """A credential with its owner and the version of what it certifies."""

    record: CredentialRecord
    owner: Owner
    version: int


_OWNER = (
    LearnerRow.id.label("owner_id"),
    LearnerRow.person_id.label("owner_person_id"),
    LearnerRow.email,
    LearnerRow.full_name,
    LearnerRow.centre.label("owner_centre"),
    LearnerRow.preferred_language,
)


def find_owner(learner_id: LearnerId) -> Owner | None:
    """The learner, as far as a letter needs her."""
    row = db.session.execute(select(*_OWNER).where(LearnerRow.id == learner_id)).one_or_none()
    return None if row is None else _owner(row)


def find_awarded(credential_id: CredentialId) -> AwardedCredential | None:
    """The credential of an award with its owner."""
    row = db.session.execute(_awarded().where(CredentialRow.id == credential_id)).one_or_none()
    if row is None:
        return None
    return AwardedCredential(record_from_row(row), _owner(row), row.awarded_version)


def owners_of(credential_ids: Sequence[CredentialId]) -> dict[CredentialId, Owner]:
    """Persons that can be written to, by the credential that is theirs."""
    query = (
        select(CredentialRow.id, *_OWNER)
        .join(AwardRow, AwardRow.id == CredentialRow.award_id)
        .join(LearnerRow, LearnerRow.id == AwardRow.learner_id)
        .where(CredentialRow.id.in_(credential_ids), _can_be_told())
    )
    return {CredentialId(row.id): _owner(row) for row in db.session.execute(query)}


def expiring_without_notice(from_: datetime, until: datetime, limit: int) -> list[tuple[CredentialId, Owner]]:
    """Standing credentials that expire in between, of whom nobody was told; the next to expire first."""
    told = exists().where(NoticeRow.kind == NoticeKind.EXPIRING, NoticeRow.subject == CredentialRow.id)
    query = (
        select(CredentialRow.id, *_OWNER)
        .join(AwardRow, AwardRow.id == CredentialRow.award_id)
        .join(LearnerRow, LearnerRow.id == AwardRow.learner_id)
        .where(
            CredentialRow.revoked_at.is_(None),
            CredentialRow.valid_until > from_,
            CredentialRow.valid_until <= until,
            _can_be_told(),
            ~told,
        )
        .order_by(CredentialRow.valid_until, CredentialRow.id)
        .limit(limit)
    )
    return [(CredentialId(row.id), _owner(row)) for row in db.session.execute(query)]


def claimed_among(learner_ids: Sequence[LearnerId]) -> frozenset[LearnerId]:
    """Those of the learners who are somebody with a mailbox of her own, whatever their centre knows."""
    if not learner_ids:
        return frozenset()
    query = select(LearnerRow.id).where(LearnerRow.id.in_(learner_ids), LearnerRow.person_id.is_not(None))
    return frozenset(LearnerId(found) for found in db.session.scalars(query))


def _awarded() -> Select[Any]:
    return (
        select(CredentialRow.__table__, AwardRow.version.label("awarded_version"), *_OWNER)
        .join(AwardRow, AwardRow.id == CredentialRow.award_id)
        .join(LearnerRow, LearnerRow.id == AwardRow.learner_id)
    )


def _can_be_told() -> Any:  # noqa: ANN401  # a SQL expression
    """A person who has proven a mailbox, or whose centre has an address; of whoever was erased, neither."""
    has_address = (LearnerRow.email != "") | LearnerRow.person_id.is_not(None)
    return has_address & (LearnerRow.kind == RecipientKind.PERSON) & CredentialRow.erased_at.is_(None)


def _owner(row: Any) -> Owner:  # noqa: ANN401  # a row of a Core select
    return Owner(
        learner_id=LearnerId(row.owner_id),
        person_id=PersonId(row.owner_person_id) if row.owner_person_id else None,
        address=row.email,
        name=row.full_name,
        centre=PartnerCode(row.owner_centre),
        language=LanguageTag(row.preferred_language) if row.preferred_language else None,
    )
