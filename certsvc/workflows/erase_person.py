"""Somebody's personal data go, for good; status, log and the signed copies in her hands go on verifying."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, Role
from certsvc.domain.erasures import Erasure, ErasureId
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.errors import ConflictError, NotAllowedError
from certsvc.storage import cleaning, erasing, erasures, events, partners
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners_of_people import find_learner, lock_learner
from certsvc.storage.people import lock_person_by_address
from certsvc.storage.personal_links import lock_link
from certsvc.workflows.erase_files import ErasedFiles, erase_files
from certsvc.workflows.erase_tables import StillNamed, check_nothing_runs, erase_tables
from certsvc.workflows.erased_learners import marks_of
from certsvc.workflows.find_subject import Whose, find_whose
from certsvc.workflows.joining_learners import join_learners_of
from certsvc.workflows.personal_traces import Subject, gather_subject
from certsvc.workflows.services import Services

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of one erasure; counted is what this run took.

    ``hindrance``: why it has to wait, and that nothing was lost. ``named_in_teams``: honoured teams whose
    signed lists of members still have her name: the secretariat decides about these. ``named_in_reasons``:
    certificates of others that say for good, with her name in it, why they replace another.
    """

    id: ErasureId
    learners: int = 0
    credentials: int = 0
    uploads: int = 0
    mails: int = 0
    exports: int = 0
    attachments: int = 0
    named_in_teams: int = 0
    named_in_reasons: int = 0
    hindrance: str = ""


def erase_asked(services: Services, *, by: Actor, older_than: timedelta = timedelta(0)) -> tuple[Erased, ...]:
    """Carry out what was asked for at least ``older_than`` ago, and what a killed run left; the oldest first.

    One that something hinders waits for the next time. Raises NotAllowedError, UnavailableError.
    """
    _check_operator(by)
    until = services.now() - older_than
    done: list[Erased] = []
    for erasure in erasures.list_open_erasures():
        if erasure.begun_at is None and erasure.asked_at > until:
            continue
        try:
            done.append(_carry_out(services, erasure))
        except ConflictError as hindrance:
            done.append(Erased(erasure.id, hindrance=str(hindrance)))
    _finish(services, [one for one in done if not one.hindrance], by)
    return tuple(done)


def erase(
    services: Services,
    *,
    by: Actor,
    address: str | None = None,
    person_id: PersonId | None = None,
    centre: PartnerCode | None = None,
    ref: LearnerRef | None = None,
) -> Erased:
    """Erase a person with all her learners, or a learner whom nobody has claimed, now.

    She is named by an address, by her id, or by a centre and its reference. A run that is killed is taken
    up by the next, also by ``erase_asked``. Raises as ``find_whose`` does; NotAllowedError, ConflictError
    (``batch_running``, ``import_running``, ``mail_leaving``, ``person_changed``: somebody writes of her at
    this moment), UnavailableError.
    """
    _check_operator(by)
    whose = find_whose(address=address, person_id=person_id, centre=centre, ref=ref)
    erased = _carry_out(services, _ask(services, whose, by))
    _finish(services, [erased], by)
    return erased


def list_asked() -> tuple[Erasure, ...]:
    """What was asked for and is not done, the oldest first."""
    return erasures.list_open_erasures()


def _carry_out(services: Services, erasure: Erasure) -> Erased:
    """All but the last step, in an order in which every step can be done once more.

    1. Whoever is hers by an address but not yet in her record is erased with her. Nothing may run that
       writes of her. From then on no results file brings her back, and it cannot be withdrawn.
    2. The files go first: what the tables know of her is needed to find her in them.
    3. The tables, in one transaction.
    """
    with transaction():
        subject = _gathered(erasure)
    if erasing.is_blank(subject.learner_ids, subject.person_id):  # a run was killed after 3
        return Erased(erasure.id)
    check_nothing_runs(subject)  # 1
    _begin(services, erasure, subject)
    for _ in range(_TRIES):
        files = erase_files(services, subject)  # 2
        with transaction():  # 3
            before, subject = subject, _locked(erasure, subject)
            if _is_same(before, subject):
                return _counted(erasure, subject, files, erase_tables(services, subject))
    raise ConflictError(
        "This person's record is being changed again and again.",
        code="person_changed",
        hint="Run the erasure again: it goes on where it stopped.",
    )


def _gathered(erasure: Erasure) -> Subject:
    """Whom it is about now: a learner who was claimed since it was asked for is a person by now."""
    known = None if erasure.learner_id is None else find_learner(erasure.learner_id)
    person_id = erasure.person_id or (None if known is None else known.person_id)
    if person_id is None:
        return gather_subject(learner_id=erasure.learner_id)
    join_learners_of(person_id)
    return gather_subject(person_id=person_id)


def _counted(erasure: Erasure, subject: Subject, files: ErasedFiles, named: StillNamed) -> Erased:
    return Erased(
        erasure.id,
        learners=len(subject.learners),
        credentials=len(subject.credentials),
        uploads=files.uploads,
        mails=files.mails,
        exports=files.exports,
        attachments=files.attachments,
        named_in_teams=named.teams,
        named_in_reasons=named.reasons,
    )


def _begin(services: Services, erasure: Erasure, subject: Subject) -> None:
    at = services.now()
    with transaction():
        for centre, traces in sorted(subject.by_centre.items()):
            partners.lock_centre(centre)  # whoever records for it now has ended, or sees the marks
            erasures.add_marks(list(marks_of(services, centre, traces.refs)), at)
        erasing.stop_notices([notice_id for notice_id, _ in subject.notices])
        if erasure.begun_at is None:
            erasures.mark_erasure_begun(erasure.id, at)


def _locked(erasure: Erasure, before: Subject) -> Subject:
    """As she is known now. Nobody signs in as her meanwhile, records for her centres, or issues to her."""
    for digest in sorted(before.links):
        lock_link(digest)
    for centre in sorted(before.by_centre):
        partners.lock_centre(centre)
    for learner_id in sorted(before.learner_ids):
        lock_learner(learner_id)
    for address in sorted(before.own_addresses):
        lock_person_by_address(address)
    now = _gathered(erasure)
    check_nothing_runs(now)
    return now


def _is_same(before: Subject, now: Subject) -> bool:
    """Whether the files were searched for all of her: what came since would be left in them."""
    return replace(now, notices=()) == replace(before, notices=()) and len(now.notices) == len(before.notices)


def _finish(services: Services, done: Sequence[Erased], by: Actor) -> None:
    """The last step, for several at once: nothing can be read in the database's files any more."""
    if not done:
        return
    cleaning.clean_remains()
    at = services.now()
    with transaction():
        for one in done:
            erasures.mark_erasure_finished(one.id, at)
            detail = {"learners": one.learners, "named_in_teams": one.named_in_teams}
            events.add_event(Event(at, by.name, "carried_out", "erasure", one.id, detail))


def _ask(services: Services, whose: Whose, by: Actor) -> Erasure:
    """The erasure that is open already, or a new one."""
    at = services.now()
    with transaction():
        if whose.person_id is not None:
            erasures.lock_person(whose.person_id)
        found = erasures.find_open_erasure(person_id=whose.person_id, learner_id=whose.learner_id)
        if found is not None:
            return found
        asked = Erasure(
            id=ErasureId(new_uuid7(at, services.random_bytes(10))),
            person_id=whose.person_id,
            learner_id=whose.learner_id,
            asked_at=at,
            asked_by=by.name,
        )
        erasures.add_erasure(asked)
        events.add_event(Event(at, by.name, "asked", "erasure", asked.id, {}))
    return asked


def _check_operator(by: Actor) -> None:
    if by.role is not Role.OPERATOR:
        raise NotAllowedError("Only the operator erases people, at the command line.", code="wrong_role")
