"""A kept results file is recorded chunk by chunk and what it earns is issued, by whichever worker lives."""

import itertools
from collections.abc import Callable, Iterator

from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import ImportId
from certsvc.domain.imports import ImportCounts, ImportReport, RowProblem, Severity
from certsvc.intake.read import ReadRow, read_results
from certsvc.storage import batches, catalogue, imports, learners, partners
from certsvc.storage.database import transaction
from certsvc.storage.learners import PendingFilter
from certsvc.workflows.claims import POLL_SECONDS, Claim
from certsvc.workflows.issue_credentials import issue_batches
from certsvc.workflows.making_credentials import Unissuable
from certsvc.workflows.recording import Recorder
from certsvc.workflows.services import Services

CHUNK = 500
"""Rows in one transaction."""
Progress = Callable[[ImportCounts], None]


def run_import(
    services: Services, import_id: ImportId, *, claim: Claim, progress: Progress | None = None
) -> None:
    """Bring a claimed import to its end. What is committed stays, whenever we are killed.

    1. The rows that no transaction has recorded yet are read and recorded, a transaction a chunk, each
       of which renews the claim and notes how far it came.
    2. When the last is in, that is noted.
    3. What the rows made due is issued, until nothing is left (see ``issue_import``).

    Raises LostClaimError when another worker took over, InvalidInputError and UnavailableError when
    the kept file cannot be read.
    """
    report = imports.get_import(import_id)
    if not imports.is_recorded(import_id):
        _record(services, report, claim, progress)
    issue_import(services, import_id, progress=progress)


def issue_import(services: Services, import_id: ImportId, *, progress: Progress | None = None) -> None:
    """Issue what the import made due, beside whoever records or issues for it, until it is at its end.

    No claim is needed: each batch of learners is locked by the transaction that issues to them, and
    whoever finds all rows recorded and no learner due ends the import.
    """
    while True:
        issued = False
        for batch in issue_batches(services, PendingFilter(import_id=import_id), by=_actor(import_id)):
            issued = True
            _note_unissuable(import_id, batch.unissuable)
            if progress is not None:
                progress(imports.get_import(import_id).counts)
        if _end_if_complete(services, import_id):
            return
        if not issued:
            services.wait(POLL_SECONDS)


def _record(services: Services, report: ImportReport, claim: Claim, progress: Progress | None) -> None:
    done = report.batch.done
    with services.archive.open(report.digest) as content:
        results = read_results(
            content,
            filename=report.filename,
            centre=report.centre,
            options=report.options,
            courses=catalogue.courses_by_code(),
            today=report.batch.created_at.date(),
        )
        recorder = Recorder(
            services,
            centre=report.centre,
            import_id=report.id,
            options=report.options,
            by=report.batch.created_by,
            counts=report.counts,
        )
        for chunk in _chunks(itertools.islice(results.rows, done, None)):
            done += len(chunk)
            with transaction():
                claim.renew(done=done, position=str(done))
                partners.lock_centre(report.centre)
                recorder.record(chunk)
                imports.note_counts(report.id, recorder.counts)
            if progress is not None:
                progress(recorder.counts)
    with transaction():
        claim.renew(done=done, position=str(done))
        imports.note_counts(report.id, recorder.counts, recorded_at=services.now())


def _chunks(rows: Iterator[ReadRow]) -> Iterator[list[ReadRow]]:
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk


def _actor(import_id: ImportId) -> str:
    return batches.get_batch(import_id).batch.created_by


def _end_if_complete(services: Services, import_id: ImportId) -> bool:
    """Whether the import is at its end: by us now, or by another worker before."""
    with transaction():
        if not batches.touch_batch(import_id, services.now()):
            return True
        if not imports.is_recorded(import_id) or learners.count_pending(PendingFilter(import_id=import_id)):
            return False
        return batches.finish_batch(import_id, BatchState.DONE, at=services.now())


def _note_unissuable(import_id: ImportId, unissuable: tuple[Unissuable, ...]) -> None:
    if unissuable:
        with transaction():
            imports.add_problems(import_id, [_not_issued(one) for one in unissuable])


def _not_issued(unissuable: Unissuable) -> RowProblem:
    return RowProblem(
        line=unissuable.earned.behind[-1].line,
        column="",
        code="not_issued",
        message=f"The completion is recorded, but its certificate could not be made: {unissuable.reason}",
        hint="Mend the row and upload it again with on_conflict=amend.",
        severity=Severity.WARNING,
    )
