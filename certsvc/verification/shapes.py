"""Members of a document that may be anything: read, or refused with the reason and the member's name."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.proofs import read_date_time_stamp
from certsvc.verification.checks import shown
from certsvc.verification.reasons import Reason

# What nearly every address looks like; any other is taken apart.
_PLAIN_ADDRESS = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s\[\]]*)?|did:[a-z0-9]+:[^\s\[\]]+|urn:[^\s\[\]]+)"
)
_WHITE_SPACE = re.compile(r"\s")
_LANGUAGE_MEMBERS = frozenset({"@value", "@language", "@direction"})


class StructureError(InvalidInputError):
    """The document breaks a rule of form; ``reason`` says which."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.sentence, code=reason.value)
        self.reason = reason


def missing(name: str) -> StructureError:
    """A required member is not there."""
    return StructureError(Reason.MEMBER_MISSING, f"The document has no {shown(name)}.")


def malformed(name: str, what: str) -> StructureError:
    """A member does not have its form."""
    return StructureError(Reason.MEMBER_MALFORMED, f"In the document, {shown(name)} {what}.")


def listed(value: object) -> list[Any]:
    """The values of a member, which may be one, several or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def check_address(holder: Mapping[str, Any], name: str, *, shown_as: str = "") -> None:
    """One absolute URL (VCDM 2.0, section 4.4)."""
    value = holder.get(name)
    if value is None:
        raise missing(shown_as or name)
    if isinstance(value, str) and _PLAIN_ADDRESS.fullmatch(value):
        return
    try:
        scheme = urlsplit(value).scheme if isinstance(value, str) else ""
    except ValueError:
        scheme = ""
    if not scheme or _WHITE_SPACE.search(value):
        raise malformed(shown_as or name, "is not a URL")


def check_text(holder: Mapping[str, Any], name: str, *, shown_as: str = "") -> None:
    """A text, or one with its language, or several in several languages (VCDM 2.0, section 11.1)."""
    value = holder.get(name)
    if value is None:
        raise missing(shown_as or name)
    if not value or not all(_is_text(entry) for entry in listed(value)):
        raise malformed(shown_as or name, "is not a text")


def check_time(holder: Mapping[str, Any], name: str) -> None:
    """An xsd:dateTimeStamp."""
    if holder.get(name) is None:
        raise missing(name)
    try:
        read_date_time_stamp(holder[name])
    except ProofError as error:
        raise malformed(name, "is not a date and time with a time zone") from error


def check_objects(holder: Mapping[str, Any], name: str) -> None:
    """Objects only, if there are any."""
    if not all(isinstance(entry, dict) for entry in listed(holder.get(name))):
        raise malformed(name, "is not a list of objects")


def _is_text(value: object) -> bool:
    if isinstance(value, dict):
        if not value.keys() <= _LANGUAGE_MEMBERS:
            return False
        language, direction = value.get("@language", ""), value.get("@direction", "ltr")
        value = value.get("@value")
        if not isinstance(language, str) or direction not in ("ltr", "rtl", None):
            return False
    return isinstance(value, str) and bool(value)
