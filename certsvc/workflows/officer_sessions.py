"""Officers sign in to the pages for them with their API key, and stay so for a working day."""

from datetime import timedelta

from certsvc.domain.access import Actor
from certsvc.domain.identifiers import ApiKeyId
from certsvc.domain.sessions import OfficerSession
from certsvc.errors import UnauthenticatedError
from certsvc.storage import events, officer_sessions
from certsvc.storage.database import transaction
from certsvc.workflows.manage_api_keys import actor_of, authenticate
from certsvc.workflows.personal_tokens import (
    OFFICER,
    SEED_BYTES,
    find_session_digest,
    session_digest,
    sign_session,
)
from certsvc.workflows.services import Services

OFFICER_HOURS = 8


def sign_in_officer(services: Services, api_key: str) -> str | None:
    """What her browser is to hold; None for a key that is unknown, revoked or malformed.

    A key has 256 random bits: whoever guesses gets nowhere, however often.
    """
    try:
        actor = authenticate(api_key)
    except UnauthenticatedError:
        return None
    secret, at = services.random_bytes(SEED_BYTES), services.now()
    session = OfficerSession(
        digest=session_digest(secret),
        api_key_id=ApiKeyId(actor.name),
        created_at=at,
        expires_at=at + timedelta(hours=OFFICER_HOURS),
    )
    with transaction():
        officer_sessions.add_officer_session(session)
        events.add_event(events.Event(at, actor.name, "signed_in", "api_key", actor.name, {}))
    return sign_session(services, secret, OFFICER)


def find_officer(services: Services, session_token: str) -> Actor | None:
    """Who holds that cookie; None when it is forged, ended, too old, or when the key was revoked."""
    digest = find_session_digest(services, session_token, OFFICER)
    session = None if digest is None else officer_sessions.find_officer_session(digest)
    if session is None or not session.stands(services.now()):
        return None
    return actor_of(session.api_key_id)


def end_officer_session(services: Services, session_token: str) -> None:
    """Sign out; of what is no session, nothing happens."""
    digest = find_session_digest(services, session_token, OFFICER)
    if digest is not None:
        with transaction():
            officer_sessions.mark_officer_session_ended(digest, services.now())
