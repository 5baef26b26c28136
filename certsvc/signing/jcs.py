"""JSON in its one canonical form: the JSON Canonicalization Scheme (RFC 8785).

Python's own encoder writes that form but for three things, and is much faster than any written here: so a
value is looked through first, and written by hand only where one of the three occurs.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring

from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import DEEPEST_NESTING

LARGEST_INTEGER = 2**53 - 1
"""Beyond it JSON readers disagree (RFC 7493, section 2.2)."""
_DEEPEST = DEEPEST_NESTING + 8
"""A document at the edge, and what is put around it."""
_FIRST_SURROGATE = "\ud800"
_MOST_DIGITS, _MOST_ZEROS = 21, 6
"""ECMAScript writes exponents outside of these (ECMA-262, Number::toString)."""
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def canonical_json(value: object) -> bytes:
    """The canonical JSON of ``value``, UTF-8.

    Raises InvalidInputError: ``number_out_of_range`` for what is no number of I-JSON, ``lone_surrogate``,
    ``too_deep``, ``not_json`` for what is not made of objects, arrays, texts, numbers, booleans and null.
    """
    text = _COMPACT.encode(value) if _is_plain(value, 0) else _write(value)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise _surrogate() from error


def canonical_digest(document: Mapping[str, object]) -> str:
    """SHA-256, hex, of a credential's canonical JSON without its ``proof``.

    What is said counts, not how it is secured: a token of the same claims, which has no proof, has the same
    digest. Whether a proof holds is another question. Raises InvalidInputError as ``canonical_json`` does.
    """
    said = {name: value for name, value in document.items() if name != "proof"}
    return hashlib.sha256(canonical_json(said)).hexdigest()


def _is_plain(value: object, depth: int) -> bool:
    """Whether Python writes ``value`` as RFC 8785 does. Raises for what has no canonical form at all.

    What it writes otherwise: names beyond the surrogates sort by code point instead of UTF-16; floats that
    are whole end in ``.0``; very large and very small ones have other exponents.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is dict:
        return _are_plain(value.values(), depth + 1) & _are_plain_names(value)  # type: ignore[attr-defined,arg-type]
    if kind is list:
        return _are_plain(value, depth + 1)  # type: ignore[arg-type]  # it is a list
    if kind is int and abs(value) <= LARGEST_INTEGER:  # type: ignore[arg-type]  # it is an int
        return True
    if kind is float and math.isfinite(value):  # type: ignore[arg-type]  # it is a float
        text = repr(value)
        return not text.endswith(".0") and "e" not in text
    if kind is int or kind is float:
        raise InvalidInputError("A number is larger than JSON readers agree on.", code="number_out_of_range")
    raise _not_json()


def _are_plain(parts: Iterable[object], depth: int) -> bool:
    if depth > _DEEPEST:
        raise InvalidInputError(f"The value is nested more than {_DEEPEST} levels deep.", code="too_deep")
    plain = True
    for part in parts:
        plain &= _is_plain(part, depth)
    return plain


def _are_plain_names(value: Mapping[object, object]) -> bool:
    plain = True
    for name in value:
        if type(name) is not str:
            raise _not_json()
        plain &= name < _FIRST_SURROGATE
    return plain


def _write(value: object) -> str:
    """Section 3.2, by hand. ``value`` was looked through by ``_is_plain``."""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: _utf16(member[0]))
        return "{" + ",".join(f"{encode_basestring(name)}:{_write(part)}" for name, part in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    return _COMPACT.encode(value)


def _utf16(name: str) -> bytes:
    """What names are sorted by: their UTF-16 code units (section 3.2.3)."""
    try:
        return name.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise _surrogate() from error


def _number(number: float) -> str:
    """As ECMAScript writes it (section 3.2.2.3): Python finds the same shortest digits."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0").rstrip("0")
    leading = len(whole) if whole != "0" else len(fraction.lstrip("0")) - len(fraction)
    point = leading + int(exponent or 0)
    if len(digits) <= point <= _MOST_DIGITS:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= _MOST_DIGITS:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -_MOST_ZEROS < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def _surrogate() -> InvalidInputError:
    return InvalidInputError(
        "A text holds half a surrogate pair, which is no character.", code="lone_surrogate"
    )


def _not_json() -> InvalidInputError:
    return InvalidInputError("The value holds something that JSON cannot write.", code="not_json")
