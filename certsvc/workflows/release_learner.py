"""A learner whose mailbox is lost is freed from her person, so that she can claim her record anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from certsvc.domain.access import Actor, Role
from certsvc.domain.corrections import CorrectionState
from certsvc.domain.erasures import ERASED_REF
from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.storage import (
    corrections,
    credentials,
    credentials_of_people,
    erasing,
    erasures,
    events,
    learners,
    learners_of_people,
    partners,
    personal_links,
    released_learners,
    sessions,
    transcripts,
)
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.storage.mended_learners import lock_learner_to_mend
from certsvc.workflows.erase_tables import digest_of
from certsvc.workflows.remaking_transcripts import parts_of_transcript
from certsvc.workflows.revoke_credential import revoke_records
from certsvc.workflows.services import Services

REASON = "It brought together certificates of records that do not belong together any more."


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

    1. The address that the centre wrote goes as well: whoever reads that mailbox today would have her back
       with the next sign-in, and she could prove no other. The next results file may bring a new one. What
       the person chose to be seen of the certificates goes on being all that is seen.
    2. Transcripts go with her. One that brings her together with learners who stay is neither's: it is
       revoked, and its digest alone is kept. Mails about her are not the person's any more.
    3. A person to whom no learner is left cannot sign in any more.
    4. Sessions end, links that lead to the record open nothing, and what she asked to have corrected is
       withdrawn.

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
        transcripts.lock_transcripts_of_person(person_id)  # whoever makes one anew has it before her too
        erasures.lock_person(person_id)
        _check_not_asked_to_erase(known.id, person_id)
        learners_of_people.free_learner(known.id)
        learners.update_learners([replace(known, learner=replace(known.learner, email=""))], at)  # 1
        revocation = Revocation(at=at, reason=REASON, by=by.name)
        revoked = _part_transcripts(services, known, person_id, revocation)  # 2
        others = len(learners_of_people.list_learners_of(person_id))
        if not others:
            released_learners.close_mailboxes(person_id, known.id)  # 3
        _end(known.id, person_id, at, by)  # 4
        events.add_event(Event(at, by.name, "released", "learner", known.id, {}))
    return Released(known.id, person_id, others, len(revoked))


def _check_not_asked_to_erase(learner_id: LearnerId, person_id: PersonId) -> None:
    asked = erasures.find_open_erasure(person_id=person_id) or erasures.find_open_erasure(
        learner_id=learner_id
    )
    if asked is not None:
        raise ConflictError(
            "This person has asked to be erased, and has not been yet.",
            code="erasure_asked",
            hint="Run 'certsvc people erase --asked' first.",
        )


def _part_transcripts(
    services: Services, known: KnownLearner, person_id: PersonId, revocation: Revocation
) -> Sequence[CredentialRecord]:
    """Those that are the learner's alone are given to her; returns those that are nobody's any more."""
    hers = {one.id for one in transcripts.list_awarded(known.learner.centre, known.learner.ref)}
    alone, mixed = [], []
    for transcript in credentials_of_people.list_transcripts(person_id):
        parts = parts_of_transcript(transcript, services.addresses)
        if parts and parts <= hers:
            alone.append(transcript.id)
        elif transcript.signed_bytes and (not parts or not parts.isdisjoint(hers)):
            mixed.append(transcript)
    released_learners.give_transcripts(alone, known.learner)
    released_learners.give_notices(person_id, known.id, [*sorted(hers), *alone])
    locked = [credentials.lock_credential(one.id) for one in sorted(mixed, key=lambda one: one.id)]
    standing = [one for one in locked if one is not None and one.revocation is None]
    if standing:
        revoke_records(services, standing, revocation)
    erasing.blank_credentials({one.id: digest_of(one) for one in mixed}, revocation.at)
    return mixed


def _end(learner_id: LearnerId, person_id: PersonId, at: datetime, by: Actor) -> None:
    sessions.mark_all_sessions_ended(person_id, at)
    personal_links.replace_links_of_learner(learner_id, at)
    asked = corrections.find_open_of_learner(learner_id)
    if asked is not None:
        withdrawn = replace(asked, state=CorrectionState.WITHDRAWN, decided_at=at, decided_by=by.name)
        corrections.close_correction(withdrawn)
