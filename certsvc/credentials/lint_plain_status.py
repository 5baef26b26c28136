"""Rules on a status entry that a caller brings along: 20.x of ``lint`` (Bitstring Status List 1.0, 2.1)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials.lint_plain_values import listed, types_of
from certsvc.credentials.lint_values import is_absolute_iri

ENTRY_TYPE = "BitstringStatusListEntry"

_INDEX = re.compile(r"0|[1-9][0-9]{0,18}")
_LARGEST_SIZE = 8
_STATUS = re.compile(r"0x[0-9a-fA-F]{1,8}")


def breaches_of_entry(entry: Mapping[str, Any]) -> Iterator[str]:
    """Breaches of 20 in one object of ``credentialStatus``; none in one of another type."""
    if ENTRY_TYPE not in types_of(entry):
        return
    if types_of(entry) != {ENTRY_TYPE}:
        yield f"20.1 credentialStatus has another type beside {ENTRY_TYPE}"
    purpose, index, address = (
        entry.get(member) for member in ("statusPurpose", "statusListIndex", "statusListCredential")
    )
    if not isinstance(purpose, str) or not purpose:
        yield "20.2 credentialStatus.statusPurpose is no text"
    if not isinstance(index, str) or _INDEX.fullmatch(index) is None:
        yield "20.3 credentialStatus.statusListIndex is not a position in base 10, as a text"
    if not is_absolute_iri(address):
        yield "20.4 credentialStatus.statusListCredential is not a URL"
    elif entry.get("id") == address:
        yield "20.4 credentialStatus.id is the status list itself"
    yield from _breaches_of_size(entry)
    references = listed(entry.get("statusReference"))
    if "statusReference" in entry and not (references and all(map(is_absolute_iri, references))):
        yield "20.6 credentialStatus.statusReference is not one or more URLs"


def _breaches_of_size(entry: Mapping[str, Any]) -> Iterator[str]:
    """Messages: as many as there are values of so many bits, and always where there are more than two."""
    size, messages = entry.get("statusSize", 1), entry.get("statusMessage")
    if type(size) is not int or not 1 <= size <= _LARGEST_SIZE:
        yield "20.5 credentialStatus.statusSize is not a whole number of bits above zero"
        return
    if messages is None:
        if size > 1 or entry.get("statusPurpose") == "message":
            yield "20.5 credentialStatus.statusMessage is missing"
        return
    if not isinstance(messages, list) or len(messages) != 2**size:
        yield "20.5 credentialStatus.statusMessage is not a message for each value"
        return
    for message in messages:
        if not isinstance(message, dict) or not isinstance(message.get("message"), str):
            yield "20.5 credentialStatus.statusMessage has a message without a text"
        elif not isinstance(message.get("status"), str) or _STATUS.fullmatch(message["status"]) is None:
            yield "20.5 credentialStatus.statusMessage has a status that is not hexadecimal after 0x"
