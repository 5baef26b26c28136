"""A key is made: its file first, then its public half, so that no public key lacks its file."""

from certsvc.domain.access import Actor
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.storage import events, issuers
from certsvc.workflows.issuing_parts import did_of
from certsvc.workflows.services import Services


def make_key(
    services: Services, partner: Partner, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519, *, by: Actor
) -> IssuerKey:
    """Inside a transaction: a fresh active key. If the transaction fails, an unused file stays behind."""
    did = did_of(services, partner)
    label = "secretariat" if partner.kind is PartnerKind.SECRETARIAT else f"centre-{partner.code}"
    key = IssuerKey(
        issuer=did,
        multibase=services.keys.create_key(did, label, algorithm),
        algorithm=algorithm,
        state=KeyState.ACTIVE,
        created_at=services.now(),
    )
    issuers.add_key(key)
    events.add_event(
        events.Event(
            key.created_at, by.name, "made", "key", key.multibase, {"issuer": did, "algorithm": algorithm}
        )
    )
    return key
