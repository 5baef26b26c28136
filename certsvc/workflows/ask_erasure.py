"""A person asks to be forgotten, and may think better of it until it is begun."""

from dataclasses import replace

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.erasures import Erasure, ErasureId
from certsvc.domain.people import PersonId
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import erasures, events
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import get_owner


def ask_erasure(services: Services, person_id: PersonId) -> Erasure:
    """Her data are to go; asked twice it is one erasure. ``erase_person.erase_asked`` carries it out.

    Raises NotFoundError for whom nobody knows.
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
    return asked


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
