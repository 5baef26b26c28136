"""Transcripts, and what a learner whom nobody has claimed could have one of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from certsvc.domain.identifiers import CredentialId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db, is_postgresql
from certsvc.storage.learners import LearnerRow
from certsvc.storage.locked_credentials import lock_selected
from certsvc.storage.people import PersonRow


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


def lock_transcripts_of_holders(credential_ids: Sequence[CredentialId]) -> list[CredentialRecord]:
    """The standing transcripts of whoever holds these credentials, by id; locked until the transaction ends.

    A person's, and those of a learner that were made before anybody had claimed her.
    """
    is_hers = and_(CredentialRow.learner_ref == LearnerRow.ref, CredentialRow.centre == LearnerRow.centre)
    rows = db.session.execute(
        select(LearnerRow.centre, LearnerRow.ref, LearnerRow.person_id)
        .select_from(CredentialRow)
        .join(LearnerRow, is_hers)
        .where(CredentialRow.id.in_(credential_ids))
        .distinct()
    ).all()
    learners = {(row.centre, row.ref) for row in rows}
    of_persons = CredentialRow.person_id.in_(sorted({row.person_id for row in rows if row.person_id}))
    of_learners = and_(
        CredentialRow.person_id.is_(None), CredentialRow.learner_ref.in_(sorted({ref for _, ref in learners}))
    )
    query = (
        select(CredentialRow.__table__)
        .where(or_(of_persons, of_learners), CredentialRow.kind == CredentialKind.TRANSCRIPT)
        .where(CredentialRow.revoked_at.is_(None))
        .order_by(CredentialRow.id)
    )
    found = lock_selected(query)
    return [one for one in found if one.person_id or (one.centre, one.learner_ref) in learners]


def lock_transcripts_of_person(person_id: PersonId) -> None:
    """Nobody else replaces or revokes those of hers that stand until the transaction ends."""
    query = select(CredentialRow.__table__).where(
        *_is_transcript_of(person_id, None, None), CredentialRow.revoked_at.is_(None)
    )
    lock_selected(query.order_by(CredentialRow.id))


def lock_holder(
    person_id: PersonId | None, centre: PartnerCode | None, ref: LearnerRef | None
) -> frozenset[tuple[PartnerCode, LearnerRef]]:
    """The learners that a person is, else this learner; nobody erases or releases them for now.

    Until the transaction ends. Whoever erases her locks all her learners: one of them is enough. Whoever
    releases one locks that one, and then the person. New rows may name them meanwhile.
    """
    is_hers = and_(LearnerRow.ref == ref, LearnerRow.centre == centre)
    query = select(LearnerRow.id).where(is_hers if person_id is None else LearnerRow.person_id == person_id)
    if is_postgresql():
        db.session.execute(query.order_by(LearnerRow.id).limit(1).with_for_update(key_share=True))
        person = select(PersonRow.id).where(PersonRow.id == person_id)
        db.session.execute(person.with_for_update(read=True, key_share=True))
    rows = db.session.execute(query.with_only_columns(LearnerRow.centre, LearnerRow.ref))
    return frozenset((PartnerCode(row.centre), LearnerRef(row.ref)) for row in rows)


def lock_parts(credential_ids: Sequence[CredentialId]) -> bool:
    """Whether all of these stand and can be read; those stay so until the transaction ends."""
    query = (
        select(CredentialRow.id)
        .where(
            CredentialRow.id.in_(credential_ids),
            CredentialRow.revoked_at.is_(None),
            CredentialRow.erased_at.is_(None),
        )
        .order_by(CredentialRow.id)
    )
    if is_postgresql():
        query = query.with_for_update(key_share=True)
    return len(db.session.scalars(query).all()) == len(credential_ids)


def standing_in_place_of(
    credential_ids: Sequence[CredentialId],
) -> dict[CredentialId, CredentialRecord]:
    """For each the credential of its award that stands: itself, or what took its place; else none."""
    named = aliased(CredentialRow)
    query = (
        select(CredentialRow.__table__, named.id.label("named"))
        .join(named, named.award_id == CredentialRow.award_id)
        .where(named.id.in_(credential_ids), CredentialRow.revoked_at.is_(None))
    )
    return {CredentialId(row.named): record_from_row(row) for row in db.session.execute(query)}


def count_transcripts_since(person_id: PersonId, since: datetime) -> int:
    """How many a person had made at that time or later, but for those that took another's place."""
    query = select(func.count()).select_from(CredentialRow)
    query = query.where(
        CredentialRow.person_id == person_id,
        CredentialRow.kind == CredentialKind.TRANSCRIPT,
        CredentialRow.supersedes.is_(None),
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
