"""An opened issuer key: what signing needs, and nothing that a log could show."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.domain.identifiers import Did, Multibase
from certsvc.signing.multikey import encode_ed25519


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half of ``issuer``'s key ``multibase``; its repr shows the public half only."""

    issuer: Did
    multibase: Multibase
    private_key: Ed25519PrivateKey = field(repr=False)

    @property
    def verification_method(self) -> str:
        """The DID URL of the key, as it stands in a proof."""
        return f"{self.issuer}#{self.multibase}"


def public_multibase(private_key: Ed25519PrivateKey) -> Multibase:
    """The Multikey of the public half."""
    return encode_ed25519(private_key.public_key().public_bytes_raw())
