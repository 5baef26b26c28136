"""The sweep of certsvc.awarding against trying out every choice, on small cases."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from certsvc.awarding.months import add_months
from certsvc.awarding.rules import awards_earned, is_passing
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import AllOf, AtLeast, CoursePassed, Requirement, Rule
from certsvc.domain.completions import Completion, Outcome
from certsvc.domain.identifiers import CourseCode
from tests.builders import a_completion, a_course, a_micro_certification

CODES = [CourseCode(code) for code in "ABCD"]
COURSES = {
    code: a_course(code=code, hours=Decimal(8 + 2 * number), pass_mark=Decimal(50))
    for number, code in enumerate(CODES)
}
START = date(2024, 1, 29)

course_rules = st.sampled_from(CODES).map(CoursePassed)


def _wider(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    parts = st.lists(rules, min_size=1, max_size=4).map(tuple)
    some = parts.flatmap(lambda given: st.integers(1, len(given)).map(lambda count: AtLeast(count, given)))
    return st.one_of(parts.map(AllOf), some)


rules: st.SearchStrategy[Rule] = st.recursive(course_rules, _wider, max_leaves=6)
near_days = st.integers(0, 100).map(lambda days: START + timedelta(days=days))
requirements = st.builds(
    Requirement,
    rule=rules,
    minimum_score=st.none() | st.sampled_from([Decimal(60), Decimal(80)]),
    minimum_hours=st.none() | st.integers(1, 60).map(Decimal),
    within_months=st.none() | st.integers(1, 3),
    completed_from=st.none() | near_days,
    completed_until=st.none() | near_days,
)
completions_of_one = st.lists(
    st.builds(
        a_completion,
        course=st.sampled_from(CODES),
        cohort=st.sampled_from(["1", "2", "3"]),
        completed_on=near_days,
        score=st.none() | st.integers(40, 100).map(Decimal),
        hours=st.none() | st.integers(1, 30).map(Decimal),
        outcome=st.sampled_from([Outcome.PASSED] * 4 + [Outcome.COMPLETED, Outcome.FAILED]),
    ),
    max_size=8,
    unique_by=lambda completion: completion.key,
)


def earned(requirement: Requirement, completions: list[Completion]) -> Award | None:
    asked = [a_micro_certification(requirement=requirement)]
    awards = awards_earned(completions, courses=COURSES, micro_certifications=asked)
    return awards[0] if awards else None


def holds(rule: Rule, courses: set[CourseCode]) -> bool:
    if isinstance(rule, CoursePassed):
        return rule.course in courses
    met = sum(holds(part, courses) for part in rule.parts)
    return met >= (len(rule.parts) if isinstance(rule, AllOf) else rule.count)


def in_satisfied_parts(rule: Rule, courses: set[CourseCode]) -> Iterator[CourseCode]:
    if holds(rule, courses):
        if isinstance(rule, CoursePassed):
            yield rule.course
        else:
            for part in rule.parts:
                yield from in_satisfied_parts(part, courses)


def hours_of(completion: Completion) -> Decimal:
    return COURSES[completion.course].hours if completion.hours is None else completion.hours


def meets(requirement: Requirement, choice: list[Completion]) -> bool:
    """The meaning of a requirement for one choice, one completion a course, word by word."""
    by_course = {completion.course: completion for completion in choice}
    counted = set(in_satisfied_parts(requirement.rule, set(by_course)))
    if not counted or counted != set(by_course):
        return False
    days = [completion.completed_on for completion in choice]
    minimum, months = requirement.minimum_hours, requirement.within_months
    return (
        all(is_passing(completion, COURSES[completion.course]) for completion in choice)
        and (
            requirement.minimum_score is None
            or all(one.score is not None and one.score >= requirement.minimum_score for one in choice)
        )
        and (minimum is None or sum(map(hours_of, choice)) >= minimum)
        and (months is None or max(days) <= add_months(min(days), months))
        and (requirement.completed_from is None or min(days) >= requirement.completed_from)
        and (requirement.completed_until is None or max(days) <= requirement.completed_until)
    )


def every_choice(completions: list[Completion]) -> Iterator[list[Completion]]:
    alternatives = [[None, *(one for one in completions if one.course == code)] for code in CODES]
    for choice in product(*alternatives):
        yield [one for one in choice if one is not None]


@given(requirements, completions_of_one)
def test_an_award_is_earned_exactly_when_and_as_soon_as_some_choice_meets_the_requirement(
    requirement: Requirement, completions: list[Completion]
) -> None:
    days = [
        max(completion.completed_on for completion in choice)
        for choice in every_choice(completions)
        if meets(requirement, choice)
    ]

    award = earned(requirement, completions)

    assert (None if award is None else award.earned_on) == min(days, default=None)


@given(requirements, completions_of_one)
def test_what_an_award_lists_meets_the_requirement_by_itself(
    requirement: Requirement, completions: list[Completion]
) -> None:
    award = earned(requirement, completions)

    if award is not None:
        assert meets(requirement, list(award.completions))
        assert award.earned_on == award.completions[-1].completed_on
        assert len({completion.course for completion in award.completions}) == len(award.completions)


@given(requirements, completions_of_one)
def test_no_listed_completion_could_be_exchanged_for_a_better_one(
    requirement: Requirement, completions: list[Completion]
) -> None:
    award = earned(requirement, completions)

    for listed in award.completions if award else ():
        for other in completions:
            exchanged = [other if one is listed else one for one in award.completions] if award else []
            if (
                other.course == listed.course
                and (other.score or Decimal(-1)) > (listed.score or Decimal(-1))
                and meets(requirement, exchanged)
            ):
                assert award is None or other.completed_on > award.earned_on


@given(requirements, completions_of_one, st.randoms(use_true_random=False))
def test_the_order_of_completions_never_matters(
    requirement: Requirement, completions: list[Completion], random: Random
) -> None:
    shuffled = list(completions)
    random.shuffle(shuffled)

    assert earned(requirement, shuffled) == earned(requirement, completions)


@given(requirements, completions_of_one)
def test_a_further_completion_never_takes_an_award_away_nor_puts_it_off(
    requirement: Requirement, completions: list[Completion]
) -> None:
    without = [earned(requirement, [one for one in completions if one is not gone]) for gone in completions]
    award = earned(requirement, completions)

    for earlier in without:
        if earlier is not None:
            assert award is not None
            assert award.earned_on <= earlier.earned_on


@given(requirements, completions_of_one)
def test_what_is_completed_after_an_award_does_not_change_it(
    requirement: Requirement, completions: list[Completion]
) -> None:
    award = earned(requirement, completions)

    if award is not None:
        by_then = [one for one in completions if one.completed_on <= award.earned_on]
        assert earned(requirement, by_then) == award
