"""Imports: who sent which file with which options, and what came of it."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, ImportId, PartnerCode
from certsvc.domain.imports import ImportCounts, ImportOptions, ImportReport, OnConflict
from certsvc.domain.records import Page
from certsvc.errors import NotFoundError
from certsvc.storage import import_rows
from certsvc.storage.batches import BatchRow, batch_from_row
from certsvc.storage.database import db
from certsvc.storage.import_tables import ResultsImportRow
from certsvc.storage.paging import page_of

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
    import_rows.remove_rows(import_id)
    db.session.execute(
        update(ResultsImportRow)
        .where(ResultsImportRow.id == import_id)
        .values(
            shape=shape,
            counts=json.dumps(asdict(ImportCounts())),
            issued=0,
            recorded_at=None,
            kept_digest=None,  # the file is kept as it was sent, again
        )
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
    report = get_import_alone(import_id)
    return replace(report, problems=import_rows.list_problems(import_id))


def get_import_alone(import_id: ImportId) -> ImportReport:
    """Without its problems, which may be as many as its rows. Raises NotFoundError."""
    row = db.session.execute(_REPORTS.where(ResultsImportRow.id == import_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such import.")
    return _report(row)


def get_shape(import_id: ImportId) -> str:
    """How the file was laid out, as intake wrote it."""
    return db.session.scalars(select(ResultsImportRow.shape).where(ResultsImportRow.id == import_id)).one()


def get_kept_digest(import_id: ImportId) -> str:
    """Under which the archive has the file now.

    Raises NotFoundError (``archive_missing``) when it is kept no more, or there is no such import.
    """
    row = db.session.execute(
        select(ResultsImportRow.digest, ResultsImportRow.kept_digest).where(ResultsImportRow.id == import_id)
    ).one_or_none()
    kept = "" if row is None else row.digest if row.kept_digest is None else row.kept_digest
    if not kept:
        raise NotFoundError(
            "The uploaded file is no longer kept here.", code="archive_missing", hint="Send it again."
        )
    return str(kept)


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


def _report(row: Any) -> ImportReport:  # noqa: ANN401  # a row of a Core select
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
    )
