"""An export of many credentials as a batch: files first, then one to download."""

import shutil
from pathlib import Path

from certsvc.domain.access import Actor
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, Bundle
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import batches
from certsvc.storage.database import transaction
from certsvc.workflows.bulk_acts import get_act, report_of
from certsvc.workflows.claims import Claim
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_run import SheetRun, bind_sheets, write_step


def run_export(claim: Claim) -> None:
    """Bring a claimed export to its end. What is written stays, whenever we are killed.

    The files stay until the tables know that all is done: until then it may have to be bound again. Raises
    LostClaimError when another worker took over or the export was cancelled; UnavailableError.
    """
    services, stored = claim.services, batches.get_batch(claim.batch_id)
    act, folder = report_of(stored).act, _folder(services, claim.batch_id)
    run = SheetRun(
        services,
        act.wanted,
        stored.parameters["until"],
        act.sheet_format,
        act.bundle,
        folder=folder,
        style=act.style,
    )
    position, done = stored.position, stored.batch.done
    while step := write_step(run, after=position):
        position, done = step.last, done + step.seen
        with transaction():
            claim.renew(done=done, position=position, left_out=len(step.left_out))
    bind_sheets(run, _bound(services, claim.batch_id, act), sign_of_life=claim.keep)
    with transaction():
        claim.renew(done=done, position=position)
        batches.finish_batch(claim.batch_id, BatchState.DONE, at=services.now())
    shutil.rmtree(folder, ignore_errors=True)


def get_export(services: Services, batch_id: str, *, by: Actor) -> Path:
    """The file of a finished export: a ZIP or a PDF. Raises NotFoundError, ConflictError (``not_done``)."""
    report = get_act(batch_id, by=by)
    if report.act.kind is not BatchKind.EXPORT:
        raise NotFoundError("There is no such export.")
    if report.batch.state is not BatchState.DONE:
        raise ConflictError("The export is not done yet.", code="not_done")
    bound = _bound(services, batch_id, report.act)
    if not bound.exists():
        raise NotFoundError("The export is no longer kept here.")
    return bound


def _folder(services: Services, batch_id: str) -> Path:
    return services.settings.var_dir / "exports" / batch_id


def _bound(services: Services, batch_id: str, act: BulkAct) -> Path:
    ending = "pdf" if act.bundle is Bundle.ONE_DOCUMENT else "zip"
    return services.settings.var_dir / "exports" / f"{batch_id}.{ending}"
