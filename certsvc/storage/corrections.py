"""Corrections that were asked for, and the values that approved ones stand for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.storage.database import Base, UtcDateTime


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

    A results file that still has the old spelling does not bring it back.
    """

    __tablename__ = "corrected_value"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    written: Mapped[str] = mapped_column(String(320), primary_key=True)
    meant: Mapped[str] = mapped_column(String(320))
