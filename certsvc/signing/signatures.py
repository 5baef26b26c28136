"""Plain signatures over bytes, in the form that JOSE and the cryptosuites share.

Ed25519: 64 bytes (RFC 8032). P-256 and P-384: r and s side by side (RFC 7518, section 3.4; Data Integrity
ECDSA Cryptosuites 1.0, section 3.2.6). RSA: PKCS#1 v1.5 with SHA-256 (RFC 7518, section 3.3).
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.public_keys import COORDINATE_BYTES, PublicKey, algorithm_of
from certsvc.signing.signing_key import SigningKey

_HASHES: dict[KeyAlgorithm, HashAlgorithm] = {KeyAlgorithm.P256: SHA256(), KeyAlgorithm.P384: SHA384()}


def sign_bytes(key: SigningKey, data: bytes) -> bytes:
    """The signature of ``data``; the same every time, for ECDSA too (RFC 6979): no randomness to go wrong."""
    private_key = key.private_key
    if isinstance(private_key, Ed25519PrivateKey):
        return private_key.sign(data)
    algorithm = key.algorithm
    der = private_key.sign(data, ECDSA(_HASHES[algorithm], deterministic_signing=True))
    size = COORDINATE_BYTES[algorithm]
    return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(der))


def check_signature(public_key: PublicKey, signature: bytes, data: bytes) -> None:
    """That ``public_key``'s owner made ``signature`` over ``data``.

    Raises ProofError (``signature_invalid``), InvalidInputError (``malformed_key``) for another curve's key.
    """
    try:
        if isinstance(public_key, Ed25519PublicKey):
            public_key.verify(signature, data)
        elif isinstance(public_key, EllipticCurvePublicKey):
            _check_ecdsa(public_key, signature, data)
        else:
            public_key.verify(signature, data, PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise ProofError(
            "The signature does not fit what it stands under: one of them was changed after signing.",
            code="signature_invalid",
        ) from error


def _check_ecdsa(public_key: EllipticCurvePublicKey, signature: bytes, data: bytes) -> None:
    algorithm = algorithm_of(public_key)
    if algorithm is None:
        raise InvalidInputError("Signatures of that curve are not read here.", code="malformed_key")
    size = COORDINATE_BYTES[algorithm]
    if len(signature) != 2 * size:
        raise InvalidSignature
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    public_key.verify(encode_dss_signature(r, s), data, ECDSA(_HASHES[algorithm]))
