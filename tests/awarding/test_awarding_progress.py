"""How far a learner is, by the rules that award."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from certsvc.awarding.progress import ChoiceStep, CourseStep, Progress, ProgressRules
from certsvc.awarding.rules import awards_earned
from certsvc.domain.catalogue import AllOf, AtLeast, CoursePassed, MicroCertification, Requirement, Rule
from certsvc.domain.completions import Completion, Outcome
from certsvc.domain.identifiers import CourseCode
from tests.builders import a_completion, a_course, a_micro_certification

TODAY = date(2026, 11, 24)
CODES = ("FND", "PED", "GOV", "OPS")
COURSES = {CourseCode(code): a_course(code=code) for code in CODES}


def passed(code: str) -> CoursePassed:
    return CoursePassed(CourseCode(code))


ONE_PLUS_X = AllOf((passed("FND"), AtLeast(2, (passed("PED"), passed("GOV"), passed("OPS")))))


def asked(rule: Rule = ONE_PLUS_X, **conditions: object) -> MicroCertification:
    return a_micro_certification(requirement=Requirement(rule=rule, **conditions))  # type: ignore[arg-type]


def progress(wanted: MicroCertification, *made: Completion, today: date = TODAY) -> Progress | None:
    return next(ProgressRules(COURSES, [wanted]).progress_of(made, today=today), None)


def done(code: str, on: date = date(2026, 5, 1), **others: object) -> Completion:
    return a_completion(course=code, completed_on=on, **others)  # type: ignore[arg-type]


def test_the_foundation_and_one_of_two_modules_leave_one_to_choose() -> None:
    found = progress(asked(), done("FND"), done("PED", date(2026, 6, 1)))
    assert found is not None
    assert not found.is_earned
    assert found.step == ChoiceStep(
        2,
        (
            CourseStep(CourseCode("FND"), date(2026, 5, 1)),
            ChoiceStep(
                2,
                (
                    CourseStep(CourseCode("PED"), date(2026, 6, 1)),
                    CourseStep(CourseCode("GOV"), None),
                    CourseStep(CourseCode("OPS"), None),
                ),
            ),
        ),
    )
    modules = found.step.steps[1]
    assert isinstance(modules, ChoiceStep)
    assert (modules.done, modules.needed, found.step.done, found.step.missing) == (1, 2, 1, 1)


def test_whoever_has_begun_nothing_is_on_no_way() -> None:
    assert progress(asked()) is None
    assert progress(asked(), done("FND", outcome=Outcome.FAILED)) is None
    assert progress(asked(), done("FND", score=Decimal(12))) is None
    assert progress(asked(passed("PED")), done("FND")) is None


def test_what_is_met_is_earned() -> None:
    found = progress(asked(), done("FND"), done("PED"), done("GOV"))
    assert found is not None
    assert found.is_earned
    assert found.step.missing == 0


def test_what_lies_too_far_back_no_longer_counts() -> None:
    wanted = asked(within_months=24)
    old, new = done("FND", date(2024, 11, 23)), done("PED", date(2026, 6, 1))
    found = progress(wanted, old, new)
    assert found is not None
    assert found.step.missing == 2
    assert found.count_until == date(2028, 6, 1)
    in_time = progress(wanted, done("FND", date(2024, 11, 24)), new)
    assert in_time is not None
    assert in_time.step.missing == 1
    assert in_time.count_until == TODAY
    assert progress(wanted, old) is None


def test_the_later_of_two_cohorts_counts_where_there_is_a_window() -> None:
    found = progress(asked(within_months=24), done("FND", date(2025, 1, 1)), done("FND", date(2026, 1, 1)))
    assert found is not None
    assert found.count_until == date(2028, 1, 1)


def test_hours_that_are_missing_are_counted() -> None:
    wanted = asked(AllOf((passed("FND"), passed("PED"))), minimum_hours=Decimal(60))
    found = progress(wanted, done("FND", hours=Decimal(24)), done("PED", hours=Decimal("12.5")))
    assert found is not None
    assert not found.is_earned
    assert found.step.missing == 0
    assert found.hours == Decimal("36.5")


def test_a_score_below_the_minimum_and_a_date_outside_the_bounds_do_not_count() -> None:
    assert progress(asked(minimum_score=Decimal(80)), done("FND", score=Decimal(79))) is None
    assert progress(asked(completed_from=date(2026, 6, 1)), done("FND")) is None
    assert progress(asked(completed_until=date(2026, 4, 1)), done("FND"), today=date(2026, 3, 1)) is None


def test_what_cannot_be_earned_any_more_is_not_on_the_way() -> None:
    wanted = asked(completed_until=date(2026, 6, 1))
    assert progress(wanted, done("FND"), today=date(2026, 6, 1)) is not None
    assert progress(wanted, done("FND"), today=date(2026, 6, 2)) is None


RULES: st.SearchStrategy[Rule] = st.recursive(
    st.sampled_from(CODES).map(passed),
    lambda parts: st.lists(parts, min_size=1, max_size=3).flatmap(
        lambda several: st.one_of(
            st.just(AllOf(tuple(several))),
            st.integers(1, len(several)).map(lambda count: AtLeast(count, tuple(several))),
        )
    ),
    max_leaves=8,
)


@given(RULES, st.sets(st.sampled_from(CODES), min_size=1))
def test_nothing_is_missing_exactly_where_the_rules_award(rule: Rule, codes: set[str]) -> None:
    made: Sequence[Completion] = [done(code) for code in sorted(codes)]
    wanted = asked(rule)
    found = progress(wanted, *made)
    awards = awards_earned(made, courses=COURSES, micro_certifications=[wanted])
    assert bool(awards) == (found is not None and found.is_earned)
    if found is not None:
        assert found.step.is_done == found.is_earned == (found.step.missing == 0)
