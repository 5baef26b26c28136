"""A centre's results file is accepted, and becomes recorded completions, awards and credentials."""

import io
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from certsvc.awarding.rules import AwardingRules
from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, Scope
from certsvc.domain.batches import Batch, BatchKind, BatchState
from certsvc.domain.identifiers import ImportId, LearnerId, PartnerCode
from certsvc.domain.imports import ImportCounts, ImportOptions, ImportReport
from certsvc.errors import InvalidInputError
from certsvc.intake.read import ResultsFile, read_results
from certsvc.storage import batches, catalogue, imports, learners, partners
from certsvc.storage.database import rehearsal, transaction
from certsvc.storage.learners import PendingFilter
from certsvc.workflows.browse_imports import find_refused_rows
from certsvc.workflows.claims import POLL_SECONDS, Claim, new_worker_name
from certsvc.workflows.downloads import Download
from certsvc.workflows.issue_credentials import BATCH, earned_awards
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.recording import Recorder
from certsvc.workflows.run_batch import run_claimed
from certsvc.workflows.run_import import CHUNK
from certsvc.workflows.services import Services

_LONGEST_FILENAME = 255
_REHEARSED = "rehearsed"
"""Stands for the digest of a file that is not kept."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in. ``content`` is read from its start and can be sought."""

    content: BinaryIO
    filename: str
    centre: PartnerCode
    options: ImportOptions


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an import would do; ``refused``: the rows that it would refuse, None if there are none."""

    report: ImportReport
    refused: Download | None


def accept_upload(services: Services, upload: Upload, *, by: Actor) -> ImportReport:
    """Keep the file and queue its import; a worker does the rest.

    1. The actor may record for this centre.
    2. The file is read once to its end: if it cannot be, nothing has happened.
    3. It is kept, whole, before the tables know of it; while they get to know it nobody takes it away.
    4. Its import is queued. The same file with the same options runs again under the id of the first
       time and records nothing new; if it runs at this moment, nothing is queued.

    Raises InvalidInputError (it cannot be read), NotFoundError (centre), NotAllowedError, UnavailableError.
    """
    _check_may_upload(upload, by)  # 1
    results = _read(services, upload)  # 2
    digest = services.archive.keep(upload.content)  # 3
    with transaction():  # 4
        partners.lock_centre(upload.centre)
        import_id = _queue(services, upload, results, digest, by=by.name)
        if not services.archive.has(digest):  # nobody had it a moment ago, so that it went
            services.archive.keep(upload.content)
    services.enqueue(import_id)
    return imports.get_import(import_id)


def import_results(
    services: Services,
    upload: Upload,
    *,
    by: Actor,
    begun: Callable[[ImportReport], None] | None = None,
    progress: Callable[[ImportCounts], None] | None = None,
) -> ImportReport:
    """The same, and stay until it is done: by us, or by the worker that has it already.

    ``begun`` is told what was accepted, ``progress`` how far it is.

    Raises as ``accept_upload`` does; with ``dry_run`` see ``rehearse_import``.
    """
    if upload.options.dry_run:
        return rehearse_import(services, upload, by=by).report
    report = accept_upload(_without_queue(services), upload, by=by)
    if begun is not None:
        begun(report)
    claim = Claim(services, report.id, new_worker_name())
    while not batches.get_batch(report.id).batch.state.is_final:
        if claim.take():
            run_claimed(claim, progress=progress)
        else:
            services.wait(POLL_SECONDS)
    return imports.get_import(report.id)


def rehearse_import(services: Services, upload: Upload, *, by: Actor) -> Rehearsal:
    """What would happen, row by row; nothing of it stays.

    It is the import itself, in a transaction that is undone: ``issued`` counts what would be issued,
    and the report's id finds nothing later. Raises as ``accept_upload`` does.
    """
    _check_may_upload(upload, by)
    results = _read(services, upload)
    with rehearsal():
        import_id = _queue(services, upload, results, digest=_REHEARSED, by=by.name)
        recorder = Recorder(
            services, centre=upload.centre, import_id=import_id, options=upload.options, by=by.name
        )
        while chunk := list(itertools.islice(results.rows, CHUNK)):
            recorder.record(chunk)
        issued = sum(_would_earn(import_id)) if upload.options.issue else 0
        report = imports.get_import(import_id)
        report = replace(
            report,
            options=upload.options,
            digest="",
            batch=replace(report.batch, state=BatchState.DONE, done=report.batch.total),
            counts=replace(recorder.counts, issued=issued),
        )
        return Rehearsal(report, find_refused_rows(report))


def record_completions(
    services: Services,
    rows: list[Mapping[str, object]],
    *,
    centre: PartnerCode,
    options: ImportOptions,
    by: Actor,
) -> ImportReport:
    """``import_results`` for rows given as JSON objects with the canonical columns; they are its lines."""
    if not rows:
        raise InvalidInputError("There is no completion in this request.", code="no_rows")
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8", "surrogatepass")
    upload = Upload(io.BytesIO(content), filename="request.jsonl", centre=centre, options=options)
    return import_results(services, upload, by=by)


def _without_queue(services: Services) -> Services:
    """Services whose queue hears nothing: the caller runs the batch itself."""
    return replace(services, enqueue=lambda _: None)


def _check_may_upload(upload: Upload, by: Actor) -> None:
    by.check_may(Scope.RECORD)
    by.check_sees(upload.centre)
    if upload.options.issue:
        by.check_may(Scope.ISSUE)
    partners.get_centre(upload.centre)


def _read(services: Services, upload: Upload) -> ResultsFile:
    upload.content.seek(0)
    return read_results(
        upload.content,
        filename=upload.filename,
        centre=upload.centre,
        options=upload.options,
        courses=catalogue.courses_by_code(),
        today=services.now().date(),
    )


def _queue(services: Services, upload: Upload, results: ResultsFile, digest: str, *, by: str) -> ImportId:
    """Inside a transaction."""
    at = services.now()
    shape = results.shape.to_json()
    known = imports.find_import_id(upload.centre, digest, upload.options)
    if known is not None:
        if batches.get_batch(known).batch.state.is_final:
            imports.clear_import(known, shape=shape)
            batches.begin_anew(known, total=results.row_count, by=by, at=at)
        return known
    batch = Batch(
        id=new_uuid7(at, services.random_bytes(10)),
        kind=BatchKind.IMPORT,
        state=BatchState.QUEUED,
        total=results.row_count,
        done=0,
        created_at=at,
        created_by=by,
    )
    batches.add_batch(batch, centre=upload.centre, parameters={})
    report = ImportReport(
        id=ImportId(batch.id),
        centre=upload.centre,
        filename=upload.filename[-_LONGEST_FILENAME:],
        digest=digest,
        options=upload.options,
        batch=batch,
        counts=ImportCounts(),
    )
    imports.add_import(report, shape=shape)
    return report.id


def _would_earn(import_id: ImportId) -> Iterator[int]:
    parts = gather_catalogue_parts()
    rules = AwardingRules(parts.courses, parts.micro_certifications)
    last: LearnerId | None = None
    while due := learners.take_pending(PendingFilter(import_id=import_id), BATCH, after=last):
        yield len(earned_awards(rules, due))
        last = due[-1]
