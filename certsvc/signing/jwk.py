"""Public keys as JSON Web Keys (RFC 7517; RFC 7518, section 6; RFC 8037, section 2)."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.base64url import decode_base64url, encode_base64url
from certsvc.signing.jws import algorithms_of
from certsvc.signing.public_keys import (
    COORDINATE_BYTES,
    ED25519_BYTES,
    LONGEST_MODULUS,
    PublicKey,
    algorithm_of,
    malformed_key,
    read_ec_key,
    read_ed25519_key,
    read_rsa_key,
)

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of private and secret keys (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1)."""
_CURVES = {algorithm.value: algorithm for algorithm in COORDINATE_BYTES}
_LONGEST_EXPONENT = 5


def read_jwk(value: object) -> PublicKey:
    """The public key of a JWK: OKP of Ed25519, EC of P-256 or P-384, RSA of 2048 to 8192 bits.

    1. an object, 2. without a private member, 3. the key itself, 4. for signatures: by ``use``, ``key_ops``
    (RFC 7517, sections 4.2 and 4.3) and ``alg`` (4.4), where they are there.
    Raises InvalidInputError (``malformed_key``). That a key came with a token says nothing of whose it is.
    """
    if not isinstance(value, Mapping):  # 1
        raise malformed_key("it is no JSON Web Key, which is an object")
    if not _PRIVATE.isdisjoint(value):  # 2
        raise malformed_key("it holds private parts, so it is nobody's secret any more")
    match value.get("kty"):  # 3
        case "OKP":
            key = _read_okp(value)
        case "EC":
            key = _read_ec(value)
        case "RSA":
            key = _read_rsa(value)
        case _:
            raise malformed_key("its kty is not OKP, EC or RSA")
    _check_use(value, key)  # 4
    return key


def jwk_of(key: PublicKey) -> dict[str, Any]:
    """The JWK of a public key, required members only, in the order of a thumbprint (RFC 7638, section 3).

    Raises InvalidInputError (``malformed_key``) for a key of another curve.
    """
    if isinstance(key, Ed25519PublicKey):
        return {"crv": KeyAlgorithm.ED25519.value, "kty": "OKP", "x": _text(key.public_bytes_raw())}
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        return {"e": _text(_unsigned(numbers.e)), "kty": "RSA", "n": _text(_unsigned(numbers.n))}
    algorithm = algorithm_of(key)
    if algorithm is None:
        raise malformed_key("keys of its curve are not written here")
    size, point = COORDINATE_BYTES[algorithm], key.public_numbers()
    x, y = point.x.to_bytes(size, "big"), point.y.to_bytes(size, "big")
    return {"crv": algorithm.value, "kty": "EC", "x": _text(x), "y": _text(y)}


def _read_okp(members: Mapping[str, Any]) -> PublicKey:
    if members.get("crv") != KeyAlgorithm.ED25519:
        raise malformed_key("its crv is not Ed25519")
    return read_ed25519_key(_bytes(members, "x", ED25519_BYTES))


def _read_ec(members: Mapping[str, Any]) -> PublicKey:
    curve = members.get("crv")
    algorithm = _CURVES.get(curve) if isinstance(curve, str) else None
    if algorithm is None:
        raise malformed_key("its crv is not P-256 or P-384")
    size = COORDINATE_BYTES[algorithm]
    x, y = _bytes(members, "x", size), _bytes(members, "y", size)
    if len(x) != size or len(y) != size:
        raise malformed_key(f"a coordinate of {algorithm} has {size} bytes")
    return read_ec_key(algorithm, b"\x04" + x + y)


def _read_rsa(members: Mapping[str, Any]) -> PublicKey:
    modulus = _bytes(members, "n", LONGEST_MODULUS // 8)
    exponent = _bytes(members, "e", _LONGEST_EXPONENT)
    if modulus[:1] in {b"", b"\0"} or exponent[:1] in {b"", b"\0"}:
        raise malformed_key("a number is not written in as few bytes as it needs")
    return read_rsa_key(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))


def _check_use(members: Mapping[str, Any], key: PublicKey) -> None:
    if members.get("use", "sig") != "sig":
        raise malformed_key("its use is not signatures")
    operations = members.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise malformed_key("its key_ops do not let it verify")
    if "alg" in members and members["alg"] not in tuple(algorithms_of(key)):
        raise malformed_key("its alg is none that it verifies by")


def _bytes(members: Mapping[str, Any], name: str, most: int) -> bytes:
    text = members.get(name)
    if not isinstance(text, str) or not text.isascii() or len(text) > 2 * most:
        raise malformed_key(f"its {name} is missing, too long or no text")
    try:
        return decode_base64url(text.encode())
    except InvalidInputError as error:
        raise malformed_key(f"its {name} is not base64url without padding") from error


def _text(data: bytes) -> str:
    return encode_base64url(data).decode()


def _unsigned(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
