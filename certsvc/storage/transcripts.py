"""Transcripts, and what a learner whom nobody has claimed could have one of."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db


def list_awarded(centre: PartnerCode, ref: LearnerRef) -> tuple[CredentialRecord, ...]:
    """The credentials of a centre's learner for what she was awarded, standing and revoked."""
    query = select(CredentialRow.__table__).where(
        _is_of_learner(centre, ref), CredentialRow.kind == CredentialKind.AWARD
    )
    return tuple(record_from_row(row) for row in db.session.execute(query))


def find_newest_transcript(
    person_id: PersonId | None, centre: PartnerCode | None, ref: LearnerRef | None
) -> CredentialRecord | None:
    """The newest that stands, of a person, else of a learner."""
    query = (
        select(CredentialRow.__table__)
        .where(*_is_transcript_of(person_id, centre, ref), CredentialRow.revoked_at.is_(None))
        .order_by(CredentialRow.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else record_from_row(row)


def count_transcripts_since(person_id: PersonId, since: datetime) -> int:
    """How many a person had made at that time or later."""
    query = select(func.count()).select_from(CredentialRow)
    query = query.where(
        CredentialRow.person_id == person_id,
        CredentialRow.kind == CredentialKind.TRANSCRIPT,
        CredentialRow.issued_at >= since,
    )
    return db.session.scalar(query) or 0


def _is_transcript_of(
    person_id: PersonId | None, centre: PartnerCode | None, ref: LearnerRef | None
) -> tuple[ColumnElement[bool], ...]:
    whose: Any = _is_of_learner(centre, ref) if person_id is None else CredentialRow.person_id == person_id
    return whose, CredentialRow.kind == CredentialKind.TRANSCRIPT


def _is_of_learner(centre: PartnerCode | None, ref: LearnerRef | None) -> ColumnElement[bool]:
    return and_(CredentialRow.learner_ref == ref, CredentialRow.centre == centre)
