"""Corrections that were asked for; and the table of the values that approved ones stand for."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.corrections import (
    Attachment,
    Change,
    CorrectedField,
    Correction,
    CorrectionId,
    CorrectionState,
)
from certsvc.domain.identifiers import CompletionId, CredentialId, LearnerId, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import Page
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.learners import LearnerRow
from certsvc.storage.paging import page_of


class CorrectionRow(Base):
    """A request; a learner has one that is open at most. ``changes`` is JSON."""

    __tablename__ = "correction"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    centre: Mapped[str] = mapped_column(String(32))
    credential_id: Mapped[str | None] = mapped_column(ForeignKey("credential.id"))
    changes: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    attachment_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    attachment_type: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(255))
    word: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_correction_centre_state_id", "centre", "state", "id"),
        Index("ix_correction_state_id", "state", "id"),
        Index(
            "ux_correction_open",
            "learner_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )


class CorrectedValueRow(Base):
    """What a centre wrote of a learner and what it means since an approved correction.

    A results file that still has the old spelling does not bring it back. ``corrected_values`` reads and
    writes it.
    """

    __tablename__ = "corrected_value"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    written: Mapped[str] = mapped_column(String(320), primary_key=True)
    meant: Mapped[str] = mapped_column(String(320))


def add_correction(correction: Correction) -> None:
    """Insert. Raises ConflictError (``correction_open``), at the end of the transaction at the latest."""
    attachment = correction.attachment
    row: dict[str, object] = {
        "id": correction.id,
        "learner_id": correction.learner_id,
        "person_id": correction.person_id,
        "centre": correction.centre,
        "credential_id": correction.credential_id,
        "changes": json.dumps([_change_as_json(one) for one in correction.changes], ensure_ascii=False),
        "why": correction.why,
        "attachment_digest": attachment.digest if attachment else None,
        "attachment_type": attachment.media_type if attachment else None,
        "asked_at": correction.asked_at,
    }
    insert_rows(CorrectionRow, [row | _decision(correction)])


def close_correction(correction: Correction) -> None:
    """Write what became of it: state, when, by whom, the word and the reason."""
    db.session.execute(
        update(CorrectionRow).where(CorrectionRow.id == correction.id).values(**_decision(correction))
    )


def find_correction(correction_id: str) -> Correction | None:
    """By id."""
    query = select(CorrectionRow.__table__).where(CorrectionRow.id == correction_id)
    row = db.session.execute(query).one_or_none()
    return None if row is None else correction_from_row(row)


def lock_correction(correction_id: str) -> Correction | None:
    """The same, and nobody else decides it until the transaction ends."""
    if is_postgresql():
        db.session.execute(
            select(CorrectionRow.id).where(CorrectionRow.id == correction_id).with_for_update()
        )
    return find_correction(correction_id)


def find_open_of_learner(learner_id: LearnerId) -> Correction | None:
    """The one that waits for a decision."""
    query = select(CorrectionRow.__table__).where(
        CorrectionRow.learner_id == learner_id, CorrectionRow.state == CorrectionState.ASKED
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else correction_from_row(row)


def list_corrections_of(person_id: PersonId) -> tuple[Correction, ...]:
    """All that she asked for, of learners that are still hers, the newest first."""
    query = (
        select(CorrectionRow.__table__)
        .join(LearnerRow, LearnerRow.id == CorrectionRow.learner_id)
        .where(CorrectionRow.person_id == person_id, LearnerRow.person_id == person_id)
        .order_by(CorrectionRow.id.desc())
    )
    return tuple(correction_from_row(row) for row in db.session.execute(query))


def count_asked_since(person_id: PersonId, since: datetime) -> int:
    """How many she asked for at that time or later."""
    query = select(func.count()).select_from(CorrectionRow)
    query = query.where(CorrectionRow.person_id == person_id, CorrectionRow.asked_at >= since)
    return db.session.scalar(query) or 0


def page_of_corrections(
    *, centre: PartnerCode | None, state: CorrectionState | None, limit: int, cursor: str | None
) -> Page[Correction]:
    """Newest first."""
    query = select(CorrectionRow.__table__)
    if centre is not None:
        query = query.where(CorrectionRow.centre == centre)
    if state is not None:
        query = query.where(CorrectionRow.state == state)
    return page_of(query, CorrectionRow.id, correction_from_row, limit=limit, cursor=cursor)


def correction_from_row(row: Any) -> Correction:  # noqa: ANN401  # a row of a Core select
    """The correction in a row that holds the table's columns."""
    attachment = None
    if row.attachment_digest:
        attachment = Attachment(row.attachment_digest, row.attachment_type)
    return Correction(
        id=CorrectionId(row.id),
        learner_id=LearnerId(row.learner_id),
        person_id=PersonId(row.person_id),
        centre=PartnerCode(row.centre),
        credential_id=CredentialId(row.credential_id) if row.credential_id else None,
        changes=tuple(_change_from_json(one) for one in json.loads(row.changes)),
        why=row.why,
        attachment=attachment,
        asked_at=row.asked_at,
        state=CorrectionState(row.state),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        word=row.word,
        reason=row.reason,
    )


def _decision(correction: Correction) -> dict[str, object]:
    return {
        "state": correction.state,
        "decided_at": correction.decided_at,
        "decided_by": correction.decided_by,
        "word": correction.word,
        "reason": correction.reason,
    }


def _change_as_json(change: Change) -> list[str | None]:
    return [change.field, change.before, change.after, change.completion_id]


def _change_from_json(stored: list[Any]) -> Change:
    field, before, after, completion_id = stored
    return Change(
        CorrectedField(field), before, after, CompletionId(completion_id) if completion_id else None
    )
