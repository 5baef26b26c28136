"""A worker's claim on a batch: taken, renewed in every step, given up."""

import contextlib
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta

from certsvc.errors import UnavailableError
from certsvc.storage import batches
from certsvc.storage.database import transaction
from certsvc.workflows.services import Services

POLL_SECONDS = 0.2


def new_worker_name() -> str:
    """Tells workers apart, on one machine or many."""
    return f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"


@dataclass(frozen=True, slots=True)
class Claim:
    """``worker`` works on ``batch_id`` until somebody finds it silent for a lease."""

    services: Services
    batch_id: str
    worker: str

    def take(self) -> bool:
        """Whether the batch is this worker's now: it is open, and nobody else gave a sign of life."""
        now = self.services.now()
        lease = timedelta(seconds=self.services.settings.lease_seconds)
        with transaction():
            return batches.claim_batch(
                self.batch_id, worker=self.worker, at=now, abandoned_before=now - lease
            )

    def give_up(self) -> None:
        """Let others have it at once, if the database can be told; else they wait for the lease."""
        with contextlib.suppress(UnavailableError), transaction():
            batches.release_batch(self.batch_id, worker=self.worker)

    def renew(self, *, done: int, position: str, left_out: int = 0) -> None:
        """Inside the transaction of a step. Raises LostClaimError: then the step is undone."""
        batches.renew_claim(
            self.batch_id,
            worker=self.worker,
            at=self.services.now(),
            done=done,
            position=position,
            left_out=left_out,
        )
