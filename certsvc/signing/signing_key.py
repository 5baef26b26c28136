"""An opened issuer key: what signing needs, and nothing that a log could show."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.domain.identifiers import Did, Multibase
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.multikey import encode_multikey
from certsvc.signing.public_keys import algorithm_of

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half of ``issuer``'s key ``multibase``; its repr shows the public half only."""

    issuer: Did
    multibase: Multibase
    private_key: PrivateKey = field(repr=False)

    @property
    def verification_method(self) -> str:
        """The DID URL of the key, as it stands in a proof."""
        return f"{self.issuer}#{self.multibase}"

    @property
    def algorithm(self) -> KeyAlgorithm:
        """What the key is. Raises InvalidInputError (``malformed_key``) for a curve that no issuer uses."""
        algorithm = algorithm_of(self.private_key.public_key())
        if algorithm is None:
            raise InvalidInputError("No issuer signs with keys of that curve.", code="malformed_key")
        return algorithm


def generate_key(algorithm: KeyAlgorithm) -> PrivateKey:
    """A new private key, from the system's randomness."""
    match algorithm:
        case KeyAlgorithm.ED25519:
            return Ed25519PrivateKey.generate()
        case KeyAlgorithm.P256:
            return generate_private_key(SECP256R1())
        case KeyAlgorithm.P384:
            return generate_private_key(SECP384R1())


def public_multibase(private_key: PrivateKey) -> Multibase:
    """The Multikey of the public half. Raises InvalidInputError (``malformed_key``) for other curves."""
    return encode_multikey(private_key.public_key())
