"""A learner whose mailbox is lost is freed from her person, so that she can claim her record anew."""

from dataclasses import dataclass, replace

from certsvc.domain.access import Actor, Role
from certsvc.domain.corrections import CorrectionState
from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.storage import corrections, events, learners, learners_of_people, personal_links, sessions
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Released:
    """Who is nobody's again. ``others``: learners that are still the person's."""

    learner_id: LearnerId
    person_id: PersonId
    others: int


def release_learner(services: Services, centre: PartnerCode, ref: LearnerRef, *, by: Actor) -> Released:
    """The learner is nobody's from now on, and whoever was signed in to the record is not any more.

    1. The address that the centre wrote goes as well: whoever reads that mailbox today would have her back
       with the next sign-in, and she could prove no other. The next results file may bring a new one.
    2. Sessions end, links that lead to the record open nothing, and what she asked to have corrected is
       withdrawn.

    Raises NotAllowedError, NotFoundError, ConflictError (``not_claimed``).
    """
    if by.role is not Role.OPERATOR:
        raise NotAllowedError("Only the operator releases learners, at the command line.", code="wrong_role")
    known = learners.find_learners(centre, [ref]).get(ref)
    if known is None:
        raise NotFoundError("That centre has no such learner.")
    at = services.now()
    with transaction():
        known = learners_of_people.lock_learner(known.id)
        if known is None or known.person_id is None:
            raise ConflictError("Nobody has claimed this learner.", code="not_claimed")
        person_id = known.person_id
        learners_of_people.free_learner(known.id)
        learners.update_learners([replace(known, learner=replace(known.learner, email=""))], at)  # 1
        sessions.mark_all_sessions_ended(person_id, at)  # 2
        personal_links.replace_links_of_learner(known.id, at)
        asked = corrections.find_open_of_learner(known.id)
        if asked is not None:
            withdrawn = replace(asked, state=CorrectionState.WITHDRAWN, decided_at=at, decided_by=by.name)
            corrections.close_correction(withdrawn)
        events.add_event(Event(at, by.name, "released", "learner", known.id, {}))
        others = len(learners_of_people.list_learners_of(person_id))
    return Released(known.id, person_id, others)
