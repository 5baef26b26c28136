"""A learner is taken out of her person's record: what was the two's together is taken apart."""

from collections.abc import Sequence
from dataclasses import replace

from certsvc.domain.corrections import CorrectionState
from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.errors import ConflictError
from certsvc.storage import (
    corrections,
    credentials,
    credentials_of_people,
    erasing,
    erasures,
    learners_of_people,
    released_learners,
    transcripts,
)
from certsvc.storage.learners import KnownLearner
from certsvc.workflows.erase_tables import digest_of
from certsvc.workflows.remaking_transcripts import parts_of_transcript
from certsvc.workflows.revoke_credential import revoke_records
from certsvc.workflows.services import Services

REASON = "It brought together certificates of records that do not belong together any more."


def lock_to_part(person_id: PersonId) -> None:
    """Inside a transaction that has locked the learner: in the order in which all lock a person."""
    transcripts.lock_transcripts_of_person(person_id)  # whoever makes one anew has it before her too
    erasures.lock_person(person_id)


def part_learner(
    services: Services, known: KnownLearner, person_id: PersonId, *, by: str
) -> Sequence[CredentialRecord]:
    """Inside a transaction, with all of them locked: the learner is nobody's from now on.

    No address brings her back into a record, only a claim link. Transcripts go with her. One that brings her
    together with learners who stay is neither's: it is revoked, and its digest alone is kept; these are
    returned. Mails about her are not the person's any more, and what was asked to be corrected is withdrawn.
    """
    at = services.now()
    learners_of_people.free_learner(known.id)
    learners_of_people.keep_apart(known.id, at)
    asked = corrections.find_open_of_learner(known.id)
    if asked is not None:
        withdrawn = replace(asked, state=CorrectionState.WITHDRAWN, decided_at=at, decided_by=by)
        corrections.close_correction(withdrawn)
    return _part_transcripts(services, known, person_id, Revocation(at=at, reason=REASON, by=by))


def check_not_asked_to_erase(person_id: PersonId, learner_id: LearnerId, *, hint: str) -> None:
    """Raise ConflictError (``erasure_asked``): she wants to be forgotten, and would not be found any more."""
    asked = erasures.find_open_erasure(person_id=person_id) or erasures.find_open_erasure(
        learner_id=learner_id
    )
    if asked is not None:
        raise ConflictError(
            "This person has asked to be erased, and has not been yet.", code="erasure_asked", hint=hint
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
