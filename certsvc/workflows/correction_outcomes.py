"""What an approved correction put in the place of what."""

from certsvc.domain.corrections import CorrectionId
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialRecord
from certsvc.storage import credentials, events

MADE = "made"
"""In the event of an approval: the ids of the credentials that it made, transcripts last."""


def list_made_for(correction_id: CorrectionId) -> tuple[CredentialId, ...]:
    """The credentials that its approval made, transcripts last; as the log has them."""
    happened = events.list_events("correction", correction_id)
    return tuple(CredentialId(str(made)) for event in happened for made in _list_of(event.detail.get(MADE)))


def list_new_certificates(correction_id: CorrectionId) -> tuple[CredentialRecord, ...]:
    """The same, as they are stored; what was replaced once more meanwhile leads on."""
    found = map(credentials.find_credential, list_made_for(correction_id))
    return tuple(record for record in found if record is not None)


def _list_of(found: object) -> list[object]:
    return found if isinstance(found, list) else []
