"""Public halves of issuer keys; private halves live in ``keys/`` alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from certsvc.domain.identifiers import Did, Multibase


class KeyState(StrEnum):
    """A retired key signs no more and still verifies what it signed before; a compromised one does neither.

    What a compromised key signed counts only where our own record shows that it is older than the theft.
    """

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class KeyAlgorithm(StrEnum):
    """What a key is; the one that signs by default comes first."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """The public half of an issuer's key. Times are aware.

    ``compromised_since``: when it may have been stolen.
    """

    issuer: Did
    multibase: Multibase
    algorithm: KeyAlgorithm
    state: KeyState
    created_at: datetime
    retired_at: datetime | None = None
    compromised_since: datetime | None = None

    @property
    def verification_method(self) -> str:
        """The DID URL of the key: the fragment is the key itself."""
        return f"{self.issuer}#{self.multibase}"
