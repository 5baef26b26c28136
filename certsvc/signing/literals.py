"""Plain JSON values as literals of linked data (JSON-LD 1.1 API, sections 5.3 and 8.6)."""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.jcs import LARGEST_INTEGER, canonical_json
from certsvc.signing.scopes import Scope

XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING, _BOOLEAN, _INTEGER, _DOUBLE = (XSD + name for name in ("string", "boolean", "integer", "double"))
_JSON = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
_LANGUAGE = re.compile(r"(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)?")
_NO_DATATYPE = frozenset({None, "@id", "@vocab", "@none"})


class Literal(NamedTuple):
    """A literal: its text, its datatype, its language or nothing."""

    text: str
    datatype: str
    language: str = ""

    @property
    def expanded(self) -> dict[str, str] | str:
        """It in expanded JSON-LD."""
        if self.language:
            return {"@value": self.text, "@language": self.language}
        return self.text if self.datatype == _STRING else {"@value": self.text, "@type": self.datatype}


def read_literal(value: str | float, coercion: str | None) -> Literal:
    """``value`` under a term's ``coercion``. Raises InvalidInputError (``number_out_of_range``).

    Numbers: integers as they are, others as xsd:double with at most 16 digits (section 8.6.2). Beyond 2^53
    JSON readers disagree.
    """
    datatype = None if coercion in _NO_DATATYPE else coercion
    if isinstance(value, str):
        return Literal(value, datatype or _STRING)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype or _BOOLEAN)
    if math.isnan(value):
        raise InvalidInputError("A number of the document is none.", code="not_json_ld")
    if abs(value) > LARGEST_INTEGER:
        raise InvalidInputError(
            "A number of the document is one that JSON readers do not agree on.", code="number_out_of_range"
        )
    if value != int(value) or datatype == _DOUBLE:
        return Literal(_canonical_double(value), datatype or _DOUBLE)
    return Literal(str(int(value)), datatype or _INTEGER)


def read_json_literal(value: object) -> Literal:
    """A value that its term takes as JSON. Raises InvalidInputError as ``canonical_json`` does."""
    return Literal(canonical_json(value).decode(), _JSON)


def read_value_object(item: Mapping[str, Any], scope: Scope) -> Literal:
    """An object with ``@value``.

    Raises ProofError (``unsigned_content``), InvalidInputError (``not_json_ld``).
    """
    parts: dict[str, Any] = {}
    for name, part in item.items():
        keyword = name if name.startswith("@") else scope.expand(name, vocab=True)
        if keyword not in {"@value", "@language", "@type", "@direction"} or keyword in parts:
            raise unsigned("a member beside '@value'")
        parts[keyword] = part
    value, language, datatype = parts["@value"], parts.get("@language"), parts.get("@type")
    if not isinstance(value, (str, bool, int, float)):
        raise unsigned("a value object without a plain value")
    if "@direction" in parts:
        return _read_directed(value, parts)
    if "@language" in parts:
        if "@type" in parts or not isinstance(value, str) or not isinstance(language, str) or not language:
            raise InvalidInputError("A text's language in the document is malformed.", code="not_json_ld")
        return Literal(value, "", language.lower())
    if "@type" not in parts:
        return read_literal(value, None)
    if not isinstance(datatype, str):
        raise InvalidInputError("A datatype in the document is not a text.", code="not_json_ld")
    expanded = scope.expand(datatype, vocab=True)
    if expanded is None or ":" not in expanded or expanded.startswith(("@", "_:")):
        raise unsigned(f"the datatype '{datatype[:40]}'")
    return read_literal(value, expanded)


def _read_directed(value: object, parts: Mapping[str, Any]) -> Literal:
    """A text with its direction: as deployed suites sign it, in a datatype (8.2.2, ``i18n-datatype``)."""
    language, direction = parts.get("@language", ""), parts["@direction"]
    if not isinstance(value, str) or not isinstance(language, str) or "@type" in parts:
        raise InvalidInputError("A text's language in the document is malformed.", code="not_json_ld")
    if direction not in ("ltr", "rtl") or not _LANGUAGE.fullmatch(language):
        raise InvalidInputError("A text's direction in the document is malformed.", code="not_json_ld")
    return Literal(value, f"https://www.w3.org/ns/i18n#{language.lower()}_{direction}")


def unsigned(what: str) -> ProofError:
    """The error of what a reader of the JSON sees, and no signature over the linked data covers."""
    return ProofError(
        f"No signature can cover all of this document: {what} has no meaning in its contexts.",
        code="unsigned_content",
    )


def _canonical_double(number: float) -> str:
    """XML Schema 1.0, section 3.2.5.2, as JSON-LD asks for it: ``5.126799999999999E2``."""
    if number == 0:
        return "0.0E0"
    mantissa, _, exponent = f"{number:.15e}".partition("e")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(exponent)}"
