"""What a person does to have something corrected, with keyword defaults."""

from certsvc.domain.corrections import CorrectedField, Correction
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import db
from certsvc.workflows.ask_correction import Wanted, ask_correction
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.uploads import a_row, upload_rows

MISSPELT, RIGHT = "Ngosi Okafor", "Ngozi Okafor"
NAME = CorrectedField.FULL_NAME


def somebody(services: Services, **values: str) -> PersonId:
    """Somebody with one certificate, whose name was misspelt; she has claimed her record."""
    upload_rows(services, a_row(1, **({"full_name": MISSPELT} | values)))
    return claim_record(services).person_id


def certificates(person_id: PersonId) -> tuple[CredentialRecord, ...]:
    """Hers as they are stored now, those that stand first."""
    db.session.rollback()
    return tuple(sorted(list_credentials_of(person_id), key=lambda one: one.revocation is not None))


def standing(person_id: PersonId) -> CredentialRecord:
    """The one that stands."""
    [found] = [one for one in certificates(person_id) if one.revocation is None]
    return found


def asked(
    services: Services,
    person_id: PersonId,
    *wanted: Wanted,
    why: str = "It is spelt with a z.",
    reference: str = "",
    attachment: bytes | None = None,
) -> Correction:
    """She asks for it, from the certificate that stands; of her name, unless something else is wanted."""
    return ask_correction(
        services,
        person_id,
        reference or standing(person_id).id,
        wanted=wanted or [Wanted(NAME, RIGHT)],
        why=why,
        attachment=attachment,
    )
