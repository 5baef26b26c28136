"""What an approved correction put in the place of what, and who is shown which of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from certsvc.domain.access import Actor, Role
from certsvc.domain.corrections import CorrectionId
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage import credentials, events

MADE = "made"
"""In the event of an approval: the ids of the credentials that it made, transcripts last."""


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """The new credentials that an officer may see, and how many transcripts were made anew, seen or not."""

    made: tuple[CredentialRecord, ...]
    transcripts: int


def list_made_for(correction_id: CorrectionId) -> tuple[CredentialId, ...]:
    """The credentials that its approval made, transcripts last; as the log has them."""
    happened = events.list_events("correction", correction_id)
    return tuple(CredentialId(str(made)) for event in happened for made in _list_of(event.detail.get(MADE)))


def list_new_certificates(correction_id: CorrectionId) -> tuple[CredentialRecord, ...]:
    """The same, as they are stored; what was replaced once more meanwhile leads on."""
    found = map(credentials.find_credential, list_made_for(correction_id))
    return tuple(record for record in found if record is not None)


def show_outcome(correction_id: CorrectionId, *, by: Actor) -> ShownOutcome:
    """The same, as far as it is this officer's to see."""
    made = list_new_certificates(correction_id)
    return ShownOutcome(tuple(one for one in made if is_shown(one, by)), count_transcripts(made))


def is_shown(record: CredentialRecord, by: Actor) -> bool:
    """A centre sees its own certificates, and no transcript: that says what she earned elsewhere too."""
    return by.role is not Role.CENTRE or (record.kind is CredentialKind.AWARD and by.sees(record.centre))


def count_transcripts(records: Sequence[CredentialRecord]) -> int:
    """How many of these are transcripts."""
    return sum(one.kind is CredentialKind.TRANSCRIPT for one in records)


def _list_of(found: object) -> list[object]:
    return found if isinstance(found, list) else []
