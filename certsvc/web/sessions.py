"""Who is signed in: people by their door, officers by theirs."""

from certsvc.domain.access import Actor
from certsvc.domain.sessions import Session
from certsvc.errors import UnauthenticatedError
from certsvc.web.doors import Door
from certsvc.workflows import officer_sessions, sign_in

PEOPLE: Door[Session] = Door("session", sign_in.find_session, "/sign-in")
OFFICERS: Door[Actor] = Door("officer", officer_sessions.find_officer, "/officer/sign-in")


def current_session() -> Session:
    """A person's, where the gate has let nobody else in."""
    session = PEOPLE.find_current()
    if session is None:
        raise UnauthenticatedError("Nobody is signed in.")
    return session
