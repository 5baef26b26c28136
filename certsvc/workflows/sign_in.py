"""People sign in by a link in their mailbox, and stay so for a while."""

from dataclasses import dataclass
from datetime import timedelta

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.identifiers import LanguageTag, LearnerId
from certsvc.domain.links import PersonalLink
from certsvc.domain.people import MailAddress, Person, PersonId, Visibility
from certsvc.domain.sessions import Session
from certsvc.errors import ConflictError
from certsvc.storage import learners_of_people, people, sessions
from certsvc.storage.database import transaction
from certsvc.workflows.opening_links import lock_usable_link, use_link
from certsvc.workflows.personal_tokens import (
    SEED_BYTES,
    SESSION_HOURS,
    digest_of,
    find_session_digest,
    session_digest,
    sign_session,
)
from certsvc.workflows.send_sign_in import send_sign_in
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``session_token`` is what her browser holds, and is not kept."""

    session_token: str
    person_id: PersonId


def request_sign_in(services: Services, address: str, *, language: LanguageTag | None = None) -> None:
    """Mail a sign-in link, if somebody has proven that address before. The caller does not learn it."""
    send_sign_in(services, claim_token=None, address=address, language=language)


def use_sign_in(services: Services, token: str) -> SignedIn | None:
    """Sign in by the token of a link, once. None for one that is forged, used or too old; nothing happens.

    1. The link, and the claim behind it, still stand; both are used now.
    2. Whoever reads the mailbox is the person who proved it before, or a new one.
    3. The claimed learner is hers, and so is every other whom an address of hers tells apart.
    4. Her session begins.
    """
    digest, secret = digest_of(token), services.random_bytes(SEED_BYTES)
    try:
        person_id = _sign_in(services, digest, secret)
    except ConflictError as error:
        if error.code != "address_taken":
            raise
        person_id = _sign_in(services, digest, secret)  # she clicked two links at once; now she is known
    return None if person_id is None else SignedIn(sign_session(services, secret), person_id)


def find_session(services: Services, session_token: str) -> Session | None:
    """The session that a cookie names; None for one that is forged, ended or too old."""
    digest = find_session_digest(services, session_token)
    session = None if digest is None else sessions.find_session(digest)
    return session if session is not None and session.stands(services.now()) else None


def list_sessions(services: Services, person_id: PersonId) -> tuple[Session, ...]:
    """Where she is signed in, the newest first."""
    return sessions.list_sessions(person_id, services.now())


def end_session(services: Services, session_token: str) -> None:
    """Sign out; of what is no session, nothing happens."""
    digest = find_session_digest(services, session_token)
    if digest is not None:
        with transaction():
            sessions.mark_session_ended(digest, services.now())


def end_all_sessions(services: Services, person_id: PersonId) -> None:
    """Sign out everywhere."""
    with transaction():
        sessions.mark_all_sessions_ended(person_id, services.now())


def _sign_in(services: Services, digest: str, secret: bytes) -> PersonId | None:
    at = services.now()
    with transaction():
        found = lock_usable_link(services, digest)  # 1
        if found is None:
            return None
        link, address = found
        person_id = _person_of(services, link, address)  # 2
        if person_id is None:
            return None
        use_link(services, link, person_id)  # 3
        session = Session(session_digest(secret), person_id, at, at + timedelta(hours=SESSION_HOURS))
        sessions.add_session(session)  # 4
    return person_id


def _person_of(services: Services, link: PersonalLink, address: MailAddress) -> PersonId | None:
    """Who reads the mailbox. Only a claim makes somebody new; whoever was erased stays so.

    What she had chosen to be seen before her mailbox was lost, she has chosen.
    """
    person, at = people.lock_person_by_address(address), services.now()
    if person is not None:
        return person.id if person.erased_at is None else None
    if link.claim_digest is None:
        return None
    kept = learners_of_people.find_kept_visibility(link.learner_id or LearnerId(""))
    made = Person(
        id=PersonId(new_uuid7(at, services.random_bytes(10))),
        language=None,
        visibility=kept or Visibility.EVERYTHING,
        created_at=at,
    )
    people.add_person(made)
    people.add_address(made.id, address, at)
    return made.id
