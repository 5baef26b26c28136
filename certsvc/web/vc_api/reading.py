"""A request to the VC-API, read strictly; whatever is wrong with it is a 400, as the VC-API has it."""

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import RAISE, Schema, ValidationError
from webargs.core import is_json
from werkzeug.exceptions import UnsupportedMediaType

from certsvc.errors import InvalidInputError
from certsvc.web.arguments import MAX_JSON_BYTES, read_json
from certsvc.web.operations import JSON, RawBody

_SHOWN = 5


def json_body(schema: type[Schema], description: str, example: object) -> RawBody:
    """The documentation of a body that ``read_request`` reads."""
    return RawBody({JSON: {"schema": schema, "example": example}}, description)


def read_request(schema: type[Schema]) -> Mapping[str, Any]:
    """The body as ``schema`` has it. Raises InvalidInputError (``malformed_json``, ``malformed_request``)."""
    if not is_json(request.mimetype):
        raise UnsupportedMediaType
    request.max_content_length = MAX_JSON_BYTES
    return load_part(schema, read_json(request.get_data()))


def load_part(schema: type[Schema], value: object) -> Mapping[str, Any]:
    """A part of a body, as ``schema`` has it; unknown names are refused. Raises as ``read_request``."""
    try:
        loaded: Mapping[str, Any] = schema(unknown=RAISE).load(value)  # type: ignore[arg-type]  # any JSON
    except ValidationError as error:
        wrong = "; ".join(_lines(error.messages, ())[:_SHOWN])
        raise InvalidInputError(
            f"The request is not one of the VC-API that this service understands: {wrong}",
            code="malformed_request",
        ) from None
    return loaded


def _lines(tree: object, path: tuple[str, ...]) -> list[str]:
    if isinstance(tree, dict):
        return [line for name, below in tree.items() for line in _lines(below, (*path, str(name)[:40]))]
    if isinstance(tree, list):
        return [line for below in tree for line in _lines(below, path)]
    return [f"{'.'.join(path)}: {tree}"]
