"""JSON text that has one meaning only: what two readers could understand differently is refused.

A signature covers what *this* reader understood. Duplicate members, numbers beyond a double and
lone surrogates are read differently elsewhere (RFC 8259, sections 4, 6 and 8.2), so none is read here.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from certsvc.errors import InvalidInputError, TooLargeError

LARGEST_CONTENT = 1024 * 1024
"""Bytes. A credential with a picture inside is a tenth of it."""
DEEPEST_NESTING = 64
_LONGEST_NUMBER = 40
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

# Always matches from an opening quote, to the end if need be: linear in whatever is sent.
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json_object(content: bytes) -> dict[str, Any]:
    """The one JSON object in ``content``.

    In this order: 1. size, 2. UTF-8 without a byte order mark, 3. nesting (before any recursion),
    4. JSON, with members named once and numbers that a double holds, 5. Unicode text, 6. an object.
    Raises TooLargeError (``too_large``), InvalidInputError (``not_utf8``, ``byte_order_mark``, ``too_deep``,
    ``not_json``, ``duplicate_member``, ``number_out_of_range``, ``lone_surrogate``, ``not_an_object``).
    """
    if len(content) > LARGEST_CONTENT:  # 1
        raise TooLargeError(f"The document is larger than {LARGEST_CONTENT // 1024} KB.")
    text = _decode(content)  # 2
    _check_nesting(text)  # 3
    try:  # 4
        value: Any = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"The document is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
            code="not_json",
        ) from error
    if _SURROGATE_ESCAPE.search(text):  # 5
        _check_unicode(value)
    if not isinstance(value, dict):  # 6
        raise InvalidInputError("The document is JSON, but not an object.", code="not_an_object")
    return value


def write_json(value: Mapping[str, Any]) -> bytes:
    """Compact UTF-8 JSON, members in the order of ``value``. Raises InvalidInputError (``not_json``)."""
    try:
        return _COMPACT.encode(value).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInputError(
            "The document holds a value that JSON cannot write.", code="not_json"
        ) from error


def same_json(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two parsed objects are one JSON value; order of members aside, and ``1`` is not ``true``."""
    if one != other:  # True equals 1 here: it says no more than that nothing else differs
        return False
    if _COMPACT.encode(one) == _COMPACT.encode(other):  # members stand in one order, as nearly always
        return True
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"The document is not UTF-8 (byte {error.start}).", code="not_utf8", hint="JSON is always UTF-8."
        ) from error
    if text.startswith("\ufeff"):
        raise InvalidInputError(
            "The document begins with a byte order mark, which JSON does not allow.", code="byte_order_mark"
        )
    return text


def _check_nesting(text: str) -> None:
    if text.count("{") + text.count("[") <= DEEPEST_NESTING:
        return  # as in nearly every credential: too few brackets to go too deep, in strings or out of them
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST_NESTING:
            raise InvalidInputError(
                f"The document is nested more than {DEEPEST_NESTING} levels deep.", code="too_deep"
            )


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        raise InvalidInputError(
            "A member of the document is named twice, so it has no one meaning.", code="duplicate_member"
        )
    return value


def _refuse_constant(name: str) -> float:
    raise InvalidInputError(f"The document is not JSON: {name} is no JSON number.", code="not_json")


def _float(text: str) -> float:
    number = float(text)
    if len(text) > _LONGEST_NUMBER or not math.isfinite(number):
        raise _out_of_range()
    return number


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise _out_of_range()
    return int(text)


def _out_of_range() -> InvalidInputError:
    return InvalidInputError(
        "A number of the document is larger or longer than JSON readers agree on.", code="number_out_of_range"
    )


def _check_unicode(value: Any) -> None:  # noqa: ANN401  # any JSON value
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(
            "A text of the document holds half a surrogate pair, which is no character.",
            code="lone_surrogate",
        ) from error
