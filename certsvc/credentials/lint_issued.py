"""Rules on what every credential that we issue has, a badge or a transcript: 3 to 6 of ``lint``."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials import lint_parts, lint_profiles
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.lint_envelope import breaches_of_times, is_timestamp
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.status_list import LIST_LENGTH

_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


def breaches_of_issued(document: Mapping[str, Any], addresses: Addresses) -> Iterator[str]:
    """Breaches of 3.3 to 6.5; ``addresses`` are those of the service that the id belongs to."""
    # 3. envelope
    if addresses.find_credential_id(text_at(document, "id")) is None:
        yield "3.3 id is not the address of a credential of this service"
    if not lint_parts.is_text(document.get("name")):
        yield "3.4 name is missing"
    # 4. issuer
    yield from lint_profiles.breaches_of_profile("issuer", "4", document.get("issuer"), addresses)
    # 5. times
    yield from breaches_of_times(document)
    if not is_timestamp(document.get("awardedDate")):
        yield "5.3 awardedDate is not an xsd:dateTimeStamp"
    # 6. status, schema
    yield from _breaches_of_status(document.get("credentialStatus"), addresses)
    yield from _breaches_of_schemas(document.get("credentialSchema"))


def _breaches_of_status(status: object, addresses: Addresses) -> Iterator[str]:
    """Breaches of 6.1 to 6.4: one entry whose three places agree (Bitstring Status List 1.0, 2.1)."""
    if not isinstance(status, dict):
        yield "6.1 credentialStatus is not one object"
        return
    if status.get("type") != "BitstringStatusListEntry" or status.get("statusPurpose") != "revocation":
        yield "6.1 credentialStatus is not a BitstringStatusListEntry for revocation"
    index, status_list = text_at(status, "statusListIndex"), text_at(status, "statusListCredential")
    if _INDEX.fullmatch(index) is None or int(index) >= LIST_LENGTH:
        yield f"6.2 credentialStatus.statusListIndex is not a position below {LIST_LENGTH} as text"
    number = addresses.find_status_list(status_list)
    if number is None or status_list != addresses.status_list(number):
        yield "6.3 credentialStatus.statusListCredential is not a status list of this service"
    if status.get("id") != f"{status_list}#{index}":
        yield "6.4 credentialStatus.id is not list and index"


def _breaches_of_schemas(schemas: object) -> Iterator[str]:
    """Breaches of 6.5: JSON schemas by their addresses."""
    for found in lint_parts.objects_at("credentialSchema", "6.5", schemas):
        if isinstance(found, str):
            yield found
            continue
        path, schema = found
        if not lint_parts.is_web_address(schema.get("id")):
            yield f"6.5 {path}.id is not an http(s) address"
        if schema.get("type") != "JsonSchema":
            yield f"6.5 {path}.type is not JsonSchema"
