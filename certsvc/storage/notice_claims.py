"""Who sends which notice, and what became of it.

A sender claims notices until a time, which stands in ``next_at``; each later claim has a later one, and by it
a sender whose claim another took over finds out. ``sending`` is written before a mail is handed over, so that
a notice found in that state after its sender's time is one of which nobody knows whether it went out.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, or_, select, update

from certsvc.domain.notices import Notice, NoticeId, NoticeState
from certsvc.domain.records import Page
from certsvc.storage.database import db, is_postgresql
from certsvc.storage.notices import NoticeRow, notice_from_row
from certsvc.storage.paging import page_of


def has_work(at: datetime) -> bool:
    """Whether some notice is due, or lies where a sender left it."""
    return any(
        db.session.scalar(select(NoticeRow.id).where(_is(state), NoticeRow.next_at <= at).limit(1))
        for state in (NoticeState.DUE, NoticeState.SENDING)
    )


def claim_notices(at: datetime, *, lease_until: datetime, limit: int) -> list[Notice]:
    """The next that are due; nobody else gets them before ``lease_until``, a time after any claim before."""
    query = (
        select(NoticeRow.__table__)
        .where(_is(NoticeState.DUE), NoticeRow.next_at <= at)
        .order_by(NoticeRow.next_at, NoticeRow.id)
        .limit(limit)
    )
    if is_postgresql():
        query = query.with_for_update(skip_locked=True)
    found = [replace(notice_from_row(row), next_at=lease_until) for row in db.session.execute(query)]
    if found:
        db.session.execute(
            update(NoticeRow)
            .where(NoticeRow.id.in_([notice.id for notice in found]))
            .values(next_at=lease_until)
            .execution_options(synchronize_session=False)
        )
    return found


def mark_sending(notice: Notice, *, lease_until: datetime) -> Notice | None:
    """It is about to be handed over, an attempt more; None if it is no longer this claim's to send."""
    sending = replace(notice, state=NoticeState.SENDING, attempts=notice.attempts + 1, next_at=lease_until)
    return sending if _move(notice, sending) else None


def mark_sent(notice: Notice, at: datetime) -> bool:
    """It was taken; whether that could still be noted."""
    return _move(notice, replace(notice, state=NoticeState.SENT, sent_at=at))


def put_off(notice: Notice, until: datetime, *, attempts: int) -> bool:
    """A claimed notice is due again then, after so many attempts; whether it still was this claim's."""
    return _move(notice, replace(notice, state=NoticeState.DUE, next_at=until, attempts=attempts))


def settle(notice: Notice, state: NoticeState, *, attempts: int) -> bool:
    """A claimed notice ends in that state, after so many attempts; whether it still was this claim's."""
    return _move(notice, replace(notice, state=state, attempts=attempts))


def settle_abandoned(at: datetime, state: NoticeState) -> int:
    """What a sender left in ``sending`` is in that state from now on; returns how many there were."""
    moved = db.session.execute(
        update(NoticeRow)
        .where(_is(NoticeState.SENDING), NoticeRow.next_at <= at)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    return int(moved.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def make_due_again(notice_id: NoticeId, at: datetime) -> bool:
    """Somebody wants it tried once more, from the first attempt; whether it had been given up or unknown."""
    given_up = (NoticeState.FAILED, NoticeState.UNKNOWN)
    moved = db.session.execute(
        update(NoticeRow)
        .where(NoticeRow.id == notice_id, NoticeRow.state.in_(given_up))
        .values(state=NoticeState.DUE, attempts=0, next_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def page_of_notices(*, state: NoticeState | None, limit: int, cursor: str | None) -> Page[Notice]:
    """Newest first."""
    query = select(NoticeRow.__table__)
    if state is not None:
        query = query.where(NoticeRow.state == state)
    return page_of(query, NoticeRow.id, notice_from_row, limit=limit, cursor=cursor)


def count_later(at: datetime) -> tuple[int, datetime | None]:
    """How many open ones are due after that time, and when the first of them is."""
    query = select(func.count(), func.min(NoticeRow.next_at)).where(
        or_(_is(NoticeState.DUE), _is(NoticeState.SENDING)), NoticeRow.next_at > at
    )
    number, first = db.session.execute(query).one()
    return number, first


def _move(before: Notice, after: Notice) -> bool:
    """From what its sender believes to what it is now, unless somebody claimed it since."""
    moved = db.session.execute(
        update(NoticeRow)
        .where(
            NoticeRow.id == before.id, NoticeRow.state == before.state, NoticeRow.next_at == before.next_at
        )
        .values(state=after.state, attempts=after.attempts, next_at=after.next_at, sent_at=after.sent_at)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]  # a CursorResult


def _is(state: NoticeState) -> ColumnElement[bool]:
    """Written out, as in the index's condition: SQLite compares them word by word."""
    return NoticeRow.state == literal_column(f"'{state}'")
