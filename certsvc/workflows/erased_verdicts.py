"""A code is asked for whose holder has had her data erased: what is left says what it can."""

from datetime import datetime

from certsvc.domain.verdicts import Remains, Verdict
from certsvc.storage import issuers, partners
from certsvc.storage.verifying import Evidence
from certsvc.verification.erased import ErasedRecord, verdict_on_erased
from certsvc.verification.own_keys import known_key
from certsvc.verification.registry import Registry


def verify_erased(registry: Registry, evidence: Evidence, *, address: str, now: datetime) -> Verdict:
    """The verdict on a record without its document. ``address``: the credential's own. ``now`` is aware."""
    record = evidence.record
    partner = issuers.find_issuer_partner(record.issuer)
    issuer = None if partner is None else partners.find_partner(partner)
    remains = Remains(
        issuer=record.issuer,
        issuer_names=None if issuer is None else issuer.names,
        issued_at=record.issued_at,
        valid_until=record.valid_until,
    )
    erased = ErasedRecord(
        remains=remains,
        key=known_key(evidence.key),
        revocation=record.revocation,
        is_revoked=evidence.is_revoked,
        superseded_by=registry.find_successor(address) if record.revocation else None,
    )
    return verdict_on_erased(erased, now)
