"""What a credential says of other documents that it relies on (VCDM 2.0, sections 4.11 and 5.3)."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from certsvc.credentials.contexts import CONTEXTS, get_context
from certsvc.errors import InvalidInputError
from certsvc.signing.base58 import decode_base58
from certsvc.verification.reasons import Reason
from certsvc.verification.securing import types_of
from certsvc.verification.shapes import StructureError, check_address, listed

_ALGORITHMS = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_MULTIHASHES = {b"\x12\x20": hashlib.sha256, b"\x20\x30": hashlib.sha384, b"\x13\x40": hashlib.sha512}


def check_related_resources(document: Mapping[str, Any]) -> None:
    """Each resource is named once, with a digest; where the resource is at hand, the digest is its own.

    Raises StructureError (``related_resource``). Only pinned contexts are at hand: nothing is fetched.
    """
    addresses: set[str] = set()
    for resource in listed(document.get("relatedResource")):
        if not isinstance(resource, dict) or not isinstance(resource.get("id"), str) or not resource["id"]:
            raise _wrong("it has no id")
        try:
            check_address(resource, "id", shown_as="relatedResource.id")
        except StructureError as error:
            raise _wrong("its id is not a URL") from error
        if resource["id"] in addresses:
            raise _wrong("it is named twice")
        addresses.add(resource["id"])
        if "digestSRI" not in resource and "digestMultibase" not in resource:
            raise _wrong("it has no digest")
        content = get_context(resource["id"]) if resource["id"] in CONTEXTS else None
        for name, reads in (("digestSRI", _fits_sri), ("digestMultibase", _fits_multibase)):
            if name in resource and not reads(resource[name], content):
                raise _wrong(f"its {name} does not fit")


def check_schemas(document: Mapping[str, Any]) -> None:
    """Each credentialSchema has an address and a type (VCDM 2.0, section 4.11). Raises StructureError."""
    for schema in listed(document.get("credentialSchema")):
        if not isinstance(schema, dict) or not types_of(schema):
            raise StructureError(Reason.CREDENTIAL_SCHEMA)
        try:
            check_address(schema, "id", shown_as="credentialSchema.id")
        except StructureError as error:
            raise StructureError(Reason.CREDENTIAL_SCHEMA, error.message) from error


def _fits_sri(value: object, content: bytes | None) -> bool:
    """Subresource Integrity: ``sha384-BASE64``, several apart by white space; one that fits is enough."""
    entries = value.split() if isinstance(value, str) else []
    digests = []
    for entry in entries:
        name, _, encoded = entry.partition("?")[0].partition("-")
        algorithm = _ALGORITHMS.get(name)
        try:
            is_hexadecimal = algorithm is not None and len(encoded) == 2 * algorithm().digest_size
            digest = bytes.fromhex(encoded) if is_hexadecimal else base64.b64decode(encoded, validate=True)
        except ValueError:
            return False
        if algorithm is None or len(digest) != algorithm().digest_size:
            return False
        digests.append((algorithm, digest))
    return bool(digests) and (
        content is None or any(algorithm(content).digest() == digest for algorithm, digest in digests)
    )


def _fits_multibase(value: object, content: bytes | None) -> bool:
    """A multihash in base58btc (``z``) or base64url (``u``); Controlled Identifiers 1.0, 2.4 and 2.5."""
    if not isinstance(value, str):
        return False
    try:
        if value.startswith("z"):
            data = decode_base58(value[1:])
        elif value.startswith("u"):
            data = base64.b64decode(value[1:] + "=" * (-len(value[1:]) % 4), altchars=b"-_", validate=True)
        else:
            return False
    except (InvalidInputError, ValueError):
        return False
    algorithm = _MULTIHASHES.get(data[:2])
    if algorithm is None or len(data) - 2 != algorithm().digest_size:
        return False
    return content is None or algorithm(content).digest() == data[2:]


def _wrong(what: str) -> StructureError:
    return StructureError(Reason.RELATED_RESOURCE, f"Of a resource that the document relies on, {what}.")
