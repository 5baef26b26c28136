"""Rules on a status list credential: 3, 5 and 13 of ``lint``."""

from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.contexts import CREDENTIALS_V2
from certsvc.credentials.lint_envelope import breaches_of_times
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.status_list import decode_bits
from certsvc.errors import InvalidInputError

CONTEXT = [CREDENTIALS_V2]
TYPES = ["VerifiableCredential", "BitstringStatusListCredential"]


def breaches_of_status_list(document: Mapping[str, Any], addresses: Addresses) -> Iterator[str]:
    """Breaches of 3, 4, 5 and 13 (Bitstring Status List 1.0, 2.2)."""
    # 3. envelope
    address = text_at(document, "id")
    number = addresses.find_status_list(address)
    if number is None or address != addresses.status_list(number):
        yield "3.3 id is not the address of a status list of this service"
    # 4. issuer
    if not addresses.is_issuer(text_at(document, "issuer")):
        yield "4 issuer is not the DID of an issuer of this service"
    # 5. times
    yield from breaches_of_times(document)
    # 13. the list
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        yield "13.1 credentialSubject is not one object"
        return
    if subject.get("id") != f"{address}#list":
        yield "13.1 credentialSubject.id is not the list's"
    if subject.get("type") != "BitstringStatusList" or subject.get("statusPurpose") != "revocation":
        yield "13.2 credentialSubject is not a BitstringStatusList for revocation"
    try:
        decode_bits(text_at(subject, "encodedList"))
    except InvalidInputError:
        yield "13.3 credentialSubject.encodedList does not hold the bits of a list"
