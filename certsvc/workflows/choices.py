"""What a person chooses: the language of her pages and mails, and what others see of her certificates."""

from dataclasses import replace

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.people import Person, PersonId, Visibility
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.settings import LANGUAGES
from certsvc.storage import events, people
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.workflows.services import Services


def find_own_language(person_id: PersonId) -> LanguageTag | None:
    """In which language her pages speak; None: as her browser says."""
    person = people.find_person(person_id)
    return None if person is None else person.language


def set_choices(
    services: Services, person_id: PersonId, *, language: LanguageTag | None, visibility: Visibility
) -> Person:
    """Keep what she chose. ``language`` None: as her browser says, and mails as her centre knows it.

    What others see changes with it at once, but for what a cache may keep for a minute. The log says that
    she chose what others see, for whoever asks later why a page said less; her language is hers alone.

    Raises InvalidInputError (``language_unknown``) for a language that is not spoken here, NotFoundError.
    """
    if language is not None and language not in LANGUAGES:
        raise InvalidInputError(
            "This language is not spoken here.",
            code="language_unknown",
            hint=f"Choose one of these: {', '.join(LANGUAGES)}.",
        )
    with transaction():
        person = people.find_person(person_id)
        if person is None or person.erased_at is not None:
            raise NotFoundError("There is nothing here by that name.")
        people.update_choices(person_id, language, visibility)
        if visibility is not person.visibility:
            detail = {"visibility": visibility, "before": person.visibility}
            events.add_event(
                Event(services.now(), f"person {person_id}", "chose", "person", person_id, detail)
            )
    return replace(person, language=language, visibility=visibility)
