"""Issuer keys: made, listed, rotated."""

from certsvc.domain.access import Actor
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import IssuerKey
from certsvc.domain.partners import Partner
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import events, issuers, partners
from certsvc.storage.database import transaction
from certsvc.workflows.issuing_parts import did_of
from certsvc.workflows.making_keys import make_key
from certsvc.workflows.manage_centres import check_secretariat
from certsvc.workflows.services import Services


def create_key(services: Services, centre: PartnerCode | None, *, by: Actor) -> IssuerKey:
    """The key of the secretariat (None) or a centre that has no active one.

    Raises ConflictError (``active_key_exists``), NotFoundError, NotAllowedError.
    """
    check_secretariat(by)
    with transaction():
        partner = _partner(centre)
        issuers.put_issuer(did_of(services, partner), partner.code)
        if issuers.find_active_key(did_of(services, partner)) is not None:
            raise ConflictError(
                f"{partner.code} has an active key already.",
                code="active_key_exists",
                hint="'certsvc keys rotate' replaces it.",
            )
        return make_key(services, partner, by=by)


def list_keys() -> tuple[IssuerKey, ...]:
    """All, by issuer and then newest first."""
    return issuers.list_keys()


def rotate_key(services: Services, centre: PartnerCode | None, *, by: Actor) -> IssuerKey:
    """Make a new key and retire the active one, which goes on verifying what it signed.

    Raises NotFoundError (no active key, no such centre), NotAllowedError.
    """
    check_secretariat(by)
    with transaction():
        partner = _partner(centre)
        retiring = issuers.lock_active_key(did_of(services, partner), to_retire=True)
        at = services.now()
        issuers.retire_key(retiring.multibase, at)
        events.add_event(events.Event(at, by.name, "retired", "key", retiring.multibase, {}))
        return make_key(services, partner, by=by)


def _partner(centre: PartnerCode | None) -> Partner:
    if centre is None:
        return partners.get_secretariat()
    partner = partners.find_partner(centre)
    if partner is None:
        raise NotFoundError(f"There is no centre '{centre[:40]}'.")
    return partner
