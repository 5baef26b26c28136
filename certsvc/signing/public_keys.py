"""The public keys that this service reads: from whichever text a key came, it is made and checked here.

The library that verifies takes keys that the standards refuse: an Ed25519 point of small order "verifies"
a signature that nobody made. What cannot be a key of anybody is refused before it verifies anything.
"""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurve,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey

ED25519_BYTES = 32
COORDINATE_BYTES = {KeyAlgorithm.P256: 32, KeyAlgorithm.P384: 48}
SHORTEST_MODULUS, LONGEST_MODULUS = 2048, 8192
"""Bits. RFC 7518, section 3.3 asks for 2048; longer than 8192 only costs time."""
_LARGEST_EXPONENT = 2**32

_CURVES: dict[KeyAlgorithm, EllipticCurve] = {KeyAlgorithm.P256: SECP256R1(), KeyAlgorithm.P384: SECP384R1()}
_CURVE_ALGORITHMS = {curve.name: algorithm for algorithm, curve in _CURVES.items()}

# RFC 8032, section 5.1: the field's prime, and the d of the curve.
_PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SQUARE_POWER = (_PRIME - 1) // 2


def algorithm_of(key: PublicKey) -> KeyAlgorithm | None:
    """What the key is; None where an issuer of this service has no such keys: RSA, and other curves."""
    if isinstance(key, Ed25519PublicKey):
        return KeyAlgorithm.ED25519
    if isinstance(key, EllipticCurvePublicKey):
        return _CURVE_ALGORITHMS.get(key.curve.name)
    return None


def read_ed25519_key(data: bytes) -> Ed25519PublicKey:
    """The key that 32 bytes are (RFC 8032, section 5.1.3). Raises InvalidInputError (``malformed_key``).

    1. its y is smaller than the prime, 2. it lies on the curve, 3. it has no small order: eight times it is
    not the neutral point, else it would "verify" signatures without a private key.
    """
    if len(data) != ED25519_BYTES:
        raise malformed_key(f"an Ed25519 public key has {ED25519_BYTES} bytes, not {len(data)}")
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _PRIME:  # 1
        raise malformed_key("its coordinate is beyond the field")
    y_square = y * y % _PRIME
    x_square = (y_square - 1) * pow(_D * y_square + 1, -1, _PRIME) % _PRIME
    if x_square and pow(x_square, _SQUARE_POWER, _PRIME) != 1:  # 2
        raise malformed_key("it is not a point of the curve")
    if _is_of_small_order(x_square, y_square):  # 3
        raise malformed_key("it is a point of small order, for which anybody can sign")
    return Ed25519PublicKey.from_public_bytes(data)


def read_ec_key(algorithm: KeyAlgorithm, point: bytes) -> EllipticCurvePublicKey:
    """The key at a point of P-256 or P-384, in SEC 1's text, compressed or not (SEC 1, section 2.3.4).

    Raises InvalidInputError (``malformed_key``) for what is no point of that curve, infinity included.
    """
    curve = _CURVES.get(algorithm)
    if curve is None:
        raise malformed_key(f"{algorithm} has no points of this kind")
    try:
        return EllipticCurvePublicKey.from_encoded_point(curve, point)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise malformed_key(f"it is not a point of the curve {algorithm}") from error


def read_rsa_key(modulus: int, exponent: int) -> RSAPublicKey:
    """The RSA key of 2048 to 8192 bits. Raises InvalidInputError (``malformed_key``)."""
    if modulus < 0 or not SHORTEST_MODULUS <= modulus.bit_length() <= LONGEST_MODULUS:
        raise malformed_key(f"an RSA modulus has {SHORTEST_MODULUS} to {LONGEST_MODULUS} bits")
    if modulus % 2 == 0 or exponent % 2 == 0 or not 3 <= exponent <= _LARGEST_EXPONENT:  # noqa: PLR2004  # the least
        raise malformed_key("its modulus is even, or its exponent is even, below 3 or above 2^32")
    try:
        return RSAPublicNumbers(exponent, modulus).public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise malformed_key("it is no RSA key") from error


def malformed_key(why: str) -> InvalidInputError:
    """The error of a key that cannot be read; ``why`` ends its sentence."""
    return InvalidInputError(f"The key cannot be read: {why}.", code="malformed_key")


def _is_of_small_order(x_square: int, y_square: int) -> bool:
    """Whether eight times the point is neutral; its squares are enough to tell.

    On -x² + y² = 1 + d x² y² doubling gives y' = (y² + x²) / (2 - y² + x²) and x'² from the curve. The points
    of order 1, 2, 4 and 8 are those that three doublings bring to (0, 1).
    """
    for _ in range(3):
        y = (y_square + x_square) * pow(2 - y_square + x_square, -1, _PRIME) % _PRIME
        y_square = y * y % _PRIME
        x_square = (y_square - 1) * pow(_D * y_square + 1, -1, _PRIME) % _PRIME
    return y == 1
