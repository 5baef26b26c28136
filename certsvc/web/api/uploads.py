"""An upload as it comes over HTTP: a form with a file in it, or the file alone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NoReturn, cast

from flask import Response, jsonify, request
from marshmallow import ValidationError
from webargs.flaskparser import abort
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.http import parse_options_header

from certsvc.domain.imports import ImportReport
from certsvc.web.arguments import Text, check_given_once
from certsvc.web.progress import progress_response
from certsvc.web.schemas.options import ImportOptionsSchema, import_options
from certsvc.web.security import acting_centre
from certsvc.workflows.import_results import Upload
from certsvc.workflows.show_report import import_report_as_json

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM = "multipart/form-data"

ENDINGS: Mapping[str, str] = {
    "text/csv": "csv",
    "text/plain": "csv",
    "text/tab-separated-values": "csv",
    _XLSX: "xlsx",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/json": "json",
    "application/octet-stream": "bin",
}
"""Content types of a file sent alone -> how it is called when nobody names it."""

_BINARY = {"type": "string", "format": "binary"}
CONTENT: Mapping[str, Any] = {
    _FORM: {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": _BINARY,
                "centre": {
                    "type": "string",
                    "description": "Whose results; a centre's key may leave it out.",
                },
                "course": {"type": "string", "description": "For files without a course column."},
                "mode": {"type": "string", "enum": ["record", "dry_run"], "default": "record"},
                "delivery": {
                    "type": "string",
                    "enum": ["online", "on_site", "blended", "smart_classroom"],
                    "description": "How the course was held.",
                },
                "on_conflict": {"type": "string", "enum": ["reject", "amend"], "default": "reject"},
                "issue": {"type": "boolean", "default": True},
            },
        }
    },
    "text/csv": {
        "schema": {"type": "string"},
        "example": "learner_ref,full_name,course_code,completed_on,score,outcome\n"
        "ABU/24/001,Amina Yusuf,B1,2024-04-26,89,passed\n",
    },
    _XLSX: {"schema": _BINARY},
    "application/jsonl": {"schema": {"type": "string"}},
    "application/json": {
        "schema": {"type": "array", "items": {"type": "object"}, "description": "xAPI statements."}
    },
}
"""As documented."""

_SPOOLED_BYTES = 1024 * 1024


class UploadOptionsSchema(ImportOptionsSchema):
    """The options of an upload, and a name for a file that has none."""

    filename = Text(longest=255, metadata={"description": "For a file sent alone.", "example": "B1.csv"})


@contextmanager
def read_upload() -> Iterator[Upload]:
    """The file of this request and its options; the file is gone when the context ends.

    Raises a 415 that lists what is read, a 422 that names every wrong option, InvalidInputError
    where no centre is named or meant.
    """
    if request.mimetype == _FORM:
        given = _load_options(
            MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)]), "form"
        )
        file = _only_file()
        content, name = cast("BinaryIO", file.stream), given.get("filename") or file.filename or ""
    elif request.mimetype in ENDINGS:
        given = _load_options(request.args, "query")
        content, name = _spooled(), given.get("filename") or _disposition_filename()
    else:
        raise _unsupported()
    with content:
        yield Upload(
            content=content,
            filename=_plain_name(name) or f"upload.{ENDINGS.get(request.mimetype, 'bin')}",
            centre=acting_centre(given.get("centre")),
            options=import_options(given),
        )


def report_response(report: ImportReport, *, status: int) -> Response:
    """``status`` with the report's Location; 200 for a dry run, which is kept nowhere."""
    if report.options.dry_run:
        return jsonify(import_report_as_json(report))
    response = progress_response(import_report_as_json(report), report.batch, status=status)
    response.headers["Location"] = f"/api/v1/imports/{report.id}"
    return response


def _load_options(given: MultiDict[str, str], location: str) -> dict[str, Any]:
    try:
        check_given_once(given)
        return cast("dict[str, Any]", UploadOptionsSchema().load(given.to_dict()))
    except ValidationError as error:
        _refuse(location, error.messages_dict)


def _only_file() -> Any:  # noqa: ANN401  # werkzeug's FileStorage
    unknown = {name: ["Unknown field."] for name in request.files if name != "file"}
    files = request.files.getlist("file")
    if unknown or len(files) != 1:
        _refuse("files", unknown or {"file": ["Exactly one file is needed, in the field 'file'."]})
    return files[0]


def _refuse(location: str, messages: Mapping[str, Any]) -> NoReturn:
    abort(422, messages={location: messages})


def _spooled() -> BinaryIO:
    """The body as a file that can be read again: spreadsheets are read from their end."""
    spool = SpooledTemporaryFile(max_size=_SPOOLED_BYTES)  # noqa: SIM115  # the caller closes it
    try:
        while chunk := request.stream.read(1 << 16):
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return cast("BinaryIO", spool)


def _disposition_filename() -> str:
    _, options = parse_options_header(request.headers.get("Content-Disposition", ""))
    return options.get("filename", "")


def _plain_name(name: str) -> str:
    """The last part of ``name``, printable and short: it is shown again."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(character for character in last if character.isprintable())[-200:]


def _unsupported() -> UnsupportedMediaType:
    """RFC 9110 section 15.5.16: a 415 may say what would be read."""
    error = UnsupportedMediaType()
    accepted = ", ".join((_FORM, *ENDINGS))
    error.get_headers = lambda *_, **__: [("Accept-Post", accepted)]  # type: ignore[method-assign]
    return error
