"""Reading a document that may be anything: what is missing or misshapen reads as empty."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]

_MOST_FIELDS = 600
_LONGEST_PATH = 12
_LONGEST_VALUE = 4000
"""In characters, of a field in the list of all: an embedded picture tells a reader nothing."""
_MOST_WORDINGS = 12


def find_document(content: bytes) -> Document:
    """The JSON object in ``content``; an empty one where there is none."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def value_at(document: object, *path: str) -> object:
    """What stands at ``path``; None where the path ends early."""
    for step in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(step)
    return document


def text_at(document: object, *path: str) -> str:
    """The text or number at ``path`` as text, else empty.

    A text with its language (VCDM 2.0 section 11.1) reads as its text; several are shown side by side.
    """
    value = value_at(document, *path)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " · ".join(text for item in value[:_MOST_WORDINGS] if (text := _plain_text(item)))
    return _plain_text(value)


def texts_at(document: object, *path: str) -> list[str]:
    """The texts at ``path``; a single one may stand without its list."""
    value = value_at(document, *path)
    several = value if isinstance(value, list) else [value]
    return [item for item in several if isinstance(item, str) and item]


def objects_at(document: object, *path: str) -> list[Document]:
    """The objects at ``path``; JSON-LD lets a single one stand without its list."""
    value = value_at(document, *path)
    several = value if isinstance(value, list) else [value]
    return [item for item in several if isinstance(item, Mapping)]


def time_at(document: object, *path: str) -> datetime | None:
    """The date and time at ``path`` in UTC; None where there is none that can be read."""
    try:
        moment = datetime.fromisoformat(text_at(document, *path))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def link_or_none(address: str) -> str | None:
    """``address`` where a page may lead to it: http(s) and nothing else, no script, no data."""
    return address if address.startswith(("https://", "http://")) else None


def every_field(document: object) -> list[tuple[str, str]]:
    """Pairs of path and value for every leaf, in the document's order; what is long is cut with ``…``."""
    fields: list[tuple[str, str]] = []
    _add_leaves(fields, document, "", _LONGEST_PATH)
    if len(fields) > _MOST_FIELDS:
        fields[_MOST_FIELDS:] = [("…", "…")]
    return fields


def _plain_text(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("@value")
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def _add_leaves(fields: list[tuple[str, str]], value: object, path: str, steps_left: int) -> None:
    """Add what stands below ``path``, no more than one beyond what is shown."""
    if len(fields) > _MOST_FIELDS:
        return
    if isinstance(value, str):
        fields.append((path, value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"))
    elif steps_left < 0:
        fields.append((path, "…"))
    elif isinstance(value, Mapping):
        for name, below in value.items():
            _add_leaves(fields, below, f"{path} › {name}" if path else str(name), steps_left - 1)
    elif isinstance(value, list):
        for number, below in enumerate(value, start=1):
            if len(value) == 1:
                _add_leaves(fields, below, path, steps_left - 1)
            else:
                _add_leaves(fields, below, f"{path} › {number}" if path else str(number), steps_left - 1)
    else:
        fields.append((path, json.dumps(value)))
