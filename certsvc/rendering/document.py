"""A signed credential as it is read for its sheet: parsed, with every missing or misshapen field named."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from certsvc.errors import InvalidInputError, TooLargeError

LARGEST_DOCUMENT = 1024 * 1024
"""Bytes. A credential of ours has some thousands; what is larger is none."""

Document = Mapping[str, Any]


def parse_document(content: bytes) -> Document:
    """The credential in ``content`` (UTF-8 JSON, one object).

    Raises InvalidInputError (``malformed_credential``) or TooLargeError.
    """
    if len(content) > LARGEST_DOCUMENT:
        raise TooLargeError(f"A credential has at most {LARGEST_DOCUMENT} bytes.")
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _malformed("The credential is not readable as UTF-8 JSON.") from None
    if not isinstance(document, dict):
        raise _malformed("The credential is not a JSON object.")
    return document


def find_value(document: Document, *path: str) -> object:
    """What stands at ``path``, or None where there is nothing or a step on the way is no object."""
    value: object = document
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def find_text(document: Document, *path: str) -> str | None:
    """The text at ``path``; None where there is none. Raises InvalidInputError for anything else."""
    value = find_value(document, *path)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _malformed(f"{'.'.join(path)} is not a text.")
    return value


def get_text(document: Document, *path: str) -> str:
    """The text at ``path``. Raises InvalidInputError (``malformed_credential``) where there is none."""
    value = find_text(document, *path)
    if value is None:
        raise _malformed(f"The credential has no {'.'.join(path)}.")
    return value


def objects_at(document: Document, *path: str) -> list[Document]:
    """The objects at ``path``: JSON-LD lets a single one stand without its list. Raises InvalidInputError."""
    value = find_value(document, *path)
    if value is None:
        return []
    objects: list[Document] = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            raise _malformed(f"{'.'.join(path)} holds something that is no object.")
        objects.append(item)
    return objects


def find_time(document: Document, *path: str) -> datetime | None:
    """The ``xsd:dateTimeStamp`` (or date) at ``path`` in UTC, or None. Raises InvalidInputError."""
    text = find_text(document, *path)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _malformed(f"{'.'.join(path)} is not a date and time.") from None


def _malformed(message: str) -> InvalidInputError:
    return InvalidInputError(message, code="malformed_credential")
