"""What centres wrote of learners is taken for what it means since a correction was approved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from certsvc.domain.catalogue import Course
from certsvc.domain.completions import Completion, Learner
from certsvc.domain.corrections import OF_A_RESULT, CorrectedField
from certsvc.domain.identifiers import CourseCode, LearnerId
from certsvc.storage import catalogue
from certsvc.storage.corrected_values import MeantValues, WrittenValue, find_meant_values
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
        result = (completion.course, completion.cohort)
        texts = {
            one: self.values.meant(WrittenValue(learner_id, one, text_of_result(completion, one), result))
            for one in _RESULTS
        }
        course = self._known_courses().get(completion.course)
        meant = result_with(completion, texts, pass_mark=None if course is None else course.pass_mark)
        return replace(meant, learner=self.of_learner(learner_id, completion.learner))

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
