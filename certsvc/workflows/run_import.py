"""A kept results file is recorded chunk by chunk and what it earns is issued, by whichever worker lives."""

import contextlib
import io
import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import ImportId
from certsvc.domain.imports import ImportCounts, ImportReport, RowProblem, Severity
from certsvc.errors import ConflictError
from certsvc.intake.read import ReadRow, read_results
from certsvc.storage import batch_claims, batches, catalogue, import_rows, imports, learners, partners
from certsvc.storage.database import transaction
from certsvc.storage.learners import PendingFilter
from certsvc.workflows.claims import POLL_SECONDS, Claim, WatchedFile
from certsvc.workflows.issue_credentials import IssuedBatch, issue_batches
from certsvc.workflows.making_credentials import Unissuable
from certsvc.workflows.recording import Recorder
from certsvc.workflows.rewrite_uploads import forget_erased_rows
from certsvc.workflows.services import Services

CHUNK = 1_000
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
    4. Rows of learners who were erased leave the file. If that fails, housekeeping does it.

    Raises LostClaimError when another worker took over, NotFoundError and InvalidInputError when the
    kept file is gone or cannot be read, UnavailableError when it or the database cannot be read now.
    """
    report = imports.get_import_alone(import_id)
    if not imports.is_recorded(import_id):
        _record(services, report, claim, progress)
    issue_import(services, import_id, claim=claim, progress=progress)
    with contextlib.suppress(ConflictError):
        forget_erased_rows(services, import_id)


def issue_import(
    services: Services, import_id: ImportId, *, claim: Claim | None = None, progress: Progress | None = None
) -> None:
    """Issue what the import made due, beside whoever records or issues for it, until it is at its end.

    No claim is needed: each batch of learners is locked by the transaction that issues to them, and
    whoever finds all rows recorded and no learner due ends the import. Who holds the claim renews it;
    who does not leaves when the recording has fallen silent: somebody must take it over.

    Raises LostClaimError when the import was ended while something was issued; that is undone.
    """

    def note(batch: IssuedBatch) -> None:
        import_rows.add_problems(import_id, [_not_issued(one) for one in batch.unissuable])
        imports.count_issued(import_id, len(batch.records))
        batch_claims.check_running(import_id)
        if claim is not None:
            batch_claims.touch_batch(import_id, worker=claim.worker, at=services.now())

    wanted, by = PendingFilter(import_id=import_id), _actor(import_id)
    while True:
        issued = False
        for _ in issue_batches(services, wanted, by=by, note=note):
            issued = True
            if progress is not None:
                progress(imports.get_import_alone(import_id).counts)
        if _is_over(services, import_id):
            return
        if not issued:
            services.wait(POLL_SECONDS)


def _record(services: Services, report: ImportReport, claim: Claim, progress: Progress | None) -> None:
    done = report.batch.done
    with services.archive.open(imports.get_kept_digest(report.id)) as content:
        results = read_results(
            io.BufferedReader(WatchedFile(content, claim)),
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


def _is_over(services: Services, import_id: ImportId) -> bool:
    """Whether there is nothing more to do here: it is at its end, or its recording was abandoned."""
    batch = batches.get_batch(import_id).batch
    if batch.state is not BatchState.RUNNING:
        return True
    if not imports.is_recorded(import_id):
        lease = timedelta(seconds=services.settings.lease_seconds)
        return batch.heartbeat_at is None or batch.heartbeat_at < services.now() - lease
    return not _count_due(import_id) and _end(services, import_id)


def _end(services: Services, import_id: ImportId) -> bool:
    """End it, unless it was ended or begun anew since we looked; whether it is at its end."""
    with transaction():
        if not batch_claims.lock_running(import_id):
            return True
        if not imports.is_recorded(import_id) or _count_due(import_id):
            return False
        return batches.finish_batch(import_id, BatchState.DONE, at=services.now())


def _count_due(import_id: ImportId) -> int:
    return learners.count_pending(PendingFilter(import_id=import_id))


def _not_issued(unissuable: Unissuable) -> RowProblem:
    return RowProblem(
        line=unissuable.earned.behind[-1].line,
        column="",
        code="not_issued",
        message=f"The completion is recorded, but its certificate could not be made: {unissuable.reason}",
        hint="Mend the row and upload it again with on_conflict=amend.",
        severity=Severity.WARNING,
    )
