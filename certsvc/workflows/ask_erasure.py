"""A person asks to be forgotten, and may think better of it until it is begun."""

from dataclasses import replace

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.erasures import Erasure, ErasureId
from certsvc.domain.notices import NoticeKind
from certsvc.domain.notices_of_erasures import notice_subject
from certsvc.domain.people import PersonId
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import erasures, events, people
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.workflows.notices import Wanted, queue_notices
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import get_owner


def ask_erasure(services: Services, person_id: PersonId) -> Erasure:
    """Her data are to go; asked twice it is one erasure. ``erase_person.erase_asked`` carries it out.

    All her mailboxes are told, whatever the operator wants of other mails: somebody else may sit before the
    browser in which she is signed in. Raises NotFoundError for whom nobody knows.
    """
    at, actor = services.now(), f"person {person_id}"
    with transaction():
        erasures.lock_person(person_id)
        get_owner(person_id)
        found = erasures.find_open_erasure(person_id=person_id)
        if found is not None:
            return found
        asked = Erasure(
            id=ErasureId(new_uuid7(at, services.random_bytes(10))),
            person_id=person_id,
            learner_id=None,
            asked_at=at,
            asked_by=actor,
        )
        erasures.add_erasure(asked)
        events.add_event(Event(at, actor, "asked", "erasure", asked.id, {}))
        _tell(services, asked, person_id)
    return asked


def _tell(services: Services, erasure: Erasure, person_id: PersonId) -> None:
    languages = [one.learner.preferred_language for one in list_learners_of(person_id)]
    language = next(filter(None, languages), None)
    queue_notices(
        services,
        [
            Wanted(NoticeKind.ERASURE_ASKED, notice_subject(erasure, address), language, person_id=person_id)
            for address in people.list_addresses(person_id)
        ],
    )


def withdraw_erasure(services: Services, person_id: PersonId) -> Erasure:
    """She keeps her data; returns the erasure that nothing comes of.

    Raises NotFoundError where none is open, ConflictError (``erasure_begun``).
    """
    at = services.now()
    with transaction():
        erasures.lock_person(person_id)
        found = erasures.find_open_erasure(person_id=person_id)
        if found is None:
            raise NotFoundError("There is no erasure that waits.")
        if found.begun_at is not None:
            raise ConflictError("The erasure has begun and cannot be stopped.", code="erasure_begun")
        erasures.mark_erasure_withdrawn(found.id, at)
        events.add_event(Event(at, f"person {person_id}", "withdrew", "erasure", found.id, {}))
    return replace(found, withdrawn_at=at)


def find_open_erasure(person_id: PersonId) -> Erasure | None:
    """What she asked for and has not been done yet."""
    return erasures.find_open_erasure(person_id=person_id)
