"""Pages of a listing by keyset: newest first, each page begins after the last id of the one before."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from certsvc.domain.records import Page
from certsvc.errors import InvalidInputError
from certsvc.storage.database import db

T = TypeVar("T")

MAX_LIMIT = 500


def page_of(
    query: Select[Any],
    key: InstrumentedAttribute[str],
    build: Callable[[Any], T],
    *,
    limit: int,
    cursor: str | None,
) -> Page[T]:
    """The page after ``cursor``; ``key`` is a UUIDv7 column, so its order is the order of making."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInputError(f"limit must lie between 1 and {MAX_LIMIT}.", code="limit_out_of_range")
    if cursor is not None:
        query = query.where(key < _decode(cursor))
    rows = db.session.execute(query.order_by(key.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    following = _encode(shown[-1].id) if len(rows) > limit else None
    return Page(items=tuple(build(row) for row in shown), next_cursor=following)


def _encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _decode(cursor: str) -> str:
    """Keys are printable; no database is to see what is not. Raises InvalidInputError."""
    try:
        whole = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(whole, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        key = ""
    if not key or not key.isprintable():
        raise InvalidInputError("The cursor is not one of ours.", code="malformed_cursor")
    return key
