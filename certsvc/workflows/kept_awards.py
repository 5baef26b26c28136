"""What a learner was awarded stays what it was where only her own data were corrected."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from certsvc.awarding.rules import latest_learner
from certsvc.domain.awards import Award
from certsvc.domain.completions import Learner
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import AwardId, CompletionId, CredentialId, LearnerId
from certsvc.domain.records import CompletionRecord, CredentialRecord
from certsvc.storage import awards, catalogue, completions, conferrals
from certsvc.storage.awards import NewAward
from certsvc.storage.completions_behind import current_versions, exact_versions
from certsvc.workflows.issuing_parts import CatalogueParts, gather_catalogue_parts
from certsvc.workflows.making_credentials import EarnedAward, KeptAward


def find_kept_awards(records: Sequence[CredentialRecord]) -> dict[CredentialId, EarnedAward]:
    """The awards of these by the version and the courses that they were certified by, and in her latest name.

    Whatever is asked for today does not matter. Not those of which a result says something else by now, for
    an import or a correction changed it: these have to be earned again.
    """
    held = awards.find_awards([record.award_id for record in records if record.award_id is not None])
    keeper = _Keeper([award for award, _ in held.values()])
    found: dict[CredentialId, EarnedAward] = {}
    for record in records:
        if record.award_id in held:
            kept = keeper.keep(*held[record.award_id])
            found |= {} if kept is None else {record.id: kept}
    return found


class _Keeper:
    """What these awards stand on is looked up for all of them, a catalogue once for those of its time."""

    def __init__(self, held: Sequence[NewAward]) -> None:
        counted = [one for award in held for one in award.completion_ids]
        self._then: Mapping[CompletionId, CompletionRecord] = exact_versions(counted)
        self._now: Mapping[CompletionId, CompletionRecord] = current_versions(counted)
        self._decisions: Mapping[AwardId, Conferral] = conferrals.find_conferrals([one.id for one in held])
        current = completions.current_completions({one.learner_id for one in held})
        self._learners: Mapping[LearnerId, Learner] = {
            learner_id: latest_learner([one.completion for one in behind])
            for learner_id, behind in current.items()
        }
        self._parts: dict[datetime, CatalogueParts] = {}

    def keep(self, held: NewAward, awarded_at: datetime) -> EarnedAward | None:
        """None where it cannot be: a result changed, or its version is not known."""
        decision = self._decisions.get(held.id)
        behind = self._unchanged(held) if decision is None else ()
        learner = self._learners.get(held.learner_id) if decision is None else decision.recipient
        earned_as = catalogue.find_micro_certification(held.micro_certification, held.version)
        if behind is None or learner is None or earned_as is None:
            return None
        award = Award(
            learner=learner,
            micro_certification=earned_as,
            completions=tuple(one.completion for one in behind),
            earned_on=held.earned_on,
            conferral=decision,
        )
        if awarded_at not in self._parts:
            self._parts[awarded_at] = gather_catalogue_parts(awarded_at)
        kept = KeptAward(awarded_at, self._parts[awarded_at])
        return EarnedAward(held.learner_id, award, behind, kept=kept)

    def _unchanged(self, held: NewAward) -> tuple[CompletionRecord, ...] | None:
        """The completions behind it as they stand, in the order in which they counted."""
        behind = list(self._behind(held))
        if not behind or len(behind) != len(held.completion_ids):
            return None
        return tuple(sorted(behind, key=_place))

    def _behind(self, held: NewAward) -> Iterator[CompletionRecord]:
        for one in held.completion_ids:
            then, now = self._then.get(one), self._now.get(one)
            if then is not None and now is not None and _say_the_same(then, now):
                yield now


def _say_the_same(then: CompletionRecord, now: CompletionRecord) -> bool:
    """But for the name and data of the learner, which a later file may have mended."""
    return replace(then.completion, learner=now.completion.learner) == now.completion


def _place(record: CompletionRecord) -> tuple[date, str, str]:
    completion = record.completion
    return completion.completed_on, completion.course, completion.cohort
