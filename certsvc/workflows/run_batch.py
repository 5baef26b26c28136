"""A batch is run by whoever claims it: an import, or a bulk act."""

import contextlib
from collections.abc import Callable
from datetime import timedelta

from certsvc.domain.batches import BatchKind, BatchState
from certsvc.domain.identifiers import ImportId
from certsvc.domain.imports import ImportCounts
from certsvc.errors import CertsvcError, UnavailableError
from certsvc.storage import batches
from certsvc.storage.batches import LostClaimError
from certsvc.storage.database import transaction
from certsvc.workflows.claims import Claim, new_worker_name
from certsvc.workflows.run_bulk_act import run_bulk_act
from certsvc.workflows.run_import import issue_import, run_import
from certsvc.workflows.services import Services


def run_batch(services: Services, batch_id: str) -> None:
    """Run it if nobody else does. If somebody does and it is an import, help with issuing.

    Whoever takes part in an import tells one more worker, where there may be more. A lost claim ends
    our part quietly. Raises UnavailableError (database, disk, keys): the batch stays open and is found
    by the next sweep.
    """
    claim = Claim(services, batch_id, new_worker_name())
    is_ours = claim.take()
    found = batches.get_batch(batch_id).batch
    takes_part = found.kind is BatchKind.IMPORT and found.state is BatchState.RUNNING
    if takes_part and not services.settings.uses_sqlite:  # which has one writer
        services.enqueue(batch_id)
    if is_ours:
        run_claimed(claim)
    elif takes_part:
        with contextlib.suppress(LostClaimError):
            issue_import(services, ImportId(batch_id))


def run_claimed(claim: Claim, *, progress: Callable[[ImportCounts], None] | None = None) -> None:
    """Run a batch that is ours. What can never succeed ends it as failed, with the reason."""
    try:
        if batches.get_batch(claim.batch_id).batch.kind is BatchKind.IMPORT:
            run_import(claim.services, ImportId(claim.batch_id), claim=claim, progress=progress)
        else:
            run_bulk_act(claim)
    except LostClaimError:
        return
    except (UnavailableError, KeyboardInterrupt, SystemExit):
        claim.give_up()  # the next worker need not wait for the lease to end
        raise
    except CertsvcError as error:
        with transaction():
            batches.finish_batch(
                claim.batch_id, BatchState.FAILED, at=claim.services.now(), failure=str(error)
            )


def run_abandoned(services: Services) -> int:
    """Run every open batch that nobody gave a sign of life for; how many there were.

    One that cannot be run now does not keep those after it waiting: the first error is raised at the end.
    """
    lease = timedelta(seconds=services.settings.lease_seconds)
    found = batches.list_open_batches(quiet_since=services.now() - lease)
    first: Exception | None = None
    for batch_id in found:
        try:
            run_batch(services, batch_id)
        except Exception as error:  # noqa: BLE001  # whatever it was, it is that batch's alone
            first = first or error
    if first is not None:
        raise first
    return len(found)
