"""National centres join; each has a DID and a key of its own."""

import re

from certsvc.domain.access import Actor, Role
from certsvc.domain.partners import Partner
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError
from certsvc.storage import events, issuers, partners
from certsvc.storage.database import transaction
from certsvc.workflows.issuing_parts import did_of
from certsvc.workflows.making_keys import make_key
from certsvc.workflows.services import Services

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")


def add_centre(services: Services, centre: Partner, *, by: Actor) -> Partner:
    """Record the centre, its issuer and its first key.

    Raises ConflictError (``code_taken``), NotAllowedError, InvalidInputError (``malformed_code``).
    """
    check_secretariat(by)
    if _CODE.fullmatch(centre.code) is None:
        raise InvalidInputError(
            "A centre's code is made of capital letters, digits and '-'.", code="malformed_centre_code"
        )
    with transaction():
        partners.add_partner(centre)
        establish_issuer(services, centre, by=by)
        events.add_event(events.Event(services.now(), by.name, "added", "centre", centre.code, {}))
    return centre


def establish_issuer(services: Services, partner: Partner, *, by: Actor) -> bool:
    """Inside a transaction: the partner's issuer and first key, where missing; whether anything was made.

    Raises ConflictError (``base_url_changed``) when it issues under the DID of another host already.
    """
    did, known = did_of(services, partner), issuers.find_did(partner.code)
    if known is not None and known != did:
        raise ConflictError(
            f"{partner.code} issues as {known}, but by CERTSVC_BASE_URL it would be {did}.",
            code="base_url_changed",
            hint="A DID is for good: set CERTSVC_BASE_URL back.",
        )
    made = issuers.put_issuer(did, partner.code)
    if not issuers.list_keys(did):
        make_key(services, partner, by=by)
        made = True
    return made


def check_secretariat(by: Actor) -> None:
    """Raise NotAllowedError unless the actor acts for the secretariat or runs the house."""
    if by.role is Role.CENTRE:
        raise NotAllowedError("Only the secretariat may do this.")
