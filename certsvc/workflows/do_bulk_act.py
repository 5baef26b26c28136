"""An act on many credentials is begun and stayed with until it is done, as a command does it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from certsvc.domain.access import Actor
from certsvc.domain.batches import BulkAct, BulkReport
from certsvc.storage import batches
from certsvc.workflows.bulk_acts import begin_act, cancel, report_of
from certsvc.workflows.claims import POLL_SECONDS, Claim, new_worker_name
from certsvc.workflows.run_batch import run_claimed
from certsvc.workflows.services import Services

Progress = Callable[[int, int], None]
"""Told how many credentials of how many are done."""


@dataclass(frozen=True, slots=True)
class _WatchedClaim(Claim):
    """A claim of which somebody is told every step."""

    total: int
    progress: Progress

    def renew(self, *, done: int, position: str, left_out: int = 0) -> None:
        """As of every claim."""
        Claim.renew(self, done=done, position=position, left_out=left_out)
        self.progress(done, self.total)


def do_bulk_act(
    services: Services, act: BulkAct, *, expected: int, by: Actor, progress: Progress | None = None
) -> BulkReport:
    """``begin_act``, and stay until it is done: by us, or by a worker that was faster.

    Interrupted, the act is cancelled: nobody goes on behind the back of whoever stopped it. Raises as
    ``begin_act`` does, and UnavailableError (database, disk, keys): then a worker goes on later.
    """
    begun = begin_act(replace(services, enqueue=lambda _: None), act, expected=expected, by=by)
    batch_id, show = begun.batch.id, progress or _show_nothing
    claim = _WatchedClaim(services, batch_id, new_worker_name(), expected, show)
    try:
        while not batches.get_batch(batch_id).batch.state.is_final:
            if claim.take():
                run_claimed(claim)
            else:
                services.wait(POLL_SECONDS)
                show(batches.get_batch(batch_id).batch.done, expected)
    except KeyboardInterrupt:
        cancel(services, batch_id, by=by)
        raise
    return report_of(batches.get_batch(batch_id))


def _show_nothing(_done: int, _total: int) -> None:
    """For callers who do not look."""
