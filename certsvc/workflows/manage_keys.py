"""Issuer keys: made, listed, rotated, declared compromised."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.access import Actor
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.partners import Partner
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import credential_selection, events, issued_documents, issuers, partners
from certsvc.storage.database import transaction
from certsvc.workflows.issuing_parts import did_of
from certsvc.workflows.making_keys import make_key
from certsvc.workflows.manage_centres import check_secretariat
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import sign_lists_anew


@dataclass(frozen=True, slots=True)
class CompromisedKey:
    """A key that was declared compromised, and what is to be done about it.

    ``successor``: the key that was made in its place, None if it signed no more anyway. Standing
    credentials that it signed: ``signed`` in all, ``signed_since`` of them since the theft; ``documents``
    over the VC-API.
    """

    key: IssuerKey
    successor: IssuerKey | None
    signed: int
    signed_since: int
    documents: int


def create_key(
    services: Services,
    centre: PartnerCode | None,
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519,
    *,
    by: Actor,
) -> IssuerKey:
    """A key for the secretariat (None) or a centre that has no active one of that kind.

    Raises ConflictError (``active_key_exists``), NotFoundError, NotAllowedError.
    """
    check_secretariat(by)
    with transaction():
        partner = _partner(centre)
        issuers.put_issuer(did_of(services, partner), partner.code)
        if issuers.find_active_key(did_of(services, partner), algorithm) is not None:
            raise ConflictError(
                f"{partner.code} has an active key of the kind {algorithm} already.",
                code="active_key_exists",
                hint="'certsvc keys rotate' replaces it.",
            )
        return make_key(services, partner, algorithm, by=by)


def list_keys() -> tuple[IssuerKey, ...]:
    """All, by issuer and then newest first."""
    return issuers.list_keys()


def get_active_key(
    services: Services, centre: PartnerCode | None, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519
) -> IssuerKey:
    """What signs for the secretariat (None) or a centre now. Raises NotFoundError."""
    return issuers.get_active_key(did_of(services, _partner(centre)), algorithm)


def rotate_key(
    services: Services,
    centre: PartnerCode | None,
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519,
    *,
    by: Actor,
) -> IssuerKey:
    """Make a new key and retire the active one of that kind, which goes on verifying what it signed.

    The issuer's status lists are signed anew. Raises NotFoundError (no active key, no such centre),
    NotAllowedError.
    """
    check_secretariat(by)
    with transaction():
        partner = _partner(centre)
        retiring = issuers.lock_active_key(did_of(services, partner), algorithm, to_retire=True)
        at = services.now()
        issuers.retire_key(retiring.multibase, at)
        events.add_event(events.Event(at, by.name, "retired", "key", retiring.multibase, {}))
        made = make_key(services, partner, algorithm, by=by)
        _replace_on_lists(services, retiring)
    return made


def compromise_key(services: Services, multibase: str, *, since: datetime, by: Actor) -> CompromisedKey:
    """Declare that others may have signed with the key ``since`` then (aware); for good.

    In one transaction: 1. the key, active or retired, counts no more (said again, ``since`` moves to
    earlier times only); 2. an active one gets a successor; 3. status lists are signed anew, lest
    everything on them became unverifiable; 4. the log knows.
    Raises NotFoundError (``unknown_key``), InvalidInputError (``since_in_future``), NotAllowedError.
    """
    check_secretariat(by)
    with transaction():
        key = issuers.lock_key(multibase)
        if key is None:
            raise NotFoundError(
                f"There is no key '{multibase[:80]}'.",
                code="unknown_key",
                hint="'certsvc keys list' shows them.",
            )
        at = services.now()
        if since > at:
            raise InvalidInputError("A key cannot be known to be stolen later on.", code="since_in_future")
        if key.compromised_since is not None:
            since = min(since, key.compromised_since)
        if since != key.compromised_since:
            issuers.mark_compromised(key.multibase, since=since, at=at)  # 1
            detail = {"since": since.isoformat()}
            events.add_event(events.Event(at, by.name, "compromised", "key", key.multibase, detail))  # 4
        successor = None
        if key.state is KeyState.ACTIVE:
            successor = make_key(services, _owner(key), key.algorithm, by=by)  # 2
        _replace_on_lists(services, key)  # 3
    return _compromised(key, successor)


def _compromised(key: IssuerKey, successor: IssuerKey | None) -> CompromisedKey:
    now = issuers.find_key(key.issuer, key.multibase)
    if now is None or now.compromised_since is None:
        raise NotFoundError("The key is gone.", code="unknown_key")
    return CompromisedKey(
        key=now,
        successor=successor,
        signed=credential_selection.count_signed_with(key.multibase),
        signed_since=credential_selection.count_signed_with(key.multibase, since=now.compromised_since),
        documents=issued_documents.count_signed_with(key.multibase),
    )


def _replace_on_lists(services: Services, key: IssuerKey) -> None:
    """Status lists are signed with keys of this one kind, and served for as long as credentials are shown."""
    if key.algorithm is KeyAlgorithm.ED25519:
        sign_lists_anew(services, key.issuer)


def _owner(key: IssuerKey) -> Partner:
    code = issuers.find_issuer_partner(key.issuer)
    return _partner(code)


def _partner(centre: PartnerCode | None) -> Partner:
    if centre is None:
        return partners.get_secretariat()
    partner = partners.find_partner(centre)
    if partner is None:
        raise NotFoundError(f"There is no centre '{centre[:40]}'.")
    return partner
