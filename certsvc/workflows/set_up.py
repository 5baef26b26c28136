"""The house is made ready: passphrase, database, secretariat, its key; and asked whether it is."""

import os
import secrets

from certsvc.domain.access import Actor
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.texts import Texts
from certsvc.errors import UnavailableError
from certsvc.storage import issuers, partners, whereabouts
from certsvc.storage.database import transaction
from certsvc.storage.schema import check_migrated, upgrade_database
from certsvc.workflows.manage_centres import establish_issuer
from certsvc.workflows.services import Services

SECRETARIAT = Partner(
    code=PartnerCode("ICHEI"),
    kind=PartnerKind.SECRETARIAT,
    names=Texts({LanguageTag("en"): "UNESCO-ICHEI International Institute of Online Education"}),
)
"""The secretariat until a catalogue says more of it."""


def migrate_database() -> None:
    """Bring the database to the newest migration; nothing happens if it is there."""
    whereabouts.make_folder()
    upgrade_database()


def set_up_secretariat(services: Services, *, by: Actor) -> bool:
    """Make the passphrase of the default set-up, the secretariat's issuer and its key, where missing.

    Returns whether anything was made.
    """
    made = _make_default_passphrase(services)
    with transaction():
        if partners.find_secretariat() is None:
            partners.add_partner(SECRETARIAT)
            made = True
        made |= establish_issuer(services, partners.get_secretariat(), by=by)
    return made


def check_ready(services: Services) -> None:
    """Raise UnavailableError saying what is missing: database, migrations, keys, passphrase."""
    check_database_ready(services)
    secretariat = issuers.find_active_key(services.addresses.secretariat_did())
    if secretariat is None:
        raise UnavailableError("The secretariat has no key.", code="not_set_up", hint="Run 'certsvc init'.")
    services.keys.get_signing_key(secretariat.issuer, secretariat.multibase)


def check_database_ready(services: Services) -> None:
    """Raise UnavailableError unless the database answers, is migrated, and is the one of this address.

    Keys may be closed. No database is made by looking for it.
    """
    whereabouts.check_file_there()
    check_migrated()
    secretariat, did = partners.find_secretariat(), services.addresses.secretariat_did()
    known = None if secretariat is None else issuers.find_did(secretariat.code)
    if secretariat is not None and known not in {None, did}:
        raise UnavailableError(  # what 'certsvc init' would say
            f"{secretariat.code} issues as {known}, but by CERTSVC_BASE_URL it would be {did}.",
            code="base_url_changed",
            hint="A DID is for good: set CERTSVC_BASE_URL back.",
        )


def shown_database() -> str:
    """Which database this is, without user and password: for whoever runs the service alone."""
    return whereabouts.shown_address()


def _make_default_passphrase(services: Services) -> bool:
    """Only where the operator configured none: the embedded set-up protects its keys by a file of its own."""
    path = services.settings.default_passphrase_file
    if path is None or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True
