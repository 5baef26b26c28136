"""A person gets one signed record of what she has earned, or of what she selects (CLR 2.0)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.identifiers import CredentialId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError, ProofError
from certsvc.storage import credentials, events, learners, people, transcripts
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import transaction
from certsvc.workflows.fitting_transcripts import check_fitting
from certsvc.workflows.making_transcripts import Holder, TranscriptMaker
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored

MOST_A_DAY = 20
"""New ones that a person makes herself; each takes a position in a status list and some 200 KB."""
_TRIES = 2


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is to stand in it, and whether she has more."""

    records: tuple[CredentialRecord, ...]
    is_partial: bool


def issue_transcript(
    services: Services,
    person_id: PersonId,
    credential_ids: Sequence[CredentialId] | None = None,
    *,
    by: Actor | PersonId,
) -> CredentialRecord:
    """The transcript of all that a person holds, or of those certificates; signed by the secretariat.

    ``by``: the person herself, who has shown who she is, or the secretariat. Without ``credential_ids`` it
    has all that is valid today; of those that are named, one may have expired, but none be revoked. It is
    ``partial`` as soon as something of hers that was not revoked is left out. The same once more is the same
    transcript, as long as it stands.

    1. Who may. 2. What stands in it: each is verified. 3. In one transaction it is composed, linted, signed,
    stored, if all that was chosen stands still, and all that it was chosen from is hers still: what was
    replaced or released meanwhile is chosen anew, once. 4. It is verified as anyone would, from what is
    stored, but for its parts, which were just now; if that fails, nothing is committed.

    Raises NotAllowedError, NotFoundError, ConflictError (``nothing_earned``, ``certificate_not_sound``,
    ``too_many_transcripts``), InvalidInputError (``too_many_credentials``, ``script_not_covered``, ``lint``),
    ProofError, UnavailableError.
    """
    _check_may(by, person_id)  # 1
    person = people.find_person(person_id)
    if person is None or person.erased_at is not None:
        raise NotFoundError("There is no such person.")
    if not isinstance(by, Actor):
        _check_not_too_many(services, person_id)
    return _issue(services, Holder(person_id=person_id, language=person.language), credential_ids, by=by)


def issue_transcript_of_learner(
    services: Services,
    centre: PartnerCode,
    ref: LearnerRef,
    credential_ids: Sequence[CredentialId] | None = None,
    *,
    by: Actor,
) -> CredentialRecord:
    """The same for a centre's learner; of one whom nobody has claimed, all that this centre's books have.

    Raises NotFoundError for a learner whom nobody knows, and as ``issue_transcript`` does.
    """
    _check_may(by, None)
    known = learners.find_learners(centre, [ref]).get(ref)
    if known is None:
        raise NotFoundError("That centre has no such learner.")
    if known.person_id is not None:
        return issue_transcript(services, known.person_id, credential_ids, by=by)
    holder = Holder(person_id=None, language=known.learner.preferred_language, centre=centre, ref=ref)
    return _issue(services, holder, credential_ids, by=by)


def _check_may(by: Actor | PersonId, person_id: PersonId | None) -> None:
    if not isinstance(by, Actor):
        if by != person_id:
            raise NotFoundError("There is no such person.")
        return
    by.check_may(Scope.ISSUE)
    if by.role is Role.CENTRE:
        raise NotAllowedError("The secretariat alone issues transcripts.", code="wrong_role")


def _check_not_too_many(services: Services, person_id: PersonId) -> None:
    a_day_ago = services.now() - timedelta(days=1)
    if transcripts.count_transcripts_since(person_id, a_day_ago) >= MOST_A_DAY:
        raise ConflictError(
            f"No more than {MOST_A_DAY} transcripts are made for one person in a day.",
            code="too_many_transcripts",
            hint="Those that were made are still there; or come back tomorrow.",
        )


def _issue(
    services: Services,
    holder: Holder,
    credential_ids: Sequence[CredentialId] | None,
    *,
    by: Actor | PersonId,
) -> CredentialRecord:
    for _ in range(_TRIES):
        earned = _list_earned(holder)
        chosen = _choose(services, earned, credential_ids)  # 2
        with transaction():
            held = transcripts.lock_holder(holder.person_id, holder.centre, holder.ref)
            are_hers = all((one.centre, one.learner_ref) in held for one in earned)
            if are_hers and transcripts.lock_parts([one.id for one in chosen.records]):
                return _make(services, holder, chosen, by=by)
    raise ConflictError(
        "A certificate for this transcript was just replaced or revoked.",
        code="certificate_not_sound",
        hint="Make it again in a moment.",
    )


def _list_earned(holder: Holder) -> Sequence[CredentialRecord]:
    if holder.person_id is not None:
        return [one for one in list_credentials_of(holder.person_id) if one.kind is CredentialKind.AWARD]
    if holder.centre is None or holder.ref is None:
        return ()
    return transcripts.list_awarded(holder.centre, holder.ref)


def _make(services: Services, holder: Holder, chosen: _Chosen, *, by: Actor | PersonId) -> CredentialRecord:
    """Inside a transaction, with what stands in it locked."""
    maker = TranscriptMaker(services, holder, chosen.records, is_partial=chosen.is_partial)
    before = transcripts.find_newest_transcript(holder.person_id, holder.centre, holder.ref)
    if before is not None and maker.would_say_the_same(before):
        return before
    record = maker.make()  # 3
    credentials.add_credentials([record], batch_id=None)
    actor = by.name if isinstance(by, Actor) else "holder"
    detail = {"kind": record.kind, "credentials": len(chosen.records), "partial": chosen.is_partial}
    events.add_event(events.Event(services.now(), actor, "issued", "credential", record.id, detail))
    if verify_stored(services, record.id, with_parts=False).finding is not Finding.VALID:  # 4
        raise ProofError("A transcript just signed does not verify; nothing was issued.")
    return record


def _choose(
    services: Services, earned: Sequence[CredentialRecord], credential_ids: Sequence[CredentialId] | None
) -> _Chosen:
    """In the order of their issue."""
    hers = {one.id: one for one in sorted(earned, key=lambda one: one.id)}
    standing = {one.id for one in hers.values() if one.revocation is None}
    wanted = list(hers) if credential_ids is None else sorted(set(credential_ids))
    if any(one not in hers for one in wanted):
        raise NotFoundError("There is no such credential.")
    if credential_ids is not None:
        check_fitting([hers[one] for one in wanted])
    findings = {one: _finding(services, hers[one]) for one in wanted}
    if credential_ids is None:
        wanted = [one for one, found in findings.items() if found is Finding.VALID]
    elif not {*findings.values()} <= {Finding.VALID, Finding.EXPIRED}:
        raise ConflictError(
            "A certificate that was selected does not stand.",
            code="certificate_not_sound",
            hint="Select certificates that were not revoked.",
        )
    if not wanted:
        raise ConflictError("There is no certificate to put into a transcript.", code="nothing_earned")
    records = tuple(hers[one] for one in wanted)
    check_fitting(records)
    return _Chosen(records, is_partial=not standing <= set(wanted))


def _finding(services: Services, record: CredentialRecord) -> Finding:
    if record.revocation is not None:
        return Finding.REVOKED
    return verify_stored(services, record.id).finding
