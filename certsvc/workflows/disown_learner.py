"""A person says of a learner in her record: this is not me."""

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import PersonId
from certsvc.errors import NotFoundError
from certsvc.storage import events
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.mended_learners import lock_learner_to_mend
from certsvc.workflows.parting_learners import check_not_asked_to_erase, lock_to_part, part_learner
from certsvc.workflows.services import Services


def disown_learner(services: Services, person_id: PersonId, learner_id: LearnerId) -> int:
    """The learner is out of her record at once, and comes back by no address, only by a claim link.

    Returns how many of her transcripts were revoked, because they brought the two together. What the centre
    has in its books stays, the address as well: it is not to learn that somebody reads there.

    Raises NotFoundError for whom she is not, ConflictError (``erasure_asked``), UnavailableError (a
    transcript must be revoked, and no key is at hand).
    """
    with transaction():
        known = lock_learner_to_mend(learner_id)
        if known is None or known.person_id != person_id:
            raise NotFoundError("There is nothing here by that name.")
        lock_to_part(person_id)
        check_not_asked_to_erase(person_id, known.id, hint="Withdraw that first, under 'Your data'.")
        revoked = part_learner(services, known, person_id, by=f"person {person_id}")
        events.add_event(Event(services.now(), f"person {person_id}", "disowned", "learner", known.id, {}))
    return len(revoked)
