"""Imports: who sent which file with which options, and what came of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, ImportId, PartnerCode
from certsvc.domain.imports import (
    ImportCounts,
    ImportOptions,
    ImportReport,
    ImportState,
    OnConflict,
    RowProblem,
    Severity,
)
from certsvc.domain.records import Page
from certsvc.errors import NotFoundError
from certsvc.storage.database import Base, UtcDateTime, db
from certsvc.storage.paging import page_of


class ResultsImportRow(Base):
    """One file of one centre with one set of options; sending it again runs it again under its id."""

    __tablename__ = "results_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(ForeignKey("partner.code"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    options: Mapped[str] = mapped_column(String(255))
    shape: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    counts: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

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


def begin_import(report: ImportReport, *, shape: str, by: str) -> ImportId:
    """Insert the import, or begin it anew under its old id when the same was sent before."""
    options = _options_text(report.options)
    known = db.session.scalar(
        select(ResultsImportRow.id).where(
            ResultsImportRow.centre == report.centre,
            ResultsImportRow.digest == report.digest,
            ResultsImportRow.options == options,
        )
    )
    counts = json.dumps(asdict(report.counts))
    if known is not None:
        db.session.execute(delete(RefusedRowRow).where(RefusedRowRow.import_id == known))
        db.session.execute(delete(RowProblemRow).where(RowProblemRow.import_id == known))
        db.session.execute(
            update(ResultsImportRow)
            .where(ResultsImportRow.id == known)
            .values(state=report.state, counts=counts, shape=shape, finished_at=None)
        )
        return ImportId(known)
    db.session.add(
        ResultsImportRow(
            id=report.id,
            centre=report.centre,
            filename=report.filename,
            digest=report.digest,
            options=options,
            shape=shape,
            state=report.state,
            counts=counts,
            created_by=by,
            created_at=report.created_at,
            finished_at=None,
        )
    )
    db.session.flush()
    return report.id


def add_refused_rows(import_id: ImportId, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Keep rows as they were read: line and cells."""
    if rows:
        db.session.execute(
            insert(RefusedRowRow),
            [
                {"import_id": import_id, "line": line, "cells": json.dumps(cells, ensure_ascii=False)}
                for line, cells in rows
            ],
        )


def add_problems(import_id: ImportId, problems: Sequence[RowProblem], *, first_position: int) -> None:
    """Keep problems in their order."""
    if problems:
        db.session.execute(
            insert(RowProblemRow),
            [
                {"import_id": import_id, "position": position, **asdict(problem)}
                for position, problem in enumerate(problems, first_position)
            ],
        )


def update_import(
    import_id: ImportId, state: ImportState, counts: ImportCounts, finished_at: datetime | None
) -> None:
    """Note how far it came."""
    db.session.execute(
        update(ResultsImportRow)
        .where(ResultsImportRow.id == import_id)
        .values(state=state, counts=json.dumps(asdict(counts)), finished_at=finished_at)
    )


def get_import(import_id: ImportId) -> ImportReport:
    """With its problems. Raises NotFoundError."""
    row = db.session.execute(
        select(ResultsImportRow.__table__).where(ResultsImportRow.id == import_id)
    ).one_or_none()
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
    query = select(ResultsImportRow.__table__)
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
        centre=PartnerCode(row.centre),
        filename=row.filename,
        digest=row.digest,
        options=ImportOptions(
            course=CourseCode(options["course"]) if options["course"] else None,
            mode=Mode(options["mode"]) if options["mode"] else None,
            on_conflict=OnConflict(options["on_conflict"]),
            issue=options["issue"],
        ),
        state=ImportState(row.state),
        counts=ImportCounts(**json.loads(row.counts)),
        created_at=row.created_at,
        finished_at=row.finished_at,
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
