"""A learner whose mailbox is lost is freed from her person, so that she can claim her record anew."""

from dataclasses import dataclass, replace
from datetime import datetime

from certsvc.domain.access import Actor, Role
from certsvc.domain.erasures import ERASED_REF
from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.storage import (
    events,
    learners,
    learners_of_people,
    partners,
    personal_links,
    released_learners,
    sessions,
)
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.mended_learners import lock_learner_to_mend
from certsvc.workflows.parting_learners import check_not_asked_to_erase, lock_to_part, part_learner
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Released:
    """Who is nobody's again. ``others``: learners that are still the person's.

    ``transcripts``: how many that brought her together with those are no more.
    """

    learner_id: LearnerId
    person_id: PersonId
    others: int
    transcripts: int = 0


def release_learner(services: Services, centre: PartnerCode, ref: LearnerRef, *, by: Actor) -> Released:
    """The learner is nobody's from now on, and whoever was signed in to the record is not any more.

    1. The address that the centre wrote goes as well: whoever reads that mailbox today would be written to,
       and she could prove no other. The next results file may bring a new one. What the person chose to be
       seen of the certificates goes on being all that is seen.
    2. What was hers together with others is taken apart (``part_learner``).
    3. A person to whom no learner is left cannot sign in any more.
    4. Sessions end, and links that lead to the record open nothing.

    Raises NotAllowedError, NotFoundError, ConflictError (``not_claimed``, ``erasure_asked``: she wants to be
    forgotten, and would not be found any more), UnavailableError (a transcript must be revoked, and no key is
    at hand).
    """
    if by.role is not Role.OPERATOR:
        raise NotAllowedError("Only the operator releases learners, at the command line.", code="wrong_role")
    known = learners.find_learners(centre, [ref]).get(ref)
    if known is None or ref == f"{ERASED_REF}{known.id}":
        raise NotFoundError("That centre has no such learner.")
    at = services.now()
    with transaction():
        partners.lock_centre(centre)  # whoever records for it would write her address anew
        known = lock_learner_to_mend(known.id)
        if known is None or known.person_id is None:
            raise ConflictError("Nobody has claimed this learner.", code="not_claimed")
        person_id = known.person_id
        lock_to_part(person_id)
        check_not_asked_to_erase(person_id, known.id, hint="Run 'certsvc people erase --asked' first.")
        learners.update_learners([replace(known, learner=replace(known.learner, email=""))], at)  # 1
        revoked = part_learner(services, known, person_id, by=by.name)  # 2
        others = len(learners_of_people.list_learners_of(person_id))
        if not others:
            released_learners.close_mailboxes(person_id, known.id)  # 3
        _end(known.id, person_id, at)  # 4
        events.add_event(Event(at, by.name, "released", "learner", known.id, {}))
    return Released(known.id, person_id, others, len(revoked))


def _end(learner_id: LearnerId, person_id: PersonId, at: datetime) -> None:
    sessions.mark_all_sessions_ended(person_id, at)
    personal_links.replace_links_of_learner(learner_id, at)
