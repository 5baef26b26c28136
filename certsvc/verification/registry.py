"""What this room asks of the house: issuers, keys, status, recognition, records. ``workflows`` binds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from certsvc.domain.records import Revocation
from certsvc.domain.verdicts import Successor
from certsvc.signing.public_keys import PublicKey
from certsvc.verification.reasons import Reason


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A credential as we keep it: its bytes, the SHA-256 (hex) taken when they were signed, revocation.

    ``address``: the id that it is kept under, which must be the id that it says; empty: not compared.
    ``issued_at``: when, by our own record; what shows that it is older than the theft of a key.
    ``canonical_digest``: of ``signing.jcs.canonical_digest``, where the holder's data were erased:
    ``content`` is empty then, and this is all that is known of what it said. Empty for every other.
    """

    content: bytes
    digest: str
    revocation: Revocation | None = None
    address: str = ""
    issued_at: datetime | None = None
    canonical_digest: str = ""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that its controller publishes. Times are aware.

    ``compromised_since``: from when on it counts no more, stolen or withdrawn.
    ``purposes``: the verification relationships that list it, such as ``assertionMethod``.
    """

    verification_method: str
    controller: str
    public_key: PublicKey
    purposes: frozenset[str]
    retired_at: datetime | None = None
    compromised_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why something is not known; ``detail`` is one sentence, empty for the reason's own."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """That a registry lists an issuer: under which name, and whose registry it is."""

    name: str
    registry: str


class Registry(Protocol):
    """The house's own knowledge and what it may fetch. Nothing is raised for odd texts."""

    def is_ours(self, issuer: str) -> bool:
        """Whether that DID is one of this service's issuers."""

    def find_key(self, verification_method: str) -> KnownKey | Unavailable:
        """The key, active or not, that the DID URL names, as its DID's own document has it."""

    def find_keys(self, controller: str) -> tuple[KnownKey, ...] | Unavailable:
        """Every key that the DID's own document has."""

    def find_status(self, list_url: str, index: int) -> bool | None:
        """Of a list of ours. True: revoked; False: not; None: no such list of ours, or no such position."""

    def find_status_list(self, list_url: str, max_age: timedelta | None = None) -> bytes | Unavailable:
        """The status list credential of others at that address, as it was served at most ``max_age`` ago."""

    def find_recognition(self, issuer: str) -> Recognition | None:
        """Whether a registry that we rely on lists the issuer, a DID."""

    def find_record(self, credential_url: str, document: Mapping[str, Any]) -> StoredCopy | None:
        """What is stored under the credential's id, a URL; else the stored copy that is ``document``."""

    def find_successor(self, credential_url: str) -> Successor | None:
        """Of a revoked one of ours: the last of those that took its place. Asked of no other."""
