"""What the verifier may ask of this house: keys, status bits, stored copies."""

from dataclasses import dataclass

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.status_list import StatusBits
from certsvc.domain.keys import IssuerKey
from certsvc.domain.records import CredentialRecord
from certsvc.storage import credentials, issuers, status_lists
from certsvc.storage.verifying import Evidence
from certsvc.verification.registry import StoredCopy


@dataclass(frozen=True, slots=True)
class OwnRegistry:
    """verification.Registry on our own storage; it answers for what we issued and nothing else."""

    addresses: Addresses

    def is_ours(self, issuer: str) -> bool:
        """Whether the DID is one of our issuers."""
        return issuers.find_issuer_partner(issuer) is not None

    def find_key(self, verification_method: str) -> IssuerKey | None:
        """The key that the DID URL names, active or retired."""
        did, _, multibase = verification_method.partition("#")
        return issuers.find_key(did, multibase)

    def find_status(self, list_url: str, index: int) -> bool | None:
        """Whether the bit is set; None when the list is not ours or has no such position."""
        number = self.addresses.find_status_list(list_url)
        stored = None if number is None else status_lists.find_status_list(number)
        if stored is None or not 0 <= index < stored.length:
            return None
        return StatusBits(stored.bits).is_set(index)

    def find_record(self, credential_url: str) -> StoredCopy | None:
        """The bytes we keep under that id, with the digest taken when they were signed."""
        credential_id = self.addresses.find_credential_id(credential_url)
        record = None if credential_id is None else credentials.find_credential(credential_id)
        if record is None:
            return None
        return self.copy_of(record)

    def copy_of(self, record: CredentialRecord) -> StoredCopy:
        """What is kept of a credential, and under which id."""
        return StoredCopy(
            content=record.signed_bytes,
            digest=record.digest,
            revocation=record.revocation,
            address=self.addresses.credential(record.id),
        )


@dataclass(frozen=True, slots=True)
class RegistryAtHand(OwnRegistry):
    """The same, for one credential whose evidence was looked up already; for all else it asks the tables."""

    evidence: Evidence

    def is_ours(self, issuer: str) -> bool:
        """Whether the DID is one of our issuers."""
        return issuer == self.evidence.key.issuer or super(RegistryAtHand, self).is_ours(issuer)

    def find_key(self, verification_method: str) -> IssuerKey | None:
        """The key that the DID URL names."""
        key = self.evidence.key
        if verification_method == key.verification_method:
            return key
        return super(RegistryAtHand, self).find_key(verification_method)

    def find_status(self, list_url: str, index: int) -> bool | None:
        """Whether the bit is set."""
        status = self.evidence.record.status
        if index == status.index and list_url == self.addresses.status_list(status.list_number):
            return self.evidence.is_revoked
        return super(RegistryAtHand, self).find_status(list_url, index)
