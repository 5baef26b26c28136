"""Public halves of issuer keys; private halves live in ``keys/`` alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from certsvc.domain.identifiers import Did, Multibase


class KeyState(StrEnum):
    """A retired key signs no more and still verifies what it signed before."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """The public half of an issuer's key. ``algorithm`` is ``Ed25519``."""

    issuer: Did
    multibase: Multibase
    algorithm: str
    state: KeyState
    created_at: datetime
    retired_at: datetime | None = None

    @property
    def verification_method(self) -> str:
        """The DID URL of the key: the fragment is the key itself."""
        return f"{self.issuer}#{self.multibase}"
