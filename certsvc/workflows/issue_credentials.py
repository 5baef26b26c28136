"""Completions become awards, awards become signed credentials: the way of the data, steps 3 to 8."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from certsvc.awarding.rules import AwardingRules
from certsvc.domain.access import Actor, Scope
from certsvc.domain.identifiers import ImportId, LearnerId, LearnerRef, PartnerCode
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import CheckResult, VerdictKind
from certsvc.errors import ProofError
from certsvc.storage import awards, completions, credentials, events, learners
from certsvc.storage.database import transaction
from certsvc.storage.learners import Pending, PendingFilter
from certsvc.workflows.corrected_values import with_corrected_values
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker, EarnedAward, MadeCredential, Unissuable
from certsvc.workflows.notices import queue_issued
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored

BATCH = 1_000
"""Learners in one transaction."""
_SAMPLE_EVERY = 100


@dataclass(frozen=True, slots=True)
class IssuedBatch:
    """What one transaction brought; ``seen`` learners were looked at."""

    seen: int
    records: tuple[CredentialRecord, ...]
    unissuable: tuple[Unissuable, ...]


def issue_pending(
    services: Services,
    *,
    by: Actor,
    centre: PartnerCode | None = None,
    learner_ref: LearnerRef | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[CredentialRecord, ...]:
    """Award what is earned and issue what is awarded and not yet issued; returns the new credentials.

    Those that an officer held back are issued too: this is the act that she waited for.
    ``progress(done, total)`` is called after each batch. Raises NotAllowedError, NotFoundError.
    """
    by.check_may(Scope.ISSUE)
    if centre is not None:
        by.check_sees(centre)
    wanted = PendingFilter(centre=centre if centre is not None else by.centre, ref=learner_ref)
    total, done = learners.count_pending(wanted), 0
    issued: list[CredentialRecord] = []
    for batch in issue_batches(services, wanted, by=by.name):
        issued.extend(batch.records)
        done += batch.seen
        if progress is not None:
            progress(done, max(total, done))
    return tuple(issued)


def issue_batches(
    services: Services,
    wanted: PendingFilter,
    *,
    by: str,
    note: Callable[[IssuedBatch], None] | None = None,
) -> Iterator[IssuedBatch]:
    """Go through the pending learners, a transaction a batch; what is committed stays if we are killed.

    ``note`` writes what is to be known of a batch, at the end of its transaction; if it raises, the
    batch is undone.
    """
    parts = gather_catalogue_parts()
    rules = AwardingRules(parts.courses, parts.micro_certifications)
    maker = CredentialMaker(services, parts)
    last: LearnerId | None = None
    while True:
        with transaction():
            learner_ids = learners.take_pending(wanted, BATCH, after=last)
            if not learner_ids:
                return
            earned = earned_awards(rules, learner_ids)
            batch = _issue_batch(services, maker, learner_ids, earned, by=by, import_id=wanted.import_id)
            if note is not None:
                note(batch)
        last = learner_ids[-1]
        yield batch


def issue_to(services: Services, learner_id: LearnerId, *, by: str) -> IssuedBatch:
    """Inside a transaction, for a locked learner: the same for her alone, whether she is due or not."""
    parts = gather_catalogue_parts()
    earned = earned_awards(AwardingRules(parts.courses, parts.micro_certifications), [learner_id])
    maker = CredentialMaker(services, parts)
    return _issue_batch(services, maker, [learner_id], earned, by=by, import_id=None)


def earned_awards(rules: AwardingRules, learner_ids: Sequence[LearnerId]) -> list[EarnedAward]:
    """Step 3: what these learners have earned and do not hold yet, with the completions behind it.

    In the names that they have since their corrections.
    """
    held = awards.awards_held(learner_ids)
    earned = []
    for learner_id, records in completions.current_completions(learner_ids).items():
        by_key = {record.completion.key: record for record in records}
        for award in rules.awards_for([record.completion for record in records]):
            if (learner_id, award.micro_certification.code) not in held:
                behind = tuple(by_key[completion.key] for completion in award.completions)
                earned.append(EarnedAward(learner_id=learner_id, award=award, behind=behind))
    return with_corrected_values(earned)


def _issue_batch(
    services: Services,
    maker: CredentialMaker,
    learner_ids: list[LearnerId],
    earned: list[EarnedAward],
    *,
    by: str,
    import_id: ImportId | None,
) -> IssuedBatch:
    """Inside a transaction.

    4.-6. Each credential is composed, linted, signed; one that breaks a rule is left out, its learner held.
    8. Awards and credentials are stored with their status positions, and the log knows; notices are due.
    7. A sample is verified as anyone would: from what is stored. If it fails, nothing is committed.
    """
    # 4.-6.
    outcomes = list(maker.make(earned))
    made = [outcome for outcome in outcomes if isinstance(outcome, MadeCredential)]
    unissuable = tuple(outcome for outcome in outcomes if isinstance(outcome, Unissuable))
    # 8.
    at = services.now()
    records = tuple(entry.record for entry in made)
    awards.add_awards([entry.new_award for entry in made], at=at)
    credentials.add_credentials(records, batch_id=import_id)
    events.add_events([events.Event(at, by, "issued", "credential", record.id, {}) for record in records])
    queue_issued(services, earned, outcomes)
    held = {entry.earned.learner_id for entry in unissuable}
    learners.set_pending([learner_id for learner_id in learner_ids if learner_id not in held], None)
    learners.set_pending(list(held), Pending.HELD)
    # 7.
    verify_sample(services, records)
    return IssuedBatch(len(learner_ids), records, unissuable)


def verify_sample(services: Services, records: Sequence[CredentialRecord]) -> None:
    """Inside the transaction that stored them: some are verified as anyone would. Raises ProofError."""
    for record in records[::_SAMPLE_EVERY]:
        verdict = verify_stored(services, record.id)
        if verdict.kind is not VerdictKind.VALID:
            failed = ", ".join(
                check.reason for check in verdict.checks if check.result is not CheckResult.PASSED
            )
            raise ProofError(f"A credential just signed does not verify ({failed}); nothing was issued.")
