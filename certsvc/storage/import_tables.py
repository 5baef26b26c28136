"""The tables of imports."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.storage.database import Base, UtcDateTime


class ResultsImportRow(Base):
    """One file of one centre with one set of options; sending it again runs its batch again.

    ``shape``: how the file is laid out, as intake wrote it. ``recorded_at``: when its last row was
    recorded or refused; what is left then is to issue what the rows made due.
    ``kept_digest``: under which the archive has the file since somebody's rows were taken out of it; empty
    when it is kept no more.
    """

    __tablename__ = "results_import"

    id: Mapped[str] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    centre: Mapped[str] = mapped_column(ForeignKey("partner.code"))
    filename: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    kept_digest: Mapped[str | None] = mapped_column(String(64))
    options: Mapped[str] = mapped_column(String(255))
    shape: Mapped[str] = mapped_column(Text)
    counts: Mapped[str] = mapped_column(Text)
    issued: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("centre", "digest", "options"),
        Index("ix_results_import_centre_id", "centre", "id"),
    )


class RefusedRowRow(Base):
    """A refused row as it was read, to be handed back."""

    __tablename__ = "refused_row"

    import_id: Mapped[str] = mapped_column(ForeignKey("results_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    cells: Mapped[str] = mapped_column(Text)


class RowProblemRow(Base):
    """One problem of one row; no personal data in it."""

    __tablename__ = "row_problem"

    import_id: Mapped[str] = mapped_column(ForeignKey("results_import.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    line: Mapped[int] = mapped_column(Integer)
    column: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(16))
