"""One requirement and what one learner has passed: whether it is met, since when, and by what.

Only ``within_months`` can make a further completion harmful; the rule and the hours only gain by it.
So a requirement is met on a day exactly when it is met by *everything* that lies in the window which
ends on that day, and the first such day is found in one sweep over the dates.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from certsvc.awarding.months import add_months
from certsvc.domain.catalogue import AllOf, CoursePassed, Requirement, Rule
from certsvc.domain.completions import Completion
from certsvc.domain.identifiers import CourseCode

_NO_SCORE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class Passed:
    """A passing completion with its hours: what its centre states, else the hours of the course."""

    completion: Completion
    hours: Decimal

    @property
    def on(self) -> date:
        """The day of the completion."""
        return self.completion.completed_on

    @property
    def course(self) -> CourseCode:
        """The course that was passed."""
        return self.completion.course


class PreparedRequirement:
    """A requirement, ready to be asked for many learners."""

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement
        self.courses = frozenset(_courses_of(requirement.rule))
        self.indispensable = frozenset(_indispensable(requirement.rule))

    def find_counted(self, passed: Mapping[CourseCode, Sequence[Passed]]) -> tuple[Completion, ...]:
        """What counts towards the requirement on the first day on which it is met; empty if it never is.

        One completion a course, by date: the best score, but never at the price of the hours asked
        for. The day on which it is met is the date of the last. ``passed``: all of one learner's
        passing completions by course.
        """
        if not passed.keys() >= self.indispensable:
            return ()
        fitting = [one for course in self.courses & passed.keys() for one in passed[course] if self.fits(one)]
        if not self._is_met({one.course: one.hours for one in fitting}, ignore_hours=True):
            return ()
        window = self._find_first_window(sorted(fitting, key=lambda one: one.on))
        if window is None:
            return ()
        chosen = self._choose([one for one in fitting if window[0] <= one.on <= window[1]])
        return tuple(sorted(chosen, key=lambda one: (one.completed_on, one.course, one.cohort)))

    def fits(self, one: Passed) -> bool:
        """Whether it may count, taken alone. Without a score no minimum score is shown."""
        asked = self.requirement
        score = one.completion.score
        if asked.minimum_score is not None and (score is None or score < asked.minimum_score):
            return False
        if asked.completed_from is not None and one.on < asked.completed_from:
            return False
        return asked.completed_until is None or one.on <= asked.completed_until

    def _is_met(self, hours: Mapping[CourseCode, Decimal], *, ignore_hours: bool = False) -> bool:
        counted = _counted(self.requirement.rule, hours)
        if not counted:
            return False
        minimum = self.requirement.minimum_hours
        return ignore_hours or minimum is None or sum(hours[course] for course in counted) >= minimum

    def _find_first_window(self, by_date: Sequence[Passed]) -> tuple[date, date] | None:
        """First and last day of the earliest window that meets the requirement.

        For every course a queue of those in the window which no later one exceeds in hours, so that
        its head has the most hours: each completion enters and leaves once.
        """
        months = self.requirement.within_months
        queues: dict[CourseCode, deque[Passed]] = {}
        starts = deque(by_date)
        for last, made in groupby(by_date, key=lambda one: one.on):
            for one in made:
                queue = queues.setdefault(one.course, deque())
                while queue and queue[-1].hours <= one.hours:
                    queue.pop()
                queue.append(one)
            while months is not None and add_months(starts[0].on, months) < last:
                gone = starts.popleft()
                queue = queues[gone.course]
                if queue[0] is gone:
                    queue.popleft()
            if self._is_met({course: queue[0].hours for course, queue in queues.items() if queue}):
                return starts[0].on, last
        return None

    def _choose(self, inside: Sequence[Passed]) -> list[Completion]:
        """One completion for every counted course of a window that meets the requirement.

        Course by course in the order of their codes: the best that still lets the others, each at
        its most hours, reach the hours asked for.
        """
        alternatives: dict[CourseCode, list[Passed]] = {}
        for one in inside:
            alternatives.setdefault(one.course, []).append(one)
        counted = _counted(self.requirement.rule, alternatives)
        most = {course: max(one.hours for one in alternatives[course]) for course in counted}
        spare = sum(most.values(), Decimal(0)) - (self.requirement.minimum_hours or 0)
        chosen: list[Completion] = []
        for course in sorted(counted):
            if self.requirement.minimum_hours is None:
                best = min(alternatives[course], key=_preference)
            else:
                affordable = (one for one in alternatives[course] if most[course] - one.hours <= spare)
                best = min(affordable, key=_preference)
                spare -= most[course] - best.hours
            chosen.append(best.completion)
        return chosen


def _preference(one: Passed) -> tuple[Decimal, str, date, Decimal]:
    """Least first: highest score, then cohort, then the earlier, then more hours."""
    score = one.completion.score
    return (_NO_SCORE if score is None else -score, one.completion.cohort, one.on, -one.hours)


def _counted(rule: Rule, available: Mapping[CourseCode, object]) -> frozenset[CourseCode]:
    """The available courses in all satisfied parts of the rule; empty when the rule is not satisfied."""
    if isinstance(rule, CoursePassed):
        return frozenset((rule.course,)) if rule.course in available else frozenset()
    parts = [counted for part in rule.parts if (counted := _counted(part, available))]
    needed = len(rule.parts) if isinstance(rule, AllOf) else rule.count
    return frozenset().union(*parts) if parts and len(parts) >= needed else frozenset()


def _courses_of(rule: Rule) -> set[CourseCode]:
    if isinstance(rule, CoursePassed):
        return {rule.course}
    return set().union(*(_courses_of(part) for part in rule.parts))


def _indispensable(rule: Rule) -> set[CourseCode]:
    """Courses without which the rule cannot be satisfied; not all of them in tangled rules."""
    if isinstance(rule, CoursePassed):
        return {rule.course}
    if isinstance(rule, AllOf) or rule.count >= len(rule.parts):
        return set().union(*(_indispensable(part) for part in rule.parts))
    return set()
