"""Rules on the parts of a badge: identities, alignments, results; 8 to 12 of ``lint``.

Every function yields the breaches of one part and takes whatever stands in its place.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials.lint_values import is_absolute_iri, text_at
from certsvc.credentials.vocabulary import (
    IDENTITY_TYPES,
    MODE,
    MODES,
    RESULT_TYPES,
    TARGET_TYPES,
    is_enumerated,
)

MIN_SALT = 8
MAX_NAME = 300

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")
_HASH = re.compile(r"sha256\$[0-9a-f]{64}")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+(?:[/?#][^\s<>\"{}|\\^`]*)?")
_UNFIT_FOR_NAMES = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffc\ufffd]"
)
"""Control and direction marks, and what a broken decoding leaves. Joiners stay: scripts need them."""


def is_text(value: object) -> bool:
    """Whether ``value`` is text that says something."""
    return isinstance(value, str) and bool(value) and not value.isspace()


def is_web_address(value: object) -> bool:
    """Whether ``value`` is an absolute http(s) address."""
    return isinstance(value, str) and _WEB_ADDRESS.fullmatch(value) is not None


def is_number(value: object) -> bool:
    """Whether ``value`` is a number above or equal to zero written plainly: no sign, no zeros at the end."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def objects_at(path: str, rule: str, values: object) -> Iterator[tuple[str, dict[str, Any]] | str]:
    """Place and object for each of an array's objects; a breach of ``rule`` for whatever else is there."""
    if not isinstance(values, list) or not values:
        yield f"{rule} {path} is not an array of objects"
        return
    for position, value in enumerate(values):
        place = f"{path}[{position}]"
        yield (place, value) if isinstance(value, dict) else f"{rule} {place} is not an object"


def breaches_of_identity(path: str, identity: dict[str, Any]) -> Iterator[str]:
    """OB 3.0 IdentityObject; no address in clear, no hash without a salt."""
    if identity.get("type") != "IdentityObject":
        yield f"8.1 {path}.type is not IdentityObject"
    kind, hashed = identity.get("identityType"), identity.get("hashed")
    value = text_at(identity, "identityHash")
    if not is_enumerated(kind, IDENTITY_TYPES):
        yield f"8.2 {path}.identityType is neither in the list of OB 3.0 nor an extension of it"
    if hashed is True:
        if _HASH.fullmatch(value) is None:
            yield f"8.3 {path}.identityHash is not a SHA-256 identity hash"
        if len(text_at(identity, "salt").strip()) < MIN_SALT:
            yield f"8.3 {path}.salt is missing or shorter than {MIN_SALT} characters"
    elif hashed is not False:
        yield f"8.3 {path}.hashed is not a boolean"
    elif kind == "emailAddress" or "@" in value:
        yield f"8.4 {path} shows an e-mail address in clear"
    elif not is_fit_name(value):
        yield f"8.5 {path}.identityHash is no name fit to print: NFC, trimmed, no control or direction marks"


def is_fit_name(value: str) -> bool:
    """Whether ``value`` can be printed as somebody's name as it stands."""
    return (
        0 < len(value) <= MAX_NAME
        and value == value.strip()
        and unicodedata.is_normalized("NFC", value)
        and _UNFIT_FOR_NAMES.search(value) is None
    )


def breaches_of_alignment(path: str, alignment: dict[str, Any]) -> Iterator[str]:
    """OB 3.0 Alignment."""
    if alignment.get("type") != ["Alignment"]:
        yield f"10.1 {path}.type is not Alignment"
    if not is_text(alignment.get("targetName")):
        yield f"10.2 {path}.targetName is missing"
    if not is_web_address(alignment.get("targetUrl")):
        yield f"10.2 {path}.targetUrl is not an http(s) address"
    if "targetType" in alignment and not is_enumerated(alignment["targetType"], TARGET_TYPES):
        yield f"10.3 {path}.targetType is neither in the list of OB 3.0 nor an extension of it"
    for member in ("targetCode", "targetFramework", "targetDescription"):
        if member in alignment and not is_text(alignment[member]):
            yield f"10.2 {path}.{member} is not text"


def breaches_of_result_description(path: str, description: dict[str, Any]) -> Iterator[str]:
    """OB 3.0 ResultDescription."""
    if not is_absolute_iri(description.get("id")):
        yield f"11.1 {path}.id is missing"
    if description.get("type") != ["ResultDescription"]:
        yield f"11.1 {path}.type is not ResultDescription"
    if not is_text(description.get("name")):
        yield f"11.1 {path}.name is missing"
    if not is_enumerated(description.get("resultType"), RESULT_TYPES):
        yield f"11.2 {path}.resultType is neither in the list of OB 3.0 nor an extension of it"
    for member in ("valueMin", "valueMax", "requiredValue"):
        if member in description and not is_number(description[member]):
            yield f"11.3 {path}.{member} is not a plain number"


def breaches_of_result(path: str, result: dict[str, Any], declared: Mapping[str, str]) -> Iterator[str]:
    """OB 3.0 Result: a value for a description that the achievement declares, by its id and result type."""
    if result.get("type") != ["Result"]:
        yield f"12.1 {path}.type is not Result"
    kind = declared.get(text_at(result, "resultDescription"))
    if kind is None:
        yield f"12.2 {path}.resultDescription names no result description of the achievement"
    if kind == MODE:
        if text_at(result, "value") not in MODES:
            yield f"12.4 {path}.value is not a mode"
    elif not is_number(result.get("value")):
        yield f"12.3 {path}.value is not a plain number"
