"""Reading a document that may be anything: what is missing or misshapen reads as empty."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Document = Mapping[str, Any]

_MOST_FIELDS = 600
_LONGEST_PATH = 12


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
    """The text or number at ``path`` as text, else empty."""
    value = value_at(document, *path)
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


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
    """Pairs of path and value for every leaf, in the document's order; long documents are cut."""
    fields = []
    for field in _leaves(document, ()):
        fields.append(field)
        if len(fields) == _MOST_FIELDS:
            fields.append(("…", "The rest is in the JSON file."))
            break
    return fields


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(path) > _LONGEST_PATH:
        yield " › ".join(path), "…"
    elif isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(below, (*path, str(name)))
    elif isinstance(value, list):
        for number, below in enumerate(value, start=1):
            yield from _leaves(below, (*path, str(number)) if len(value) > 1 else path)
    else:
        shown = value if isinstance(value, str) else json.dumps(value)
        yield " › ".join(path), shown
