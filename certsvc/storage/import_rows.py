"""Rows of imports that were refused, and what is to be said of rows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select

from certsvc.domain.identifiers import ImportId
from certsvc.domain.imports import RowProblem, Severity
from certsvc.storage.database import db, insert_rows, is_postgresql
from certsvc.storage.import_tables import RefusedRowRow, ResultsImportRow, RowProblemRow


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
            select(ResultsImportRow.id)
            .where(ResultsImportRow.id == import_id)
            .with_for_update(key_share=True)
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


def remove_rows(import_id: ImportId) -> None:
    """Forget both."""
    db.session.execute(delete(RefusedRowRow).where(RefusedRowRow.import_id == import_id))
    db.session.execute(delete(RowProblemRow).where(RowProblemRow.import_id == import_id))


def list_problems(import_id: ImportId) -> tuple[RowProblem, ...]:
    """In the order in which they were met."""
    problems = db.session.execute(
        select(RowProblemRow.__table__)
        .where(RowProblemRow.import_id == import_id)
        .order_by(RowProblemRow.position)
    )
    return tuple(_problem(problem) for problem in problems)


def list_lines_with_problem(import_id: ImportId, code: str) -> frozenset[int]:
    """The lines of which that was said."""
    return frozenset(
        db.session.scalars(
            select(RowProblemRow.line).where(RowProblemRow.import_id == import_id, RowProblemRow.code == code)
        )
    )


def list_refused_rows(import_id: ImportId) -> list[tuple[int, tuple[str, ...]]]:
    """Line and cells of every refused row."""
    rows = db.session.execute(
        select(RefusedRowRow.line, RefusedRowRow.cells)
        .where(RefusedRowRow.import_id == import_id)
        .order_by(RefusedRowRow.line)
    )
    return [(row.line, tuple(json.loads(row.cells))) for row in rows]


def _problem(row: Any) -> RowProblem:  # noqa: ANN401  # a row of a Core select
    return RowProblem(
        line=row.line,
        column=row.column,
        code=row.code,
        message=row.message,
        hint=row.hint,
        severity=Severity(row.severity),
    )
