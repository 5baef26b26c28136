"""What centres wrote of learners is taken for what it means since a correction was approved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from certsvc.domain.catalogue import Course
from certsvc.domain.completions import Completion, Learner
from certsvc.domain.corrections import OF_A_RESULT, CorrectedField
from certsvc.domain.identifiers import CourseCode, LearnerId
from certsvc.storage import catalogue
from certsvc.storage.corrected_values import MeantValues, WrittenValue, find_meant_values
from certsvc.storage.learners import KnownLearner
from certsvc.workflows.corrected_fields import learner_with, result_with, text_of_learner, text_of_result
from certsvc.workflows.making_credentials import EarnedAward

OF_A_LEARNER = tuple(one for one in CorrectedField if one not in OF_A_RESULT)
_RESULTS = tuple(one for one in CorrectedField if one in OF_A_RESULT)


@dataclass(slots=True)
class Meaning:
    """Corrected values of some learners, ready to be read into what a file says of them."""

    values: MeantValues
    _courses: dict[CourseCode, Course] = field(default_factory=dict)

    def of_learner(self, learner_id: LearnerId, learner: Learner) -> Learner:
        """The learner as she is called since her corrections."""
        if not self.values.has(learner_id):
            return learner
        texts = {
            one: self.values.meant(WrittenValue(learner_id, one, text_of_learner(learner, one)))
            for one in OF_A_LEARNER
        }
        return learner_with(learner, texts)

    def of_completion(self, learner_id: LearnerId, completion: Completion) -> Completion:
        """The completion as it is meant, her in it likewise."""
        if not self.values.has(learner_id):
            return completion
        meant = self._of_result(learner_id, completion)
        return replace(meant, learner=self.of_learner(learner_id, completion.learner))

    def of_row(
        self, known: KnownLearner, row: Completion, recorded: Completion | None
    ) -> tuple[Completion, Completion | None]:
        """A row of a file, and what is recorded of the same result, to be held against each other.

        Where the row still has what was corrected, it says nothing: not even what it was corrected to, for a
        newer file may have said something else since. Of the learner what stands now counts in both, of the
        result what is recorded.
        """
        if not self.values.has(known.id):
            return row, recorded
        now = {
            one: text_of_learner(known.learner, one)
            for one in OF_A_LEARNER
            if self.values.is_refused(WrittenValue(known.id, one, text_of_learner(row.learner, one)))
        }
        row = replace(self._of_result(known.id, row, recorded), learner=learner_with(row.learner, now))
        if recorded is not None:
            recorded = replace(recorded, learner=learner_with(recorded.learner, now))
        return row, recorded

    def _of_result(
        self, learner_id: LearnerId, completion: Completion, recorded: Completion | None = None
    ) -> Completion:
        """The completion as its own fields are meant; those corrected as they are recorded, if they are."""
        result, texts = (completion.course, completion.cohort), {}
        for one in _RESULTS:
            written = WrittenValue(learner_id, one, text_of_result(completion, one), result)
            if self.values.is_refused(written):
                texts[one] = text_of_result(recorded, one) if recorded else self.values.meant(written)
        course = self._known_courses().get(completion.course)
        return result_with(completion, texts, pass_mark=None if course is None else course.pass_mark)

    def _known_courses(self) -> dict[CourseCode, Course]:
        """Looked up for the first who needs them: hardly any file has one."""
        if not self._courses:
            self._courses = dict(catalogue.courses_by_code())
        return self._courses


def find_meaning(learner_ids: Iterable[LearnerId]) -> Meaning:
    """The corrected values of these learners, in one query."""
    return Meaning(find_meant_values(learner_ids))


def with_corrected_values(earned: Sequence[EarnedAward]) -> list[EarnedAward]:
    """The same awards, of learners as they are called since their corrections; one query for all."""
    meaning = find_meaning({one.learner_id for one in earned})
    if not meaning.values.by_learner:
        return list(earned)
    return [
        replace(one, award=replace(one.award, learner=meaning.of_learner(one.learner_id, one.award.learner)))
        for one in earned
    ]
