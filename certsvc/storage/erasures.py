"""Erasures that were asked for, and whom no results file may bring back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.erasures import Erasure, ErasureId
from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import PersonId
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.people import PersonRow


class ErasureRow(Base):
    """One erasure: of a person, or of a learner whom nobody has claimed."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learner.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(255))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ix_erasure_open",
            "asked_at",
            sqlite_where=text("finished_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("finished_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )


class ErasedLearnerRow(Base):
    """Who asked to be forgotten: HMAC-SHA-256 of her centre and reference under the service's secret."""

    __tablename__ = "erased_learner"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)


_IS_OPEN = (ErasureRow.finished_at.is_(None), ErasureRow.withdrawn_at.is_(None))


def add_erasure(erasure: Erasure) -> None:
    """Insert."""
    insert_rows(
        ErasureRow,
        [
            {
                "id": erasure.id,
                "person_id": erasure.person_id,
                "learner_id": erasure.learner_id,
                "asked_at": erasure.asked_at,
                "asked_by": erasure.asked_by,
                "withdrawn_at": erasure.withdrawn_at,
                "begun_at": erasure.begun_at,
                "finished_at": erasure.finished_at,
            }
        ],
    )


def lock_person(person_id: PersonId) -> None:
    """Nobody else who locks her goes on until the transaction ends."""
    if is_postgresql():
        db.session.execute(select(PersonRow.id).where(PersonRow.id == person_id).with_for_update())


def find_open_erasure(
    *, person_id: PersonId | None = None, learner_id: LearnerId | None = None
) -> Erasure | None:
    """The erasure of a person, or of a learner, that is neither withdrawn nor finished."""
    whose = ErasureRow.learner_id == learner_id if person_id is None else ErasureRow.person_id == person_id
    query = select(ErasureRow.__table__).where(whose, *_IS_OPEN).order_by(ErasureRow.id).limit(1)
    row = db.session.execute(query).one_or_none()
    return None if row is None else _erasure(row)


def list_open_erasures() -> tuple[Erasure, ...]:
    """Those that are neither withdrawn nor finished, the oldest first."""
    query = select(ErasureRow.__table__).where(*_IS_OPEN).order_by(ErasureRow.asked_at, ErasureRow.id)
    return tuple(_erasure(row) for row in db.session.execute(query))


def mark_erasure_withdrawn(erasure_id: ErasureId, at: datetime) -> None:
    """Nothing comes of it."""
    _set(erasure_id, withdrawn_at=at)


def mark_erasure_begun(erasure_id: ErasureId, at: datetime) -> None:
    """From now on it cannot be withdrawn."""
    _set(erasure_id, begun_at=at)


def mark_erasure_finished(erasure_id: ErasureId, at: datetime) -> None:
    """Nothing is left to do."""
    _set(erasure_id, finished_at=at)


def add_marks(marks: Sequence[str], at: datetime) -> None:
    """Whoever has one of these marks is not to come back; those that are there already stay."""
    known = find_marks(marks)
    insert_rows(ErasedLearnerRow, [{"mark": mark, "erased_at": at} for mark in marks if mark not in known])


def find_marks(marks: Sequence[str]) -> set[str]:
    """Those of the marks that are of erased learners."""
    return set(db.session.scalars(select(ErasedLearnerRow.mark).where(ErasedLearnerRow.mark.in_(marks))))


def has_marks() -> bool:
    """Whether anybody was erased at all."""
    return db.session.scalar(select(ErasedLearnerRow.mark).limit(1)) is not None


def _set(erasure_id: ErasureId, **times: datetime) -> None:
    db.session.execute(update(ErasureRow).where(ErasureRow.id == erasure_id).values(**times))


def _erasure(row: Any) -> Erasure:  # noqa: ANN401  # a row of a Core select
    return Erasure(
        id=ErasureId(row.id),
        person_id=PersonId(row.person_id) if row.person_id else None,
        learner_id=LearnerId(row.learner_id) if row.learner_id else None,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        withdrawn_at=row.withdrawn_at,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
    )
