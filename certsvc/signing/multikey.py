"""Public keys as Multikey text, such as ``z6Mk…`` (Controlled Identifiers 1.0, section 2.2.2)."""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certsvc.domain.identifiers import Multibase
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.base58 import decode_base58, encode_base58
from certsvc.signing.public_keys import (
    COORDINATE_BYTES,
    ED25519_BYTES,
    PublicKey,
    algorithm_of,
    malformed_key,
    read_ec_key,
    read_ed25519_key,
)

_HEADERS = {
    KeyAlgorithm.ED25519: b"\xed\x01",
    KeyAlgorithm.P256: b"\x80\x24",
    KeyAlgorithm.P384: b"\x81\x24",
}
"""The multicodecs ``ed25519-pub``, ``p256-pub`` and ``p384-pub`` as varints of two bytes."""
_HEADER_BYTES = 2
_ALGORITHMS = {header: algorithm for algorithm, header in _HEADERS.items()}
_KEY_BYTES = {
    KeyAlgorithm.ED25519: ED25519_BYTES,
    **{algorithm: 1 + size for algorithm, size in COORDINATE_BYTES.items()},
}
"""An elliptic-curve key is its compressed point: one byte for the sign, then x."""


def encode_ed25519(public: bytes) -> Multibase:
    """The Multikey of a raw public key of 32 bytes. Raises InvalidInputError (``malformed_key``)."""
    if len(public) != ED25519_BYTES:
        raise malformed_key(f"an Ed25519 public key has {ED25519_BYTES} bytes, not {len(public)}")
    return Multibase("z" + encode_base58(_HEADERS[KeyAlgorithm.ED25519] + public))


def encode_multikey(key: PublicKey) -> Multibase:
    """The Multikey of a public key. Raises InvalidInputError (``malformed_key``) for RSA and other curves."""
    algorithm = algorithm_of(key)
    if isinstance(key, Ed25519PublicKey):
        return encode_ed25519(key.public_bytes_raw())
    if algorithm is None:
        raise malformed_key("keys of its kind have no Multikey here")
    point = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return Multibase("z" + encode_base58(_HEADERS[algorithm] + point))


@lru_cache(maxsize=1024)
def decode_multikey(text: str) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """The public key that ``text`` holds; the same object for the same text, as long as it is remembered.

    Raises InvalidInputError (``malformed_key``) for what is no Multikey of Ed25519, P-256 or P-384.
    """
    if not text.startswith("z"):
        raise malformed_key("it is no Multikey, which begins with 'z'")
    try:
        data = decode_base58(text[1:])
    except InvalidInputError as error:
        raise malformed_key("it is not base58") from error
    algorithm = _ALGORITHMS.get(data[:_HEADER_BYTES])
    if algorithm is None:
        raise malformed_key("it is not marked as a public key of Ed25519, P-256 or P-384")
    public = data[_HEADER_BYTES:]
    if len(public) != _KEY_BYTES[algorithm]:
        raise malformed_key(f"a {algorithm} Multikey has {_KEY_BYTES[algorithm]} bytes, not {len(public)}")
    if algorithm is KeyAlgorithm.ED25519:
        return read_ed25519_key(public)
    return read_ec_key(algorithm, public)
