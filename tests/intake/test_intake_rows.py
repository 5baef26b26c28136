"""A whole row: what it becomes, and all that is wrong with it."""

from certsvc.domain.completions import Outcome
from tests.intake.uploads import a_row, codes


def test_without_an_outcome_the_score_decides() -> None:
    outcomes = [a_row(outcome="", score=score).completion for score in ("60", "59.9", "")]
    assert [completion and completion.outcome for completion in outcomes] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.COMPLETED,
    ]


def test_an_outcome_against_the_score_is_recorded_as_written_with_a_warning() -> None:
    passed, failed = a_row(outcome="passed", score="59"), a_row(outcome="failed", score="60")
    assert passed.completion
    assert passed.completion.outcome is Outcome.PASSED
    assert codes(passed.problems) == [("outcome", "passed_below_pass_mark")]
    assert failed.completion
    assert codes(failed.problems) == [("outcome", "failed_above_pass_mark")]


def test_a_row_without_a_cohort_belongs_to_that_of_its_month() -> None:
    row = a_row(cohort="", completed_on="2025-01-20")
    assert row.completion
    assert row.completion.cohort == "2025-01"


def test_a_course_code_typed_on_a_cyrillic_keyboard_is_the_course() -> None:
    row = a_row(course_code="т1")
    assert row.completion
    assert row.completion.course == "T1"


def test_a_refused_row_lists_all_its_problems_in_the_order_of_columns() -> None:
    row = a_row(full_name="", email="x", course_code="ZZ9", score="abc", gender="?!q")
    assert row.completion is None
    assert codes(row.problems) == [
        ("full_name", "full_name_missing"),
        ("email", "email_malformed"),
        ("gender", "unknown_gender"),
        ("course_code", "unknown_course"),
        ("score", "score_not_a_number"),
    ]
    assert "'ZZ9'" in row.problems[3].message


def test_cells_of_a_shifted_row_are_not_quoted_in_messages() -> None:
    row = a_row(
        score="Ada Lovelace", course_code="Grace Hopper", completed_on="ada15@hei.example", outcome="Emmy"
    )
    said = " ".join(problem.message + problem.hint for problem in row.problems)
    assert len(row.problems) == 4
    assert not any(personal in said for personal in ("Ada", "Grace", "ada15", "Emmy"))
