"""Rules on what every credential of the VC Data Model 2.0 has: 3 and 5 of ``lint``."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)

_LONGEST_TIMESTAMP = 40


def breaches_of_envelope(document: Mapping[str, Any], context: list[str], types: list[str]) -> Iterator[str]:
    """Breaches of 3.1 to 3.2: contexts in their order, types, no proof yet."""
    if document.get("@context") != context:
        yield "3.1 @context is not " + ", ".join(context)
    if document.get("type") != types:
        yield "3.2 type is not " + ", ".join(types)
    if "proof" in document:
        yield "3.5 the draft has a proof already"


def breaches_of_times(document: Mapping[str, Any]) -> Iterator[str]:
    """Breaches of 5.1 and 5.2: from when, and until when if at all (VC Data Model 2.0, 4.9)."""
    start, end = find_moment(document.get("validFrom")), find_moment(document.get("validUntil"))
    if start is None:
        yield "5.1 validFrom is not an xsd:dateTimeStamp"
    if "validUntil" not in document:
        return
    if end is None:
        yield "5.1 validUntil is not an xsd:dateTimeStamp"
    elif start is not None and end <= start:
        yield "5.2 validUntil is not after validFrom"


def is_timestamp(value: object) -> bool:
    """Whether ``value`` is an xsd:dateTimeStamp: a date and time that exist, with the offset from UTC."""
    return find_moment(value) is not None


def find_moment(value: object) -> datetime | None:
    """The point in time that an xsd:dateTimeStamp names; None when ``value`` is none."""
    return _find_moment(value) if isinstance(value, str) and len(value) <= _LONGEST_TIMESTAMP else None


@lru_cache(maxsize=1024)
def _find_moment(value: str) -> datetime | None:
    """Remembered, for a batch has few moments and days."""
    if _TIMESTAMP.fullmatch(value) is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
