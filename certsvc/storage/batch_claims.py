"""Who works on which batch, and who takes over when a worker dies.

A worker claims a batch and renews its claim with every step, in the transaction of that step. A claim
without a heartbeat for a lease is anybody's. A worker that lost its claim finds out when it renews,
and its step is undone: no step is done twice, however the plug is pulled.
"""

from datetime import datetime

from sqlalchemy import func, or_, select, update

from certsvc.domain.batches import BatchState
from certsvc.storage.batches import OPEN, BatchRow, LostClaimError
from certsvc.storage.database import db, is_postgresql


def claim_batch(batch_id: str, *, worker: str, at: datetime, abandoned_before: datetime) -> bool:
    """Make the batch this worker's, if nobody works on it; whether it is."""
    claimed = db.session.execute(
        update(BatchRow)
        .where(
            BatchRow.id == batch_id,
            BatchRow.state.in_(OPEN),
            or_(BatchRow.worker.is_(None), BatchRow.heartbeat_at < abandoned_before),
        )
        .values(
            state=BatchState.RUNNING,
            worker=worker,
            heartbeat_at=at,
            started_at=func.coalesce(BatchRow.started_at, at),
        )
    )
    return bool(claimed.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def renew_claim(  # a step: whose, when, how far
    batch_id: str, *, worker: str, at: datetime, done: int, position: str, left_out: int = 0
) -> None:
    """Note a step in its own transaction; ``left_out`` is added to what was left out before.

    Raises LostClaimError when the batch is no longer this worker's.
    """
    renewed = db.session.execute(
        update(BatchRow)
        .where(BatchRow.id == batch_id, BatchRow.worker == worker, BatchRow.state == BatchState.RUNNING)
        .values(heartbeat_at=at, done=done, position=position, left_out=BatchRow.left_out + left_out)
    )
    if not renewed.rowcount:  # type: ignore[attr-defined]  # a CursorResult
        raise LostClaimError("Another worker has taken this batch over, or it was cancelled.")


def release_batch(batch_id: str, *, worker: str) -> None:
    """The worker stops here; whoever comes goes on."""
    db.session.execute(
        update(BatchRow).where(BatchRow.id == batch_id, BatchRow.worker == worker).values(worker=None)
    )


def touch_batch(batch_id: str, *, worker: str, at: datetime) -> bool:
    """A sign of life by whoever holds the claim; whether this worker still does.

    Nobody else may give one: a batch whose worker died must fall silent, whoever helps with it.
    """
    touched = db.session.execute(
        update(BatchRow)
        .where(BatchRow.id == batch_id, BatchRow.worker == worker, BatchRow.state == BatchState.RUNNING)
        .values(heartbeat_at=at)
    )
    return bool(touched.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def check_running(batch_id: str) -> None:
    """Raise LostClaimError when the batch was ended meanwhile: a helper's step is undone too."""
    state = db.session.scalar(select(BatchRow.state).where(BatchRow.id == batch_id))
    if state != BatchState.RUNNING:
        raise LostClaimError("This batch was ended, or begun anew.")


def lock_running(batch_id: str) -> bool:
    """Whether the batch runs; if so, nobody else ends it or begins it anew until the transaction ends."""
    query = select(BatchRow.id).where(BatchRow.id == batch_id, BatchRow.state == BatchState.RUNNING)
    if is_postgresql():
        query = query.with_for_update(key_share=True)
    return db.session.scalar(query) is not None
