"""Imports: who sent which file with which options, and what came of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, ImportId, PartnerCode
from certsvc.domain.imports import (
    ImportCounts,
    ImportOptions,
    ImportReport,
    OnConflict,
    RowProblem,
    Severity,
)
from certsvc.domain.records import Page
from certsvc.errors import NotFoundError
from certsvc.storage.batches import BatchRow, batch_from_row
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.paging import page_of


class ResultsImportRow(Base):
    """One file of one centre with one set of options; sending it again runs its batch again.

    ``shape``: how the file is laid out, as intake wrote it. ``recorded_at``: when its last row was
    recorded or refused; what is left then is to issue what the rows made due.
    """

    __tablename__ = "results_import"

    id: Mapped[str] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    centre: Mapped[str] = mapped_column(ForeignKey("partner.code"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    options: Mapped[str] = mapped_column(String(255))
    shape: Mapped[str] = mapped_column(Text)
    counts: Mapped[str] = mapped_column(Text)
    issued: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("centre", "digest", "options"),)


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


_REPORTS = select(
    BatchRow.__table__,
    ResultsImportRow.centre.label("of_centre"),
    ResultsImportRow.filename,
    ResultsImportRow.digest,
    ResultsImportRow.options,
    ResultsImportRow.counts,
    ResultsImportRow.issued,
).join(BatchRow, BatchRow.id == ResultsImportRow.id)


def find_import_id(centre: PartnerCode, digest: str, options: ImportOptions) -> ImportId | None:
    """The import of the same file with the same options."""
    found = db.session.scalar(
        select(ResultsImportRow.id).where(
            ResultsImportRow.centre == centre,
            ResultsImportRow.digest == digest,
            ResultsImportRow.options == _options_text(options),
        )
    )
    return None if found is None else ImportId(found)


def add_import(report: ImportReport, *, shape: str) -> None:
    """Insert the import of ``report``, whose batch is there."""
    db.session.add(
        ResultsImportRow(
            id=report.id,
            centre=report.centre,
            filename=report.filename,
            digest=report.digest,
            options=_options_text(report.options),
            shape=shape,
            counts=json.dumps(asdict(report.counts)),
            issued=0,
        )
    )
    db.session.flush()


def clear_import(import_id: ImportId, *, shape: str) -> None:
    """What the last run noted is gone: the next begins at the first row."""
    db.session.execute(delete(RefusedRowRow).where(RefusedRowRow.import_id == import_id))
    db.session.execute(delete(RowProblemRow).where(RowProblemRow.import_id == import_id))
    db.session.execute(
        update(ResultsImportRow)
        .where(ResultsImportRow.id == import_id)
        .values(shape=shape, counts=json.dumps(asdict(ImportCounts())), issued=0, recorded_at=None)
    )


def add_refused_rows(import_id: ImportId, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Keep rows as they were read: line and cells."""
    if rows:
        insert_rows(
            RefusedRowRow,
            [
                {"import_id": import_id, "line": line, "cells": json.dumps(cells, ensure_ascii=False)}
                for line, cells in rows
            ],
        )


def add_problems(import_id: ImportId, problems: Sequence[RowProblem]) -> None:
    """Append problems, in their order."""
    if not problems:
        return
    if is_postgresql():  # the next position is taken by one of several workers at a time
        db.session.execute(
            select(ResultsImportRow.id).where(ResultsImportRow.id == import_id).with_for_update()
        )
    last = db.session.scalar(
        select(func.max(RowProblemRow.position)).where(RowProblemRow.import_id == import_id)
    )
    insert_rows(
        RowProblemRow,
        [
            {"import_id": import_id, "position": position, **asdict(problem)}
            for position, problem in enumerate(problems, 0 if last is None else last + 1)
        ],
    )


def note_counts(import_id: ImportId, counts: ImportCounts, *, recorded_at: datetime | None = None) -> None:
    """How far the recording came; ``recorded_at`` once, when it has come to the end."""
    values: dict[str, object] = {"counts": json.dumps(asdict(counts))}
    if recorded_at is not None:
        values["recorded_at"] = recorded_at
    db.session.execute(update(ResultsImportRow).where(ResultsImportRow.id == import_id).values(**values))


def count_issued(import_id: ImportId, number: int) -> None:
    """So many more credentials were issued for it: by any of several workers, in their own transactions."""
    db.session.execute(
        update(ResultsImportRow)
        .where(ResultsImportRow.id == import_id)
        .values(issued=ResultsImportRow.issued + number)
    )


def is_recorded(import_id: ImportId) -> bool:
    """Whether every row has been recorded or refused."""
    found = db.session.scalar(select(ResultsImportRow.recorded_at).where(ResultsImportRow.id == import_id))
    return found is not None


def get_import(import_id: ImportId) -> ImportReport:
    """With its problems. Raises NotFoundError."""
    row = db.session.execute(_REPORTS.where(ResultsImportRow.id == import_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such import.")
    problems = db.session.execute(
        select(RowProblemRow.__table__)
        .where(RowProblemRow.import_id == import_id)
        .order_by(RowProblemRow.position)
    )
    return _report(row, tuple(_problem(problem) for problem in problems))


def get_shape(import_id: ImportId) -> str:
    """How the file was laid out, as intake wrote it."""
    return db.session.scalars(select(ResultsImportRow.shape).where(ResultsImportRow.id == import_id)).one()


def list_refused_rows(import_id: ImportId) -> list[tuple[int, tuple[str, ...]]]:
    """Line and cells of every refused row."""
    rows = db.session.execute(
        select(RefusedRowRow.line, RefusedRowRow.cells)
        .where(RefusedRowRow.import_id == import_id)
        .order_by(RefusedRowRow.line)
    )
    return [(row.line, tuple(json.loads(row.cells))) for row in rows]


def page_of_imports(*, centre: str | None, limit: int, cursor: str | None) -> Page[ImportReport]:
    """Newest first, without problems."""
    query = _REPORTS
    if centre is not None:
        query = query.where(ResultsImportRow.centre == centre)
    return page_of(query, ResultsImportRow.id, _report, limit=limit, cursor=cursor)


def _options_text(options: ImportOptions) -> str:
    return json.dumps(
        {
            "course": options.course,
            "mode": options.mode,
            "on_conflict": options.on_conflict,
            "issue": options.issue,
        },
        sort_keys=True,
    )


def _report(row: Any, problems: tuple[RowProblem, ...] = ()) -> ImportReport:  # noqa: ANN401  # a row of a Core select
    options = json.loads(row.options)
    return ImportReport(
        id=ImportId(row.id),
        centre=PartnerCode(row.of_centre),
        filename=row.filename,
        digest=row.digest,
        options=ImportOptions(
            course=CourseCode(options["course"]) if options["course"] else None,
            mode=Mode(options["mode"]) if options["mode"] else None,
            on_conflict=OnConflict(options["on_conflict"]),
            issue=options["issue"],
        ),
        batch=batch_from_row(row),
        counts=replace(ImportCounts(**json.loads(row.counts)), issued=row.issued),
        problems=problems,
    )


def _problem(row: Any) -> RowProblem:  # noqa: ANN401  # a row of a Core select
    return RowProblem(
        line=row.line,
        column=row.column,
        code=row.code,
        message=row.message,
        hint=row.hint,
        severity=Severity(row.severity),
    )
