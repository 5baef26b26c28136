"""What a learner would be awarded in the place of what she holds: for acts that make it anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from certsvc.awarding.rules import AwardingRules
from certsvc.domain.identifiers import AwardId, CredentialId
from certsvc.domain.records import CredentialRecord
from certsvc.storage import completions, conferrals, credential_selection
from certsvc.workflows.confer_awards import award_of
from certsvc.workflows.corrected_values import with_corrected_values
from certsvc.workflows.issuing_parts import CatalogueParts
from certsvc.workflows.kept_awards import find_kept_awards
from certsvc.workflows.making_credentials import EarnedAward, Replacing


@dataclass(frozen=True, slots=True)
class ToReplace:
    """A credential, and the award that the one in its place is to certify; that award knows it too."""

    record: CredentialRecord
    earned: EarnedAward


class EarningAgain:
    """By the catalogue as it stands; looked at once for an act on many."""

    def __init__(self, parts: CatalogueParts) -> None:
        self._parts = parts
        self._rules = AwardingRules(parts.courses, parts.micro_certifications)

    def awards_for(
        self, records: Sequence[CredentialRecord], *, reason: str, keep_earned: bool = False
    ) -> list[ToReplace]:
        """Each of these whose award is still earned, or was conferred, in their order.

        By the completions that count now, in the names that she has since her corrections. None of a
        transcript, which no award stands behind. ``keep_earned``: an award whose results say what they said
        stays what it was (``find_kept_awards``).
        """
        unchanged = find_kept_awards(records) if keep_earned else {}
        others = [record for record in records if record.id not in unchanged]
        found = self._earned(others) | self._conferred(others) | unchanged
        kept = [record for record in records if record.id in found]
        again = with_corrected_values([found[record.id] for record in kept])
        return [
            ToReplace(record, replace(award, replacing=Replacing(record, reason)))
            for record, award in zip(kept, again, strict=True)
        ]

    def _earned(self, records: Sequence[CredentialRecord]) -> dict[CredentialId, EarnedAward]:
        learners = credential_selection.learners_of(_award_ids(records))
        current = completions.current_completions(set(learners.values()))
        found: dict[CredentialId, EarnedAward] = {}
        for record in records:
            if record.award_id is None:
                continue
            learner_id = learners[record.award_id]
            behind = current.get(learner_id, [])
            by_key = {one.completion.key: one for one in behind}
            for award in self._rules.awards_for([one.completion for one in behind]):
                if award.micro_certification.code == record.micro_certification:
                    counted = tuple(by_key[completion.key] for completion in award.completions)
                    found[record.id] = EarnedAward(learner_id=learner_id, award=award, behind=counted)
        return found

    def _conferred(self, records: Sequence[CredentialRecord]) -> dict[CredentialId, EarnedAward]:
        decisions = conferrals.find_conferrals(_award_ids(records))
        learners = credential_selection.learners_of(list(decisions))
        return {
            record.id: award_of(learners[record.award_id], decisions[record.award_id], self._parts)
            for record in records
            if record.award_id in decisions
        }


def _award_ids(records: Sequence[CredentialRecord]) -> list[AwardId]:
    return [record.award_id for record in records if record.award_id is not None]
