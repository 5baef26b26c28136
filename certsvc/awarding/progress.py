"""How far a learner is on the way to what she has not earned yet.

1. What counts towards an award counts here: passing, with the minimum score, between the bounds.
2. Where the courses must lie within some months, what is so old that nothing passed today could go with it
   does not count any more.
3. What cannot be earned any more, and what nothing was passed for, is not on the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certsvc.awarding.months import add_months
from certsvc.awarding.requirement import Passed, PreparedRequirement
from certsvc.awarding.rules import is_passing
from certsvc.domain.catalogue import AllOf, Course, CoursePassed, MicroCertification, Rule
from certsvc.domain.completions import Completion
from certsvc.domain.identifiers import CourseCode


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One course. ``passed_on``: the day that counts, None while it is open."""

    course: CourseCode
    passed_on: date | None

    @property
    def is_done(self) -> bool:
        """Whether it is passed."""
        return self.passed_on is not None

    @property
    def missing(self) -> int:
        """How many courses it still takes."""
        return 0 if self.is_done else 1


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """At least ``needed`` of ``steps``; all of them where they are as many."""

    needed: int
    steps: tuple["Step", ...]

    @property
    def done(self) -> int:
        """How many of its steps are done; not more than are needed."""
        return min(self.needed, sum(step.is_done for step in self.steps))

    @property
    def is_done(self) -> bool:
        """Whether enough of its steps are done."""
        return self.done >= self.needed

    @property
    def missing(self) -> int:
        """How many courses it still takes, on the shortest way."""
        return sum(sorted(step.missing for step in self.steps)[: self.needed])


Step = CourseStep | ChoiceStep


@dataclass(frozen=True, slots=True)
class Progress:
    """The way to one micro-certification.

    ``is_earned``: its requirement is met, and a certificate may follow. ``hours`` of all that counts so far,
    beside the ``minimum_hours`` of the requirement. ``count_until``: from the day after it on, the oldest
    course that counts now is too old.
    """

    micro_certification: MicroCertification
    step: Step
    is_earned: bool
    hours: Decimal
    count_until: date | None


class ProgressRules:
    """Courses and micro-certifications, prepared to be asked for several learners."""

    def __init__(
        self, courses: Mapping[CourseCode, Course], micro_certifications: Sequence[MicroCertification]
    ) -> None:
        self._courses = courses
        self._prepared = [(one, PreparedRequirement(one.requirement)) for one in micro_certifications]

    def progress_of(self, completions: Sequence[Completion], *, today: date) -> Iterator[Progress]:
        """What ONE learner is on the way to, or has earned, in the order of the micro-certifications."""
        passed: dict[CourseCode, list[Passed]] = {}
        for completion in completions:
            course = self._courses.get(completion.course)
            if course is not None and is_passing(completion, course):
                hours = course.hours if completion.hours is None else completion.hours
                passed.setdefault(completion.course, []).append(Passed(completion, hours))
        for micro_certification, prepared in self._prepared:
            if not prepared.courses.isdisjoint(passed) and (
                found := _find_progress(micro_certification, prepared, passed, today)
            ):
                yield found


def _find_progress(
    micro_certification: MicroCertification,
    prepared: PreparedRequirement,
    passed: Mapping[CourseCode, Sequence[Passed]],
    today: date,
) -> Progress | None:
    requirement = prepared.requirement
    counted = {one.course: one.completed_on for one in prepared.find_counted(passed)}
    if counted:
        return Progress(
            micro_certification,
            _step(requirement.rule, counted),
            is_earned=True,
            hours=requirement.minimum_hours or Decimal(0),
            count_until=None,
        )
    if requirement.completed_until is not None and requirement.completed_until < today:
        return None  # 3
    months = requirement.within_months
    usable: dict[CourseCode, Passed] = {}
    for course in prepared.courses & passed.keys():
        for one in passed[course]:
            in_time = months is None or add_months(one.on, months) >= today  # 2
            if prepared.fits(one) and in_time and _is_better(one, usable.get(course)):  # 1
                usable[course] = one
    if not usable:
        return None  # 3
    days = {course: one.on for course, one in usable.items()}
    return Progress(
        micro_certification,
        _step(requirement.rule, days),
        is_earned=False,
        hours=sum((one.hours for one in usable.values()), Decimal(0)),
        count_until=None if months is None else add_months(min(days.values()), months),
    )


def _is_better(one: Passed, other: Passed | None) -> bool:
    """The later stays longer in the window; of the same day that with more hours."""
    return other is None or (one.on, one.hours) > (other.on, other.hours)


def _step(rule: Rule, passed: Mapping[CourseCode, date]) -> Step:
    if isinstance(rule, CoursePassed):
        return CourseStep(rule.course, passed.get(rule.course))
    needed = len(rule.parts) if isinstance(rule, AllOf) else rule.count
    return ChoiceStep(needed, tuple(_step(part, passed) for part in rule.parts))
