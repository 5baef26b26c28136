"""Compact JSON Web Signatures: read and checked (RFC 7515, sections 5.2 and 7.1).

What decides the algorithm is the key that the issuer publishes; the token's own word must only fit it. Of
the keys that a header can bring or point to, none is looked at: ``x5c``, ``x5u``, ``jku`` are never followed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, ProofError, TooLargeError
from certsvc.signing.base64url import decode_base64url, encode_base64url
from certsvc.signing.json_text import LARGEST_CONTENT, parse_json_object, write_json
from certsvc.signing.public_keys import SHORTEST_MODULUS, PublicKey, algorithm_of
from certsvc.signing.signatures import check_signature, sign_bytes
from certsvc.signing.signing_key import SigningKey

RS256: Final = "RS256"
_FITTING: dict[str, KeyAlgorithm | str] = {
    "EdDSA": KeyAlgorithm.ED25519,
    "Ed25519": KeyAlgorithm.ED25519,
    "ES256": KeyAlgorithm.P256,
    "ES384": KeyAlgorithm.P384,
    RS256: RS256,
}
"""The algorithms read here, each with the one kind of key that it fits (RFC 7518, RFC 8037, RFC 9864)."""
_NAMES = {KeyAlgorithm.ED25519: "EdDSA", KeyAlgorithm.P256: "ES256", KeyAlgorithm.P384: "ES384"}

_PARTS = 3
_SHORT_HEADER = 512
_LONGEST_HEADER = 32 * 1024
_LONGEST_SIGNATURE = 2 * 1024
"""Symbols. A header may carry a chain of certificates; RSA of 8192 bits signs with 1366 symbols."""
# A header begins with '{', and then '"', white space or '}': so its first symbols are none but these, and no
# name of a host is taken for it. Padding and plain base64 are let through, to be told as what is wrong.
_COMPACT = re.compile(rb"e(?:y[A-DI-L]|w[k-r0-3]|3[0-3])[A-Za-z0-9+/=_-]*(?:\.[A-Za-z0-9+/=_-]*){2}")


@dataclass(frozen=True, slots=True)
class Jws:
    """A token in its parts, nothing of it checked. ``signing_input``: what the signature stands under."""

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def is_compact_jws(content: bytes) -> bool:
    """Whether ``content`` looks like a compact JWS, and like nothing else: three parts of base64."""
    return _COMPACT.fullmatch(content) is not None


def parse_jws(content: bytes) -> Jws:
    """The parts of a compact JWS whose algorithm is one that can be relied on. Its signature is not checked.

    1. size (TooLargeError ``too_large``), 2. three parts, 3. the header is one JSON object (RFC 7515, section
    5.2, steps 1 to 4), 4. ``alg`` is an algorithm of ``check_jws``: never ``none``, never a secret's
    (``jwt_algorithm``; RFC 8725, sections 3.1 and 3.2), 5. no extension is asked for: ``crit`` and ``b64``
    (``jwt_critical``; RFC 7515, section 4.1.11; RFC 7797), 6. payload and signature.
    Raises InvalidInputError with these codes, else with ``jwt_malformed``.
    """
    if len(content) > LARGEST_CONTENT:  # 1
        raise TooLargeError(f"The token is larger than {LARGEST_CONTENT // 1024} KB.")
    parts = content.split(b".", _PARTS)
    if len(parts) != _PARTS:  # 2
        raise malformed_token("it does not have three parts")
    protected, claims, signed = parts
    if len(protected) > _LONGEST_HEADER or len(signed) > _LONGEST_SIGNATURE:
        raise malformed_token("its header or its signature is longer than any")
    header = _read_header(protected)  # 3
    if not isinstance(header.get("alg"), str) or header["alg"] not in _FITTING:  # 4
        raise InvalidInputError(
            "The token names no algorithm that can be relied on.",
            code="jwt_algorithm",
            hint="EdDSA, ES256, ES384 and RS256 are read.",
        )
    for extension in ("crit", "b64"):  # 5
        if extension in header:
            raise InvalidInputError(
                f"The token asks for an extension that is not known here, by {extension}.",
                code="jwt_critical",
            )
    payload, signature = _decode(claims, "payload"), _decode(signed, "signature")  # 6
    if not payload:
        raise malformed_token("what it signs is not in it")
    return Jws(header, payload, content[: len(protected) + 1 + len(claims)], signature)


def check_jws(jws: Jws, public_key: PublicKey) -> None:
    """That the owner of ``public_key`` signed the token.

    1. the key is of the kind that the algorithm is for (ProofError ``jwt_key_confusion``; RFC 8725, section
    3.1), 2. the signature (ProofError ``signature_invalid``).
    """
    if jws.header.get("alg") not in algorithms_of(public_key):  # 1
        raise ProofError("The token's algorithm does not fit the key.", code="jwt_key_confusion")
    check_signature(public_key, jws.signature, jws.signing_input)  # 2


def sign_compact(claims: Mapping[str, Any], *, key: SigningKey, header: Mapping[str, Any]) -> bytes:
    """The compact JWS of ``claims``; ``alg`` is put before the ``header`` given.

    Raises InvalidInputError (``not_json``) for what JSON cannot write.
    """
    protected = encode_base64url(write_json({"alg": _NAMES[key.algorithm], **header}))
    signing_input = protected + b"." + encode_base64url(write_json(claims))
    return signing_input + b"." + encode_base64url(sign_bytes(key, signing_input))


def algorithms_of(public_key: PublicKey) -> frozenset[str]:
    """The names of the algorithms that a key signs by; none for a key that signs no token."""
    kind = _kind_of(public_key)
    return frozenset(name for name, fitting in _FITTING.items() if fitting == kind)


def malformed_token(why: str) -> InvalidInputError:
    """The error of a token without the form it must have; ``why`` ends its sentence."""
    return InvalidInputError(f"The token is malformed: {why}.", code="jwt_malformed")


def _kind_of(public_key: PublicKey) -> KeyAlgorithm | str | None:
    if isinstance(public_key, RSAPublicKey):
        return RS256 if public_key.key_size >= SHORTEST_MODULUS else None
    return algorithm_of(public_key)


def _read_header(protected: bytes) -> Mapping[str, Any]:
    return _read_short_header(protected) if len(protected) <= _SHORT_HEADER else _parse_header(protected)


def _parse_header(protected: bytes) -> Mapping[str, Any]:
    data = _decode(protected, "header")
    try:
        return MappingProxyType(parse_json_object(data))
    except InvalidInputError as error:
        raise malformed_token(f"its header cannot be read ({error.code})") from error


_read_short_header = lru_cache(maxsize=256)(_parse_header)
"""The tokens of one issuer have one header, read once."""


def _decode(part: bytes, name: str) -> bytes:
    try:
        return decode_base64url(part)
    except InvalidInputError as error:
        raise malformed_token(f"its {name} is not base64url without padding") from error
