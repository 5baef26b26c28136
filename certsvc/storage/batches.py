"""Batches: what is to be done, how far it is, and how it ended. Who works on which: ``batch_claims``."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.batches import Batch, BatchKind, BatchState
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.records import Page
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage.database import Base, UtcDateTime, db
from certsvc.storage.paging import page_of

OPEN = (BatchState.QUEUED, BatchState.RUNNING)
"""What somebody may work on."""


class BatchRow(Base):
    """A piece of long work. ``parameters`` say what is wanted, ``position`` where the next step begins.

    ``confirmation``: the digest of what somebody confirmed; of one confirmation one batch is open at most.
    """

    __tablename__ = "batch"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    centre: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer)
    position: Mapped[str] = mapped_column(String(64))
    worker: Mapped[str | None] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_out: Mapped[int] = mapped_column(Integer, default=0)
    failure: Mapped[str] = mapped_column(Text)
    confirmation: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        Index(
            "ix_batch_act",  # imports, by far the most, have a listing of their own
            "centre",
            "id",
            sqlite_where=text("kind <> 'import'"),
            postgresql_where=text("kind <> 'import'"),
        ),
        Index(
            "ix_batch_open",
            "heartbeat_at",
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        Index(
            "ux_batch_confirmation",
            "confirmation",
            unique=True,
            sqlite_where=text("state IN ('queued', 'running')"),
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )


class LostClaimError(ConflictError):
    """Another worker has the batch now, or it was cancelled: this step is undone, and nothing follows."""

    default_code = "lost_claim"


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch with what its worker needs."""

    batch: Batch
    centre: PartnerCode | None
    parameters: Mapping[str, Any]
    position: str
    left_out: int


def add_batch(
    batch: Batch,
    *,
    centre: PartnerCode | None,
    parameters: Mapping[str, Any],
    confirmation: str | None = None,
) -> None:
    """Insert. Raises ConflictError (``act_begun``) at the end of the transaction at the latest."""
    db.session.add(
        BatchRow(
            id=batch.id,
            kind=batch.kind,
            centre=centre,
            state=batch.state,
            parameters=json.dumps(parameters, ensure_ascii=False, sort_keys=True),
            total=batch.total,
            done=batch.done,
            position="",
            worker=None,
            created_by=batch.created_by,
            created_at=batch.created_at,
            left_out=0,
            failure="",
            confirmation=confirmation,
        )
    )
    db.session.flush()


def find_confirmed(
    confirmation: str, *, centre: PartnerCode | None, states: Collection[BatchState]
) -> StoredBatch | None:
    """The newest bulk act that was begun by this confirmation and is in one of these states."""
    query = (
        select(BatchRow.__table__)
        .where(
            BatchRow.confirmation == confirmation,
            BatchRow.centre == centre,
            BatchRow.kind != BatchKind.IMPORT,
            BatchRow.state.in_(states),
        )
        .order_by(BatchRow.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else _stored(row)


def begin_anew(batch_id: str, *, total: int, by: str, at: datetime) -> None:
    """A finished batch is wanted once more: it is queued again, from its start."""
    db.session.execute(
        update(BatchRow)
        .where(BatchRow.id == batch_id)
        .values(
            state=BatchState.QUEUED,
            total=total,
            done=0,
            position="",
            worker=None,
            created_by=by,
            created_at=at,
            started_at=None,
            heartbeat_at=None,
            finished_at=None,
            failure="",
        )
    )


def finish_batch(batch_id: str, state: BatchState, *, at: datetime, failure: str = "") -> bool:
    """End it, once: whether it was open until now."""
    finished = db.session.execute(
        update(BatchRow)
        .where(BatchRow.id == batch_id, BatchRow.state.in_(OPEN))
        .values(state=state, finished_at=at, failure=failure, worker=None)
    )
    return bool(finished.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def get_batch(batch_id: str) -> StoredBatch:
    """Raises NotFoundError."""
    row = db.session.execute(select(BatchRow.__table__).where(BatchRow.id == batch_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such batch.")
    return _stored(row)


def list_open_batches(*, quiet_since: datetime) -> list[str]:
    """Open batches that are nobody's, or that nobody gave a sign of life for since then: the oldest first."""
    rows = db.session.scalars(
        select(BatchRow.id)
        .where(
            BatchRow.state.in_(OPEN),
            or_(BatchRow.worker.is_(None), BatchRow.heartbeat_at < quiet_since),
        )
        .order_by(BatchRow.id)
    )
    return list(rows)


def page_of_batches(*, centre: str | None, limit: int, cursor: str | None) -> Page[StoredBatch]:
    """Bulk acts (not imports, which have a listing of their own), newest first."""
    query = select(BatchRow.__table__).where(BatchRow.kind != BatchKind.IMPORT)
    if centre is not None:
        query = query.where(BatchRow.centre == centre)
    return page_of(query, BatchRow.id, _stored, limit=limit, cursor=cursor)


def batch_from_row(row: Any) -> Batch:  # noqa: ANN401  # a row of a Core select
    """The batch in a row that holds its columns."""
    return Batch(
        id=row.id,
        kind=BatchKind(row.kind),
        state=BatchState(row.state),
        total=row.total,
        done=row.done,
        created_at=row.created_at,
        created_by=row.created_by,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
        failure=row.failure,
    )


def _stored(row: Any) -> StoredBatch:  # noqa: ANN401  # likewise
    return StoredBatch(
        batch=batch_from_row(row),
        centre=PartnerCode(row.centre) if row.centre else None,
        parameters=json.loads(row.parameters),
        position=row.position,
        left_out=row.left_out,
    )
