"""Rules on the resources that a credential relies on: 21.x of ``lint`` (VC Data Model 2.0, 5.3)."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from certsvc.credentials.contexts import CONTEXTS, get_context
from certsvc.credentials.lint_plain_values import listed
from certsvc.credentials.lint_values import is_absolute_iri

_SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/=]+)")
_SIZES: Mapping[str, int] = {"sha256": 32, "sha384": 48, "sha512": 64}
"""Bytes of a digest, by the name of its hash."""
_MULTIHASHES: Mapping[bytes, str] = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_BASE58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{40,100}")


def breaches_of_resources(resources: object, present: bool) -> Iterator[str]:  # noqa: FBT001  # positional once
    """Breaches of 21. ``present``: whether the document has the member at all."""
    if present and not listed(resources):
        yield "21.1 relatedResource is empty"
    seen: set[str] = set()
    for resource in listed(resources):
        if not isinstance(resource, dict):
            yield "21.1 relatedResource is not one or more objects"
            continue
        address = resource.get("id")
        if not is_absolute_iri(address):
            yield "21.2 relatedResource has no URL as its id"
            continue
        if str(address) in seen:
            yield "21.2 relatedResource names a resource twice"
        seen.add(str(address))
        if "digestSRI" not in resource and "digestMultibase" not in resource:
            yield "21.3 relatedResource has no digest"
        content = get_context(str(address)) if address in CONTEXTS else None
        yield from _breaches_of_digests(resource, content)


def _breaches_of_digests(resource: Mapping[str, Any], content: bytes | None) -> Iterator[str]:
    for member, read in (("digestSRI", _read_sri), ("digestMultibase", _read_multibase)):
        if member not in resource:
            continue
        digests = read(resource[member])
        if not digests:
            yield f"21.4 relatedResource.{member} is no digest"
        elif content is not None and not any(_hash(name, content) == said for name, said in digests):
            yield f"21.5 relatedResource.{member} is not the digest of that resource"


def _hash(name: str, content: bytes) -> bytes:
    return hashlib.new(name, content).digest()


def _read_sri(value: object) -> list[tuple[str, bytes]]:
    """Hashes and digests of Subresource Integrity metadata, the options aside; none where one is malformed.

    Digests in hexadecimal are read too: published examples have them.
    """
    found = []
    for entry in value.split() if isinstance(value, str) else ():
        match = _SRI.fullmatch(entry.partition("?")[0])
        digest = None if match is None else _digest_of(match[1], match[2])
        if match is None or digest is None:
            return []
        found.append((match[1], digest))
    return found


def _digest_of(name: str, encoded: str) -> bytes | None:
    size = _SIZES[name]
    try:
        if len(encoded) == 2 * size:
            return bytes.fromhex(encoded)
        digest = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    return digest if len(digest) == size else None


def _read_multibase(value: object) -> list[tuple[str, bytes]]:
    """The hash and digest of a multihash in base64url (``u``); in base58btc (``z``) its form is looked at."""
    if not isinstance(value, str):
        return []
    if _BASE58.fullmatch(value):
        return _read_base58(value[1:])
    try:
        data = base64.b64decode(value[1:] + "=" * (-len(value[1:]) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return []
    return _read_multihash(data) if value.startswith("u") else []


def _read_multihash(data: bytes) -> list[tuple[str, bytes]]:
    name = _MULTIHASHES.get(data[:2])
    if name is None or len(data) - 2 != _SIZES[name]:
        return []
    return [(name, data[2:])]


def _read_base58(text: str) -> list[tuple[str, bytes]]:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for character in text:
        number = number * 58 + alphabet.index(character)
    return _read_multihash(number.to_bytes((number.bit_length() + 7) // 8, "big"))
