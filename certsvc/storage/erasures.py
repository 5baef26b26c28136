"""Erasures that were asked for, and whom no results file may bring back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.storage.database import Base, UtcDateTime


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
