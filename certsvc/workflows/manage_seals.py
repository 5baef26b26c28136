"""Seals of issuers: made, brought, listed."""

from certsvc.domain.access import Actor
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import Partner
from certsvc.domain.texts import FALLBACK_LANGUAGE
from certsvc.errors import NotFoundError
from certsvc.sealing.seals import Seal
from certsvc.storage import events, partners
from certsvc.storage.database import transaction
from certsvc.workflows.issuing_parts import did_of
from certsvc.workflows.manage_centres import check_secretariat
from certsvc.workflows.seal_certificate import label_of, seal_ring_of
from certsvc.workflows.services import Services


def create_seal(services: Services, centre: PartnerCode | None, *, by: Actor) -> Seal:
    """A new self-signed seal of the secretariat (None) or a centre, for five years. It seals from now on.

    What older ones sealed goes on being known. Raises NotFoundError, NotAllowedError, UnavailableError,
    SettingsError.
    """
    check_secretariat(by)
    with transaction():
        partner = _partner(centre)
        did = did_of(services, partner)
        name = partner.names.in_language(FALLBACK_LANGUAGE)
        seal = seal_ring_of(services).create_seal(
            label_of(services, did), name=name, did=did, at=services.now()
        )
        _note(services, "made", seal, by)
    return seal


def import_seal(
    services: Services, centre: PartnerCode | None, content: bytes, *, password: bytes | None, by: Actor
) -> Seal:
    """The operator's own seal, from PKCS#12 or PEM. It seals from now on, until it expires.

    Raises InvalidInputError (see ``read_seal``), ConflictError (``seal_exists``), NotFoundError,
    NotAllowedError, UnavailableError, SettingsError.
    """
    check_secretariat(by)
    with transaction():
        label = label_of(services, did_of(services, _partner(centre)))
        seal = seal_ring_of(services).import_seal(label, content, password=password, at=services.now())
        _note(services, "brought", seal, by)
    return seal


def list_seals(services: Services) -> tuple[tuple[Seal, bool], ...]:
    """All, by issuer and then newest first, each with whether it is the one that seals now."""
    ring, now = seal_ring_of(services), services.now()
    return tuple((seal, seal == ring.find_current(seal.label, now)) for seal in ring.list_seals())


def _note(services: Services, act: str, seal: Seal, by: Actor) -> None:
    detail = {"label": seal.label}
    events.add_event(events.Event(services.now(), by.name, act, "seal", seal.fingerprint, detail))


def _partner(centre: PartnerCode | None) -> Partner:
    if centre is None:
        return partners.get_secretariat()
    partner = partners.find_partner(centre)
    if partner is None:
        raise NotFoundError(f"There is no centre '{centre[:40]}'.")
    return partner
