"""Texts, numbers and the like <-> what JSON can hold; what cannot be read back is one error of ours."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, TypeVar

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.texts import Texts
from certsvc.errors import InvalidInputError

T = TypeVar("T")
A = TypeVar("A")
_STUMBLES = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)


def refusing_malformed(decode: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T]:
    """Turn whatever a decoder stumbles over into InvalidInputError (``malformed_entry``)."""

    @wraps(decode)
    def decode_or_refuse(encoded: Mapping[str, Any]) -> T:
        try:
            return decode(encoded)
        except _STUMBLES as error:
            raise InvalidInputError(
                "A stored entry is not in the form that this version of the service writes.",
                code="malformed_entry",
            ) from error

    return decode_or_refuse


def encode_texts(texts: Texts) -> dict[str, str]:
    """Wordings by language, languages sorted."""
    return dict(sorted(texts))


def read_texts(encoded: Mapping[str, object]) -> Texts:
    """The reverse of ``encode_texts``."""
    return Texts({LanguageTag(tag): read_text(text) for tag, text in encoded.items()})


def encode_number(number: Decimal) -> str:
    """Exact, without exponent and trailing zeros, so that 24 and 24.0 are written alike: ``24``."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(encoded: object) -> Decimal:
    """The reverse of ``encode_number``."""
    number = Decimal(read_text(encoded))
    if not number.is_finite():
        raise ValueError("not a finite number")
    return number


def read_text(encoded: object) -> str:
    """``encoded`` itself, which must be a text."""
    if not isinstance(encoded, str):
        raise TypeError("not a text")
    return encoded


def read_whole(encoded: object) -> int:
    """``encoded`` itself, which must be a whole number."""
    if isinstance(encoded, bool) or not isinstance(encoded, int):
        raise TypeError("not a whole number")
    return encoded


def or_none(convert: Callable[[A], T], value: A | None) -> T | None:
    """``value`` converted, or None as it is."""
    return None if value is None else convert(value)
