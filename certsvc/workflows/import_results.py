"""A centre's results file becomes recorded completions, awards and credentials."""

import hashlib
import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from certsvc.awarding.rules import AwardingRules
from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, Scope
from certsvc.domain.identifiers import ImportId, LearnerId, PartnerCode
from certsvc.domain.imports import (
    ImportCounts,
    ImportOptions,
    ImportReport,
    ImportState,
    RowProblem,
    Severity,
)
from certsvc.domain.records import Page
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.intake.read import ReadRow, ResultsFile, read_results
from certsvc.intake.refused import RefusedRow, media_type_of, refused_filename, write_refused
from certsvc.intake.shape import FileShape
from certsvc.storage import catalogue, imports, learners, partners
from certsvc.storage.database import rehearsal, transaction
from certsvc.storage.learners import PendingFilter
from certsvc.workflows.browse_records import visible_centre
from certsvc.workflows.issue_credentials import BATCH, earned_awards, issue_batches
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.making_credentials import Unissuable
from certsvc.workflows.recording import Recorder
from certsvc.workflows.services import Services

CHUNK = 500
"""Rows held against the record at a time."""
_READ_BYTES = 1024 * 1024
_LONGEST_FILENAME = 255


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in. ``content`` is read once, from its start; it can be sought."""

    content: BinaryIO
    filename: str
    centre: PartnerCode
    options: ImportOptions


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out."""

    content: bytes
    media_type: str
    filename: str


def import_results(
    services: Services,
    upload: Upload,
    *,
    by: Actor,
    progress: Callable[[ImportCounts], None] | None = None,
) -> ImportReport:
    """Record every good row, then award and issue (unless the options say otherwise).

    1. The actor may record for this centre.
    2. The file's layout is recognised; if it cannot be, nothing has happened.
    3. In one transaction every row is recorded or refused. A dry run goes no further and leaves
       nothing: its ``issued`` counts what would be issued, and its id finds nothing later.
    4. What the rows made due is awarded and issued, a transaction a batch. If we are killed here,
       the same file sent again, or ``certsvc issue``, finishes it.

    The same file with the same options runs again under the id of the first time and records nothing
    new. Raises InvalidInputError (nothing could be read), NotFoundError (centre), NotAllowedError.
    """
    # 1.
    by.check_may(Scope.RECORD)
    by.check_sees(upload.centre)
    if upload.options.issue:
        by.check_may(Scope.ISSUE)
    partners.get_centre(upload.centre)
    # 2.
    digest = _digest(upload.content)
    results = _read(services, upload)
    # 3.
    begun = _begun_report(services, upload, digest)
    with rehearsal() if upload.options.dry_run else transaction():
        report = _record_rows(services, results, begun, by=by, progress=progress)
        if upload.options.dry_run:
            return _foreseen(report)
    # 4.
    return _issue_due(services, report, by=by, progress=progress)


def record_completions(
    services: Services,
    rows: list[Mapping[str, object]],
    *,
    centre: PartnerCode,
    options: ImportOptions,
    by: Actor,
) -> ImportReport:
    """The same for rows given as JSON objects with the canonical columns; their position is the line."""
    if not rows:
        raise InvalidInputError("There is no completion in this request.", code="no_rows")
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8", "surrogatepass")
    upload = Upload(io.BytesIO(content), filename="request.jsonl", centre=centre, options=options)
    return import_results(services, upload, by=by)


def get_import(import_id: ImportId, *, by: Actor) -> ImportReport:
    """The report, with all its problems. Raises NotFoundError, for another centre's too."""
    by.check_may(Scope.READ)
    report = imports.get_import(import_id)
    if not by.sees(report.centre):
        raise NotFoundError("There is no such import.")
    return report


def list_imports(
    *, by: Actor, centre: PartnerCode | None = None, limit: int = 50, cursor: str | None = None
) -> Page[ImportReport]:
    """Newest first, without problems. NotFoundError for another centre's."""
    by.check_may(Scope.READ)
    return imports.page_of_imports(centre=visible_centre(by, centre), limit=limit, cursor=cursor)


def refused_rows_file(import_id: ImportId, *, by: Actor) -> Download:
    """The refused rows in the uploaded format, the reason beside each. NotFoundError if there are none."""
    report = get_import(import_id, by=by)
    problems: dict[int, list[RowProblem]] = {}
    for problem in report.problems:
        if problem.severity is Severity.REFUSED:
            problems.setdefault(problem.line, []).append(problem)
    rows = [
        RefusedRow(line=line, cells=cells, problems=tuple(problems.get(line, ())))
        for line, cells in imports.list_refused_rows(import_id)
    ]
    if not rows:
        raise NotFoundError("No row of this import was refused.", code="nothing_refused")
    shape = FileShape.from_json(imports.get_shape(import_id))
    return Download(
        content=write_refused(shape, rows),
        media_type=media_type_of(shape),
        filename=refused_filename(report.filename, shape),
    )


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while block := content.read(_READ_BYTES):
        digest.update(block)
    content.seek(0)
    return digest.hexdigest()


def _read(services: Services, upload: Upload) -> ResultsFile:
    return read_results(
        upload.content,
        filename=upload.filename,
        centre=upload.centre,
        options=upload.options,
        courses=catalogue.courses_by_code(),
        today=services.now().date(),
    )


def _begun_report(services: Services, upload: Upload, digest: str) -> ImportReport:
    at = services.now()
    return ImportReport(
        id=ImportId(new_uuid7(at, services.random_bytes(10))),
        centre=upload.centre,
        filename=upload.filename[-_LONGEST_FILENAME:],
        digest=digest,
        options=upload.options,
        state=ImportState.RUNNING,
        counts=ImportCounts(),
        created_at=at,
    )


def _record_rows(
    services: Services,
    results: ResultsFile,
    begun: ImportReport,
    *,
    by: Actor,
    progress: Callable[[ImportCounts], None] | None,
) -> ImportReport:
    """Inside a transaction: step 3."""
    partners.lock_centre(begun.centre)
    import_id = imports.begin_import(begun, shape=results.shape.to_json(), by=by.name)
    recorder = Recorder(services, centre=begun.centre, import_id=import_id, options=begun.options, by=by.name)
    for chunk in _chunks(results.rows):
        recorder.record(chunk)
        if progress is not None:
            progress(recorder.counts)
    imports.update_import(import_id, ImportState.RUNNING, recorder.counts, None)
    report = imports.get_import(import_id)
    return replace(report, options=begun.options)


def _chunks(rows: Iterator[ReadRow]) -> Iterator[list[ReadRow]]:
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk


def _foreseen(report: ImportReport) -> ImportReport:
    """Inside the transaction of a dry run: the report with what would be issued."""
    counts = report.counts
    if report.options.issue:
        counts = replace(counts, issued=sum(_would_earn(report.centre)))
    return replace(report, state=ImportState.DONE, counts=counts, finished_at=report.created_at)


def _would_earn(centre: PartnerCode) -> Iterator[int]:
    parts = gather_catalogue_parts()
    rules = AwardingRules(parts.courses, parts.micro_certifications)
    last: LearnerId | None = None
    while due := learners.take_pending(PendingFilter(centre=centre, held_too=False), BATCH, after=last):
        yield len(earned_awards(rules, due))
        last = due[-1]


def _issue_due(
    services: Services,
    report: ImportReport,
    *,
    by: Actor,
    progress: Callable[[ImportCounts], None] | None,
) -> ImportReport:
    """Step 4; then the import is done."""
    counts, unissuable = report.counts, list[Unissuable]()
    if report.options.issue:
        wanted = PendingFilter(centre=report.centre, held_too=False)
        for batch in issue_batches(services, wanted, by=by, import_id=report.id):
            counts = replace(counts, issued=counts.issued + len(batch.records))
            unissuable.extend(batch.unissuable)
            if progress is not None:
                progress(counts)
    with transaction():
        imports.add_problems(
            report.id, [_not_issued(one) for one in unissuable], first_position=len(report.problems)
        )
        imports.update_import(report.id, ImportState.DONE, counts, services.now())
    return imports.get_import(report.id)


def _not_issued(unissuable: Unissuable) -> RowProblem:
    return RowProblem(
        line=unissuable.earned.behind[-1].line,
        column="",
        code="not_issued",
        message=f"The completion is recorded, but its certificate could not be made: {unissuable.reason}",
        hint="Mend the row and upload it again with on_conflict=amend.",
        severity=Severity.WARNING,
    )
