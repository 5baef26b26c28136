"""Reading a request strictly: names that nobody knows, repeats and hostile JSON are refused by name."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from webargs.core import is_json, missing
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from certsvc.errors import InvalidInputError

MAX_JSON_BYTES = 4 * 1024 * 1024
"""Of a JSON request body. Whoever has more sends a file to ``/api/v1/imports``."""

Arguments = Mapping[str, Any]
"""What a schema made of a request: names to values of the schema's types."""


class Text(fields.String):
    """A string without control characters or lone surrogates, which no database and no page needs."""

    def __init__(self, *, longest: int = 200, **options: Any) -> None:  # noqa: ANN401  # marshmallow's own
        """``longest`` in characters; ``options`` as in marshmallow."""
        validators: list[Callable[[Any], Any]] = [validate.Length(max=longest), _check_characters]
        validators += options.pop("validate", [])
        super().__init__(validate=validators, **options)


class TrueOrFalse(fields.Boolean):
    """``true`` or ``false`` of JSON, and nothing that may stand for one: for what cannot be undone."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> bool:  # noqa: ANN401  # marshmallow's own
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class StrictParser(FlaskParser):
    """webargs with unknown names refused everywhere, repeats too, and JSON read with care."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  # as in the class above
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "json": RAISE,
    }

    def load_querystring(self, req: Request, schema: Schema) -> object:
        """Query parameters, each given once."""
        check_given_once(req.args)
        return super().load_querystring(req, schema)

    def _raw_load_json(self, req: Request) -> object:
        if not is_json(req.mimetype):
            if not req.content_length and not req.mimetype:
                return missing
            raise UnsupportedMediaType
        req.max_content_length = MAX_JSON_BYTES
        return read_json(req.get_data())


def check_given_once(given: MultiDict[str, Any]) -> None:
    """Raise a validation error naming every parameter that stands in ``given`` more than once."""
    repeated = {name: ["Given more than once."] for name, values in given.lists() if len(values) > 1}
    if repeated:
        raise ValidationError(repeated)


def has_control_characters(text: str) -> bool:
    """Whether a character of ``text`` is a control or half of a surrogate pair (Unicode Cc, Cs)."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def read_json(content: bytes) -> object:
    """A JSON value (RFC 8259) from UTF-8.

    Raises InvalidInputError (``malformed_json``) for anything else, for names that stand twice in an
    object, for NaN and Infinity, for lone surrogates, and for more nesting or longer numbers than
    can be read.
    """
    try:
        value = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_object_of, parse_constant=_refuse_constant
        )
        if b"\\u" in content:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise _malformed("It is nested too deeply.") from None
    except UnicodeEncodeError:
        raise _malformed("It holds half of a surrogate pair.") from None
    except UnicodeDecodeError as error:
        raise _malformed(f"Byte {error.start + 1} is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"Line {error.lineno}, column {error.colno} breaks the syntax.") from None
    except ValueError:
        raise _malformed("It holds a number that cannot be read.") from None
    return value


def _malformed(why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The body is no JSON that this service can read. {why}",
        code="malformed_json",
        hint="Send one JSON value in UTF-8.",
    )


def _object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _malformed("A name stands twice in one object.")
    return value


def _refuse_constant(name: str) -> object:
    raise _malformed(f"{name} is not JSON.")


def _check_characters(text: str) -> None:
    if has_control_characters(text):
        raise ValidationError("Control characters are not allowed.")
