"""What the verifier may ask: of this house what it keeps, of others what they publish."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.status_list import StatusBits
from certsvc.domain.verdicts import Successor
from certsvc.errors import InvalidInputError
from certsvc.signing.jcs import canonical_json
from certsvc.storage import issued_documents, issuers, recognised_issuers, status_lists, verifying
from certsvc.storage.verifying import Evidence
from certsvc.verification.checks import id_of
from certsvc.verification.own_keys import known_key
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey, Recognition, StoredCopy, Unavailable
from certsvc.workflows.disclosure import shown_revocation
from certsvc.workflows.resolving import Resolver
from certsvc.workflows.succession import find_successor


@dataclass(slots=True)
class HouseRegistry:
    """verification.Registry on our own storage and, for what is not ours, on the resolver.

    ``evidence`` is what was looked up for the credential at hand, in one statement: questions that it
    answers are not asked of the tables again.
    """

    addresses: Addresses
    resolver: Resolver
    evidence: Evidence | None = None

    def is_ours(self, issuer: str) -> bool:
        """Whether the DID is one of our issuers."""
        if self.evidence is not None and issuer == self.evidence.key.issuer:
            return True
        return self.addresses.is_issuer(issuer) and issuers.find_issuer_partner(issuer) is not None

    def find_key(self, verification_method: str) -> KnownKey | Unavailable:
        """The key that the DID URL names: ours from the tables, of others as their DID's document has it."""
        if self.evidence is not None and verification_method == self.evidence.key.verification_method:
            return known_key(self.evidence.key)
        did, _, multibase = verification_method.partition("#")
        if not self.is_ours(did):
            return self.resolver.find_key(verification_method)
        key = issuers.find_key(did, multibase)
        return Unavailable(Reason.KEY_UNKNOWN) if key is None else known_key(key)

    def find_keys(self, controller: str) -> tuple[KnownKey, ...] | Unavailable:
        """All keys of a DID."""
        if not self.is_ours(controller):
            return self.resolver.find_keys(controller)
        return tuple(known_key(key) for key in issuers.list_keys() if key.issuer == controller)

    def find_status(self, list_url: str, index: int) -> bool | None:
        """Whether the bit is set; None when the list is not ours or has no such position."""
        number = self.addresses.find_status_list(list_url)
        if self.evidence is not None:
            status = self.evidence.record.status
            if index == status.index and number == status.list_number:
                return self.evidence.is_revoked
        stored = None if number is None else status_lists.find_status_list(number)
        if stored is None or not 0 <= index < stored.length:
            return None
        return StatusBits(stored.bits).is_set(index)

    def find_status_list(self, list_url: str, max_age: timedelta | None = None) -> bytes | Unavailable:
        """The status list of others, fetched."""
        return self.resolver.find_status_list(list_url, max_age)

    def find_recognition(self, issuer: str) -> Recognition | None:
        """Whether we or a registry that we rely on recognise the issuer."""
        found = recognised_issuers.find_recognised(issuer)
        if found is None:
            return None
        return Recognition(found.entry.name, found.registry or self.addresses.base_url.partition("://")[2])

    def find_record(self, credential_url: str, document: Mapping[str, Any]) -> StoredCopy | None:
        """What we keep under that id, or as this very document, which has an id of others or none."""
        self.evidence = None
        credential_id = self.addresses.find_credential_id(credential_url)
        if credential_id is not None:
            self.evidence = verifying.find_evidence(credential_id)
            if self.evidence is not None:
                return self.copy_of(self.evidence)
        if self.is_ours(id_of(document.get("issuer")) or ""):
            return _find_issued(document)
        return None

    def copy_of(self, evidence: Evidence) -> StoredCopy:
        """What is kept of a credential, and its id; why it was revoked as its holder lets it be told."""
        record = evidence.record
        return StoredCopy(
            content=record.signed_bytes,
            digest=record.digest,
            revocation=shown_revocation(record.revocation, evidence.visibility),
            address=self.addresses.credential(record.id),
            issued_at=record.issued_at,
            canonical_digest=record.canonical_digest if record.erased_at else "",
        )

    def find_successor(self, credential_url: str) -> Successor | None:
        """The end of the chain of those that took its place."""
        credential_id = self.addresses.find_credential_id(credential_url)
        found = None if credential_id is None else find_successor(credential_id)
        if found is None:
            return None
        return Successor(found.code, self.addresses.verification(found.code), found.issued_at)


def _find_issued(document: Mapping[str, Any]) -> StoredCopy | None:
    """What was signed over the VC-API, by what it says."""
    try:
        digest = hashlib.sha256(canonical_json(document)).hexdigest()
    except InvalidInputError:
        return None
    found = issued_documents.find_by_digest(digest)
    if found is None:
        return None
    return StoredCopy(
        content=found.signed_bytes,
        digest=hashlib.sha256(found.signed_bytes).hexdigest(),
        revocation=found.revocation,
        issued_at=found.issued_at,
    )
