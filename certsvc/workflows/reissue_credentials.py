"""Credentials are made anew from the record as it stands; each takes the place of the one before."""

from collections.abc import Sequence
from dataclasses import replace

from certsvc.awarding.rules import AwardingRules
from certsvc.domain.identifiers import AwardId
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.storage import awards, completions, conferrals, credential_selection, credentials, events
from certsvc.storage.awards import RenewedAward
from certsvc.storage.events import Event
from certsvc.workflows.confer_awards import award_of
from certsvc.workflows.issuing_parts import CatalogueParts, gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker, EarnedAward, MadeCredential
from certsvc.workflows.revoke_credential import revoke_records
from certsvc.workflows.services import Services


def reissue_records(
    services: Services, records: Sequence[CredentialRecord], *, reason: str, by: str, batch_id: str
) -> int:
    """Inside a transaction, for locked standing records; returns how many were left as they are.

    1. What each learner has earned by the current completions and rules is looked up, and what was
       conferred. An award that is no longer earned is left: whether to revoke it is somebody's decision.
       So is a transcript, which no award stands behind.
    2. The new credentials are made; one that cannot be is left too.
    3. The old ones are revoked with the reason, then the new ones stand under the same awards.
    """
    parts = gather_catalogue_parts()
    rules = AwardingRules(parts.courses, parts.micro_certifications)
    again = _earned_again(rules, records) | _conferred_again(parts, records)  # 1
    wanted = [record for record in records if record.id in again]
    outcomes = list(CredentialMaker(services, parts).make([again[record.id] for record in wanted]))  # 2
    made = [
        (old, replace(new.record, award_id=old.award_id, supersedes=old.id), new.new_award)
        for old, new in zip(wanted, outcomes, strict=True)
        if isinstance(new, MadeCredential)
    ]
    if made:  # 3
        at = services.now()
        revoke_records(services, [old for old, _, _ in made], Revocation(at=at, reason=reason, by=by))
        credentials.add_credentials([new for _, new, _ in made], batch_id=batch_id)
        awards.renew_awards(
            [
                RenewedAward(award_id, award.version, award.earned_on, award.completion_ids)
                for old, _, award in made
                if (award_id := old.award_id) is not None
            ]
        )
        events.add_events(
            [Event(at, by, "reissued", "credential", new.id, {"supersedes": old.id}) for old, new, _ in made]
        )
    return len(records) - len(made)


def _earned_again(rules: AwardingRules, records: Sequence[CredentialRecord]) -> dict[str, EarnedAward]:
    """For each record whose award is still earned: the award as it would be made today."""
    learners = credential_selection.learners_of(_award_ids(records))
    current = completions.current_completions(set(learners.values()))
    found: dict[str, EarnedAward] = {}
    for record in records:
        if record.award_id is None:
            continue
        learner_id = learners[record.award_id]
        behind = current.get(learner_id, [])
        by_key = {one.completion.key: one for one in behind}
        for award in rules.awards_for([one.completion for one in behind]):
            if award.micro_certification.code == record.micro_certification:
                counted = tuple(by_key[completion.key] for completion in award.completions)
                found[record.id] = EarnedAward(learner_id=learner_id, award=award, behind=counted)
    return found


def _conferred_again(parts: CatalogueParts, records: Sequence[CredentialRecord]) -> dict[str, EarnedAward]:
    """For each record whose award was conferred: the award that its decision makes today."""
    decisions = conferrals.find_conferrals(_award_ids(records))
    learners = credential_selection.learners_of(list(decisions))
    return {
        record.id: award_of(learners[record.award_id], decisions[record.award_id], parts)
        for record in records
        if record.award_id in decisions
    }


def _award_ids(records: Sequence[CredentialRecord]) -> list[AwardId]:
    return [record.award_id for record in records if record.award_id is not None]
