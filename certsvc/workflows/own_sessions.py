"""Where a person is signed in, and how she ends that from afar."""

from dataclasses import dataclass

from certsvc.domain.people import PersonId
from certsvc.domain.sessions import Session
from certsvc.storage import sessions
from certsvc.storage.database import transaction
from certsvc.workflows.personal_tokens import find_session_digest
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One device. ``is_this``: the one that asks."""

    session: Session
    is_this: bool


def list_own_sessions(services: Services, person_id: PersonId, session_token: str) -> tuple[OwnSession, ...]:
    """Where she is signed in, the newest first; ``session_token``: what the browser holds that asks."""
    here = find_session_digest(services, session_token)
    return tuple(
        OwnSession(one, one.digest == here) for one in sessions.list_sessions(person_id, services.now())
    )


def end_own_session(services: Services, person_id: PersonId, digest: str) -> None:
    """End one of hers. Of somebody else's, of one that ended before, and of what is none, nothing happens."""
    with transaction():
        if any(one.digest == digest for one in sessions.list_sessions(person_id, services.now())):
            sessions.mark_session_ended(digest, services.now())
