"""What somebody presents to be verified, as it comes over HTTP: nothing of it is kept."""

from collections.abc import Mapping
from typing import Any, NoReturn

from flask import request
from webargs.flaskparser import abort
from werkzeug.exceptions import UnsupportedMediaType

from certsvc.opening.open import LARGEST_PRESENTED

MOST_BYTES = LARGEST_PRESENTED + 64 * 1024
"""Of a request that presents something: the largest file, and the form around it."""

FORM = "multipart/form-data"
READ_TYPES = (
    *("application/json", "application/vc", "application/vc+jwt", "application/ld+json", "application/jwt"),
    *("application/vp", "application/vp+jwt", "image/png", "image/svg+xml", "image/jpeg", "image/webp"),
    *("application/pdf", "text/plain", "application/octet-stream"),
)
"""What a body may call itself. What it is, its content decides."""


_BINARY = {"type": "string", "format": "binary"}
_OBJECT = {"type": "object", "description": "A credential or a presentation."}
_OBJECT_TYPES = {"application/json", "application/ld+json", "application/vc", "application/vp"}
CONTENT: Mapping[str, Any] = {
    **{name: {"schema": _OBJECT if name in _OBJECT_TYPES else _BINARY} for name in READ_TYPES},
    FORM: {"schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}}},
}
"""As documented."""


def read_presented() -> bytes:
    """The body of this request, or the one file in its form.

    Raises a 413 above ``MOST_BYTES``, a 415 that lists what is read, a 422 for a form without its file.
    """
    request.max_content_length = MOST_BYTES
    if request.mimetype == FORM:
        return _only_file()
    if request.mimetype not in READ_TYPES:
        raise _unsupported()
    return request.get_data()


def _only_file() -> bytes:
    unknown = {name: ["Unknown field."] for name in (*request.files, *request.form) if name != "file"}
    files = request.files.getlist("file")
    if unknown or len(files) != 1:
        _refuse(unknown or {"file": ["Exactly one file is needed, in the field 'file'."]})
    return files[0].stream.read()


def _refuse(messages: dict[str, list[str]]) -> NoReturn:
    abort(422, messages={"files": messages})


def _unsupported() -> UnsupportedMediaType:
    """RFC 9110 section 15.5.16: a 415 may say what would be read."""
    error = UnsupportedMediaType()
    accepted = ", ".join((FORM, *READ_TYPES))
    error.get_headers = lambda *_, **__: [("Accept-Post", accepted)]  # type: ignore[method-assign]
    return error
