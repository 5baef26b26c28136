"""A worker's claim on a batch: taken, renewed in every step, given up."""

import contextlib
import io
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from certsvc.errors import UnavailableError
from certsvc.storage import batch_claims
from certsvc.storage.batches import LostClaimError
from certsvc.storage.database import transaction
from certsvc.workflows.services import Services

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
            return batch_claims.claim_batch(
                self.batch_id, worker=self.worker, at=now, abandoned_before=now - lease
            )

    def keep(self) -> None:
        """Give a sign of life between steps, outside a transaction. Raises LostClaimError."""
        with transaction():
            if not batch_claims.touch_batch(self.batch_id, worker=self.worker, at=self.services.now()):
                raise LostClaimError("Another worker has taken this batch over, or it was cancelled.")

    def give_up(self) -> None:
        """Let others have it at once, if the database can be told; else they wait for the lease."""
        with contextlib.suppress(UnavailableError), transaction():
            batch_claims.release_batch(self.batch_id, worker=self.worker)

    def renew(self, *, done: int, position: str, left_out: int = 0) -> None:
        """Inside the transaction of a step. Raises LostClaimError: then the step is undone."""
        batch_claims.renew_claim(
            self.batch_id,
            worker=self.worker,
            at=self.services.now(),
            done=done,
            position=position,
            left_out=left_out,
        )


class WatchedFile(io.RawIOBase):
    """A file whose reading keeps the claim: a large one takes longer to read than a lease lasts.

    To be read outside transactions. Reading raises LostClaimError when another worker took over.
    """

    def __init__(self, content: BinaryIO, claim: Claim) -> None:
        super().__init__()
        self._content = content
        self._claim = claim
        self._kept_at: datetime = claim.services.now()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the file does."""
        return self._content.seek(offset, whence)

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """As the file does, and now and then a sign of life."""
        now = self._claim.services.now()
        if now - self._kept_at > timedelta(seconds=self._claim.services.settings.lease_seconds / 3):
            self._claim.keep()
            self._kept_at = now
        return self._content.readinto(buffer)  # type: ignore[attr-defined,no-any-return]  # an opened file has it
