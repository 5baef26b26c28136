"""What a learner has earned by her completions.

1. A completion counts when it is passing (``is_passing``) and its course is known.
2. For a micro-certification it must also reach the minimum score (one without a score does not) and
   lie between ``completed_from`` and ``completed_until``.
3. Several cohorts of one course are alternatives: one of them is counted.
4. Hours are those that the completion states, else the course's.
5. "At least X of these" counts every one of these that is passed by the day on which the award is
   earned, not only X; parts of the rule that are not satisfied do not count, nor do their hours.
6. What is conferred by a decision is never earned, whatever was completed.
7. ``earned_on`` is the earliest day on which some choice meets rule, hours and window together.
   What is passed afterwards changes nothing.
"""

from collections.abc import Mapping, Sequence

from certsvc.awarding.requirement import Passed, PreparedRequirement
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.domain.completions import Completion, Learner, Outcome
from certsvc.domain.identifiers import CourseCode


def is_passing(completion: Completion, course: Course) -> bool:
    """Whether the course counts as passed.

    The centre says passed or completed, and the score, where there is one, reaches the pass mark.
    """
    if completion.outcome not in {Outcome.PASSED, Outcome.COMPLETED}:
        return False
    return completion.score is None or completion.score >= course.pass_mark


class AwardingRules:
    """Courses and micro-certifications, prepared to be asked for many learners.

    ``micro_certifications``: one version of each; awards come in their order.
    """

    def __init__(
        self, courses: Mapping[CourseCode, Course], micro_certifications: Sequence[MicroCertification]
    ) -> None:
        self._courses = courses
        self._prepared = [(one, PreparedRequirement(one.requirement)) for one in micro_certifications]
        self._by_course: dict[CourseCode, list[int]] = {}
        for position, (_, requirement) in enumerate(self._prepared):
            for course in requirement.courses:
                self._by_course.setdefault(course, []).append(position)

    def awards_for(self, completions: Sequence[Completion]) -> tuple[Award, ...]:
        """The awards that ONE learner's completions earn, in whatever order they come."""
        passed: dict[CourseCode, list[Passed]] = {}
        positions: set[int] = set()
        for completion in completions:
            course = self._courses.get(completion.course)
            if course is None or not is_passing(completion, course):
                continue
            hours = course.hours if completion.hours is None else completion.hours
            passed.setdefault(completion.course, []).append(Passed(completion, hours))
            positions.update(self._by_course.get(completion.course, ()))
        awards = []
        for position in sorted(positions):
            micro_certification, requirement = self._prepared[position]
            if counted := requirement.find_counted(passed):
                learner = latest_learner(completions)
                awards.append(Award(learner, micro_certification, counted, counted[-1].completed_on))
        return tuple(awards)


def awards_earned(
    completions: Sequence[Completion],
    *,
    courses: Mapping[CourseCode, Course],
    micro_certifications: Sequence[MicroCertification],
) -> tuple[Award, ...]:
    """The awards that ONE learner's completions earn; for many learners prepare ``AwardingRules`` once."""
    return AwardingRules(courses, micro_certifications).awards_for(completions)


def latest_learner(completions: Sequence[Completion]) -> Learner:
    """Her record as the latest completion has it: what is passed or failed later may correct a name."""
    if len(completions) == 1:
        return completions[0].learner
    latest = max(completions, key=lambda one: (one.completed_on, one.course, one.cohort, repr(one.learner)))
    return latest.learner
