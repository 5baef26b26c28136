"""What this room asks of the house: keys, status, records. ``workflows`` binds it to storage."""

from dataclasses import dataclass
from typing import Protocol

from certsvc.domain.keys import IssuerKey
from certsvc.domain.records import Revocation


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A credential as we keep it: its bytes, the SHA-256 (hex) taken when they were signed, revocation.

    ``address``: the id that it is kept under, which must be the id that it says; empty: not compared.
    """

    content: bytes
    digest: str
    revocation: Revocation | None = None
    address: str = ""


class Registry(Protocol):
    """The house's own knowledge. Every answer is a look-up: no network, and nothing raised for odd texts."""

    def is_ours(self, issuer: str) -> bool:
        """Whether that DID is one of this service's issuers."""

    def find_key(self, verification_method: str) -> IssuerKey | None:
        """The key, active or retired, that the DID URL names."""

    def find_status(self, list_url: str, index: int) -> bool | None:
        """True: revoked; False: not; None: no such list of ours, or no such position in it."""

    def find_record(self, credential_url: str) -> StoredCopy | None:
        """What is stored under the credential's id, a URL."""
