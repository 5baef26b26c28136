from datetime import date
from decimal import Decimal

import pytest

from certsvc.awarding.rules import awards_earned, is_passing
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import AllOf, AtLeast, Course, CoursePassed, Requirement, Rule
from certsvc.domain.completions import Completion, Outcome
from certsvc.domain.identifiers import CourseCode
from tests.builders import a_completion, a_course, a_learner, a_micro_certification


def passed(code: str) -> CoursePassed:
    return CoursePassed(CourseCode(code))


ONE_PLUS_X = AllOf((passed("F"), AtLeast(2, (passed("P"), passed("G"), passed("O"), passed("I")))))
COURSES = {
    CourseCode(code): a_course(code=code, hours=Decimal(12), pass_mark=Decimal(60)) for code in "ABCFPGOI"
}


def made(
    code: str,
    day: date = date(2025, 3, 1),
    score: int | str | None = 80,
    *,
    cohort: str = "2025-1",
    hours: int | None = 12,
    outcome: Outcome = Outcome.PASSED,
) -> Completion:
    return a_completion(
        course=code,
        completed_on=day,
        score=None if score is None else Decimal(score),
        cohort=cohort,
        hours=None if hours is None else Decimal(hours),
        outcome=outcome,
    )


def earned(requirement: Requirement | Rule, *completions: Completion) -> Award | None:
    asked = requirement if isinstance(requirement, Requirement) else Requirement(requirement)
    awards = awards_earned(
        completions, courses=COURSES, micro_certifications=[a_micro_certification(requirement=asked)]
    )
    assert len(awards) <= 1
    return awards[0] if awards else None


@pytest.mark.parametrize(
    ("outcome", "score", "passing"),
    [
        (Outcome.PASSED, "60", True),
        (Outcome.PASSED, "59.99", False),
        (Outcome.PASSED, None, True),
        (Outcome.COMPLETED, None, True),
        (Outcome.COMPLETED, "60", True),
        (Outcome.COMPLETED, "59", False),
        (Outcome.FAILED, "100", False),
        (Outcome.FAILED, None, False),
        (Outcome.WITHDRAWN, "100", False),
    ],
)
def test_a_completion_passes_by_its_outcome_and_its_score(
    outcome: Outcome,
    score: str | None,
    passing: bool,  # noqa: FBT001  # a table of cases
) -> None:
    course: Course = a_course(pass_mark=Decimal(60))
    completion = a_completion(outcome=outcome, score=None if score is None else Decimal(score))

    assert is_passing(completion, course) is passing


def test_a_learner_who_passed_the_course_earns_its_certificate_on_that_day() -> None:
    completion = made("A", date(2025, 3, 1))

    award = earned(passed("A"), completion)

    assert award is not None
    assert award.completions == (completion,)
    assert award.earned_on == date(2025, 3, 1)
    assert award.learner == completion.learner


def test_a_learner_without_completions_earns_nothing() -> None:
    assert awards_earned([], courses=COURSES, micro_certifications=[a_micro_certification()]) == ()


def test_a_course_that_is_not_in_the_catalogue_counts_for_nothing() -> None:
    assert earned(passed("Z"), made("Z")) is None


def test_a_learner_missing_one_course_of_all_earns_no_certificate() -> None:
    rule = AllOf((passed("A"), passed("B"), passed("C")))

    assert earned(rule, made("A"), made("B")) is None
    assert earned(rule, made("A"), made("B"), made("C")) is not None


def test_the_foundation_and_two_modules_earn_one_plus_x() -> None:
    assert earned(ONE_PLUS_X, made("F"), made("P"), made("I")) is not None


def test_modules_without_the_foundation_earn_nothing() -> None:
    assert earned(ONE_PLUS_X, made("P"), made("G"), made("O"), made("I")) is None


def test_the_foundation_with_one_module_too_few_earns_nothing() -> None:
    assert earned(ONE_PLUS_X, made("F"), made("P"), made("G", score=59)) is None


def test_one_plus_x_is_earned_by_the_last_needed_completion_even_if_that_is_the_foundation() -> None:
    modules = (made("P", date(2025, 2, 1)), made("G", date(2025, 2, 20)))
    foundation = made("F", date(2025, 6, 25))

    award = earned(ONE_PLUS_X, foundation, *modules)

    assert award is not None
    assert award.earned_on == date(2025, 6, 25)
    assert award.completions == (*modules, foundation)


def test_every_module_passed_by_then_is_counted_and_none_passed_later() -> None:
    until_then = (made("P", date(2025, 2, 1)), made("G", date(2025, 3, 1)), made("O", date(2025, 3, 2)))
    foundation = made("F", date(2025, 4, 1))
    later = made("I", date(2025, 5, 1))

    award = earned(ONE_PLUS_X, later, foundation, *until_then)

    assert award is not None
    assert award.completions == (*until_then, foundation)
    assert award.earned_on == date(2025, 4, 1)


def test_the_score_may_equal_the_minimum_and_not_fall_below() -> None:
    asked = Requirement(passed("A"), minimum_score=Decimal(75))

    assert earned(asked, made("A", score=75)) is not None
    assert earned(asked, made("A", score="74.99")) is None


def test_a_minimum_score_is_not_shown_by_a_completion_without_one() -> None:
    asked = Requirement(passed("A"), minimum_score=Decimal(60))

    assert earned(asked, made("A", score=None, outcome=Outcome.COMPLETED)) is None


def test_the_hours_together_may_equal_the_minimum_and_not_fall_below() -> None:
    asked = Requirement(ONE_PLUS_X, minimum_hours=Decimal(36))

    assert earned(asked, made("F"), made("P"), made("G")) is not None
    assert earned(asked, made("F"), made("P"), made("G", hours=11)) is None


def test_a_third_module_makes_up_for_missing_hours_on_the_day_it_is_passed() -> None:
    asked = Requirement(ONE_PLUS_X, minimum_hours=Decimal(36))

    award = earned(asked, made("F"), made("P"), made("G", hours=8), made("O", date(2025, 9, 1), hours=4))

    assert award is not None
    assert award.earned_on == date(2025, 9, 1)


def test_the_course_gives_the_hours_that_a_completion_does_not_state() -> None:
    asked = Requirement(passed("A"), minimum_hours=Decimal(12))

    assert earned(asked, made("A", hours=None)) is not None


def test_hours_of_a_part_that_is_not_satisfied_do_not_count() -> None:
    asked = Requirement(
        AtLeast(1, (passed("A"), AllOf((passed("B"), passed("C"))))), minimum_hours=Decimal(20)
    )

    assert earned(asked, made("A"), made("B")) is None
    assert earned(asked, made("A"), made("B"), made("C")) is not None


def test_of_two_cohorts_the_better_score_is_counted() -> None:
    better = made("A", date(2025, 2, 1), 95, cohort="2025-1")

    award = earned(AllOf((passed("A"), passed("B"))), made("A", date(2025, 1, 1), 70), better, made("B"))

    assert award is not None
    assert better in award.completions
    assert len(award.completions) == 2


def test_a_better_score_never_costs_the_hours_that_are_asked_for() -> None:
    long = made("A", date(2025, 1, 1), 70, cohort="2024-2", hours=30)
    short = made("A", date(2025, 1, 1), 99, cohort="2025-1", hours=5)

    award = earned(Requirement(passed("A"), minimum_hours=Decimal(30)), short, long)

    assert award is not None
    assert award.completions == (long,)


def test_hours_to_spare_are_spent_on_better_scores_only_once() -> None:
    day = date(2025, 1, 1)
    long_a, short_a = made("A", day, 70, cohort="1", hours=20), made("A", day, 99, cohort="2", hours=10)
    long_b, short_b = made("B", day, 70, cohort="1", hours=20), made("B", day, 99, cohort="2", hours=10)
    asked = Requirement(AllOf((passed("A"), passed("B"))), minimum_hours=Decimal(30))

    award = earned(asked, long_b, short_b, long_a, short_a)

    assert award is not None
    assert award.completions == (short_a, long_b)


def test_of_equal_scores_the_first_cohort_is_counted() -> None:
    first = made("A", cohort="2025-1")

    award = earned(passed("A"), made("A", cohort="2025-2"), first)

    assert award is not None
    assert award.completions == (first,)


def test_a_retake_after_the_award_does_not_move_it() -> None:
    completion = made("A", date(2025, 1, 10), 70)

    award = earned(passed("A"), completion, made("A", date(2025, 6, 1), 100, cohort="2025-2"))

    assert award is not None
    assert award.completions == (completion,)
    assert award.earned_on == date(2025, 1, 10)


@pytest.mark.parametrize(
    ("first", "last", "inside"),
    [
        (date(2023, 3, 15), date(2025, 3, 15), True),
        (date(2023, 3, 15), date(2025, 3, 16), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2024, 2, 29), date(2026, 3, 1), False),
        (date(2022, 2, 28), date(2024, 2, 28), True),
        (date(2022, 2, 28), date(2024, 2, 29), False),
    ],
)
def test_the_window_is_counted_in_calendar_months_with_its_last_day(
    first: date,
    last: date,
    inside: bool,  # noqa: FBT001  # a table of cases
) -> None:
    asked = Requirement(AllOf((passed("A"), passed("B"))), within_months=24)

    assert (earned(asked, made("A", first), made("B", last)) is not None) is inside


def test_a_month_after_the_end_of_january_ends_with_february() -> None:
    asked = Requirement(AllOf((passed("A"), passed("B"))), within_months=1)

    assert earned(asked, made("A", date(2025, 1, 31)), made("B", date(2025, 2, 28))) is not None
    assert earned(asked, made("A", date(2025, 1, 31)), made("B", date(2025, 3, 1))) is None


def test_a_retake_can_bring_an_old_course_into_the_window() -> None:
    asked = Requirement(AllOf((passed("A"), passed("B"))), within_months=6)
    old = made("A", date(2020, 1, 1), 100, cohort="2020-1")
    other = made("B", date(2025, 1, 1))
    again = made("A", date(2025, 5, 1), 61, cohort="2025-1")

    award = earned(asked, old, other, again)

    assert award is not None
    assert award.completions == (other, again)


def test_the_first_and_the_last_day_of_the_period_belong_to_it() -> None:
    asked = Requirement(passed("A"), completed_from=date(2024, 1, 1), completed_until=date(2027, 12, 31))

    assert earned(asked, made("A", date(2023, 12, 31))) is None
    assert earned(asked, made("A", date(2024, 1, 1))) is not None
    assert earned(asked, made("A", date(2027, 12, 31))) is not None
    assert earned(asked, made("A", date(2028, 1, 1))) is None


def test_the_award_carries_the_name_of_the_latest_completion() -> None:
    early = a_completion(
        course="A", completed_on=date(2025, 1, 1), learner=a_learner(full_name="Siti Nurhalisa")
    )
    late = a_completion(
        course="B",
        completed_on=date(2025, 2, 1),
        outcome=Outcome.FAILED,
        learner=a_learner(full_name="Siti Nurhaliza"),
    )

    award = earned(passed("A"), late, early)

    assert award is not None
    assert award.learner.full_name == "Siti Nurhaliza"


def test_awards_come_in_the_order_of_the_micro_certifications() -> None:
    asked = [
        a_micro_certification(code=f"MC-{code}", requirement=Requirement(passed(code))) for code in "CAB"
    ]

    awards = awards_earned([made("A"), made("B"), made("C")], courses=COURSES, micro_certifications=asked)

    assert [award.micro_certification.code for award in awards] == ["MC-C", "MC-A", "MC-B"]


def test_ten_thousand_completions_of_one_learner_are_judged_without_blowing_up() -> None:
    modules = [f"M{number}" for number in range(40)]
    courses = {CourseCode(code): a_course(code=code, hours=Decimal(1)) for code in modules}
    rule = AtLeast(40, tuple(passed(code) for code in modules))
    start = date(1995, 1, 1).toordinal()
    completions = [
        a_completion(
            course=modules[number % 39],
            cohort=str(number),
            completed_on=date.fromordinal(start + number),
            hours=Decimal(1 + number % 7),
        )
        for number in range(10_000)
    ]
    last = a_completion(course="M39", completed_on=date.fromordinal(start + 10_000))
    asked = a_micro_certification(requirement=Requirement(rule, minimum_hours=Decimal(40), within_months=24))

    (award,) = awards_earned([*completions, last], courses=courses, micro_certifications=[asked])

    assert award.earned_on == last.completed_on
    assert len(award.completions) == 40
