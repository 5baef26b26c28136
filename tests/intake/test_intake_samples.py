"""The files that centres really send, as an officer would upload them."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Completion, Gender, Outcome
from certsvc.domain.identifiers import CourseCode, LearnerRef
from certsvc.domain.imports import ImportOptions, OnConflict, RowProblem, Severity
from certsvc.intake.read import ReadRow, ResultsFile
from certsvc.intake.reconcile import Change, reconcile, repeated_row
from certsvc.intake.shape import FileFormat, Layout
from certsvc.intake.unreadable import UnreadableFileError
from tests.intake.uploads import codes, sample, upload


def _completions(rows: list[ReadRow]) -> list[Completion]:
    return [row.completion for row in rows if row.completion]


def _genders(completions: list[Completion]) -> Counter[Gender | None]:
    return Counter(completion.learner.gender for completion in completions)


def _record(results: ResultsFile) -> dict[int, tuple[Change, tuple[RowProblem, ...]]]:
    """The workflow in small: what becomes of each line of an upload into an empty record."""
    recorded: dict[object, Completion] = {}
    first_lines: dict[object, int] = {}
    outcome: dict[int, tuple[Change, tuple[RowProblem, ...]]] = {}
    for row in results.rows:
        if row.completion is None:
            outcome[row.line] = (Change.REFUSED, row.problems)
            continue
        key = row.completion.key
        answer = reconcile(
            row.completion,
            recorded=recorded.get(key),
            known_name=None,
            on_conflict=OnConflict.REJECT,
            line=row.line,
        )
        problems = row.problems + answer.problems
        if answer.change is Change.UNCHANGED:
            problems += (repeated_row(row.line, line_of_first=first_lines[key]),)
        if answer.change is Change.RECORDED:
            recorded[key] = answer.completion
            first_lines[key] = row.line
        outcome[row.line] = (answer.change, problems)
    return outcome


def test_nigeria_gives_forty_completions_of_twelve_women_and_twenty_eight_men() -> None:
    results = upload(sample("nigeria-B1-2024-04.csv"))
    completions = _completions(list(results.rows))
    assert results.shape.format is FileFormat.CSV
    assert (results.shape.encoding, results.shape.delimiter, results.row_count) == ("utf-8", ",", 40)
    assert len(completions) == 40
    assert _genders(completions) == {Gender.FEMALE: 12, Gender.MALE: 28}
    assert {completion.cohort for completion in completions} == {"2024-04"}
    assert "Emeka Ọlátúnjí" in {completion.learner.full_name for completion in completions}


def test_nigeria_warns_of_those_who_passed_with_less_than_the_pass_mark() -> None:
    rows = list(upload(sample("nigeria-B1-2024-04.csv")).rows)
    warned = [row for row in rows if row.problems]
    assert {problem.code for row in warned for problem in row.problems} == {"passed_below_pass_mark"}
    assert all(row.completion and row.completion.outcome is Outcome.PASSED for row in warned)
    below = [row for row in rows if row.completion and row.completion.score and row.completion.score < 60]
    assert [row.line for row in warned] == [row.line for row in below]
    assert warned


def test_egypt_gives_twenty_learners_with_names_in_arabic_and_latin() -> None:
    results = upload(sample("egypt-genai-2025-1.xlsx"))
    rows = list(results.rows)
    completions = _completions(rows)
    assert results.shape.format is FileFormat.XLSX
    assert (len(rows), len(completions)) == (56, 56)
    assert len({completion.learner.ref for completion in completions}) == 20
    learners = {completion.learner.ref: completion.learner for completion in completions}
    assert Counter(learner.gender for learner in learners.values()) == {Gender.MALE: 12, Gender.FEMALE: 8}
    first = completions[0]
    assert (first.learner.full_name, first.learner.latin_name) == ("طارق إبراهيم حسن", "Tarek Ibrahim Hassan")
    assert (first.completed_on, first.score, first.hours) == (date(2025, 3, 7), Decimal(51), Decimal(12))
    assert (first.course, first.cohort, first.outcome) == ("GENAI-FND", "2025-1", Outcome.FAILED)
    assert Counter(completion.course for completion in completions)[CourseCode("GENAI-FND")] == 20


def test_indonesia_gives_the_completions_and_skips_who_has_not_finished() -> None:
    results = upload(sample("indonesia-moodle-A3.csv"), course="A3")
    rows = list(results.rows)
    completions = _completions(rows)
    assert results.shape.layout is Layout.MOODLE
    assert results.shape.encoding == "utf-8-sig"
    assert (len(rows), len(completions), sum(row.skipped for row in rows)) == (15, 11, 4)
    assert not any(row.problems for row in rows)
    assert {completion.outcome for completion in completions} == {Outcome.COMPLETED}
    by_ref = {completion.learner.ref: completion for completion in completions}
    assert by_ref[LearnerRef("UT5002")].completed_on == date(2025, 5, 5)
    assert by_ref[LearnerRef("UT5007")].completed_on == date(2025, 5, 3)
    assert by_ref[LearnerRef("UT5000")].learner.full_name == "Sutrisno"
    assert {completion.course for completion in completions} == {"A3"}
    assert {completion.cohort for completion in completions} == {"2025-05"}


def test_indonesia_without_a_course_asks_for_it() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        upload(sample("indonesia-moodle-A3.csv"))
    assert caught.value.code == "course_needed"
    assert "--course" in caught.value.hint


def test_indonesia_gives_the_completions_of_twelve_statements() -> None:
    results = upload(sample("indonesia-xapi-A3.json"))
    completions = _completions(list(results.rows))
    assert (results.shape.layout, results.row_count, len(completions)) == (Layout.JSON_ARRAY, 12, 12)
    assert Counter(completion.outcome for completion in completions) == {
        Outcome.COMPLETED: 7,
        Outcome.PASSED: 4,
        Outcome.FAILED: 1,  # she completed it, and not with success
    }
    by_account, by_address = completions[:2]
    assert (by_account.learner.ref, by_account.learner.full_name) == ("u0", "Bambang")
    assert by_account.completed_on == date(2025, 6, 22)
    assert (by_account.score, by_account.hours) == (Decimal(72), Decimal(16))
    assert by_address.learner.ref == by_address.learner.email == "lms1@ice.example"
    assert {completion.course for completion in completions} == {"A3"}


def test_uzbekistan_gives_twenty_five_completions_in_two_scripts() -> None:
    results = upload(sample("uzbekistan-T1.csv"))
    completions = _completions(list(results.rows))
    assert (results.shape.encoding, results.shape.delimiter) == ("cp1251", ";")
    assert len(completions) == 25
    assert _genders(completions) == {Gender.FEMALE: 11, Gender.MALE: 14}
    first = completions[0]
    assert (first.learner.full_name, first.learner.latin_name) == ("Уткир Рахимова", "O'tkir Rahimova")
    assert (first.completed_on, first.score) == (date(2025, 5, 18), Decimal("70.9"))
    assert Counter(completion.outcome for completion in completions) == {
        Outcome.PASSED: 21,
        Outcome.FAILED: 4,
    }


EXPECTED_PROBLEMS = {
    3: ("full_name", "full_name_missing"),
    4: ("email", "email_malformed"),
    5: ("course_code", "unknown_course"),
    6: ("score", "score_out_of_range"),
    8: ("score", "score_out_of_range"),
    9: ("completed_on", "date_in_future"),
    10: ("completed_on", "impossible_date"),
    11: ("completed_on", "ambiguous_date"),
    12: ("", "repeated_row"),
    13: ("score", "contradicts_record"),
    14: ("full_name", "formula"),
    15: ("full_name", "control_characters"),
    16: ("full_name", "too_long"),
    17: ("hours", "hours_not_a_number"),
    18: ("outcome", "unknown_outcome"),
    23: ("preferred_language", "unknown_language"),
    24: ("full_name", "bidirectional_controls"),
    26: ("learner_ref", "learner_ref_missing"),
}


def test_every_row_of_the_problems_comes_out_as_its_readme_says() -> None:
    outcome = _record(upload(sample("problems.csv")))
    assert len(outcome) == 24
    assert {
        line: codes(problems)[0] for line, (_, problems) in outcome.items() if problems
    } == EXPECTED_PROBLEMS
    assert all(len(problems) <= 1 for _, problems in outcome.values())
    changes = Counter(change for change, _ in outcome.values())
    assert changes == {Change.RECORDED: 6, Change.UNCHANGED: 1, Change.REFUSED: 17}
    assert [line for line, (change, _) in outcome.items() if change is Change.RECORDED] == [
        2,
        19,
        20,
        21,
        22,
        25,
    ]
    (repeated,) = outcome[12][1]
    assert repeated.severity is Severity.WARNING
    assert "line 2" in repeated.message


def test_what_is_accepted_of_the_problems_is_mended_as_promised() -> None:
    rows = {row.line: row.completion for row in upload(sample("problems.csv")).rows if row.completion}
    assert rows[19].learner.full_name == "Ada Lovelace"
    assert rows[20].learner.full_name == "Am\u00e9lie"
    assert rows[21].learner.gender is None
    assert rows[22].outcome is Outcome.FAILED
    assert rows[25].learner.email == "ü@exämple.example"


def test_every_problem_says_what_to_do_and_holds_no_personal_data() -> None:
    personal = ("Person", "evil", "Lovelace", "P-", "hei.example", "not-an-address")
    for row in upload(sample("problems.csv")).rows:
        for problem in row.problems:
            assert problem.message
            assert problem.hint
            assert not any(word in problem.message + problem.hint for word in personal)


def test_the_mode_of_the_upload_stands_on_every_completion_without_one() -> None:
    results = upload(sample("nigeria-B1-2024-04.csv"), options=ImportOptions(mode=Mode.SMART_CLASSROOM))
    assert {completion.mode for completion in _completions(list(results.rows))} == {Mode.SMART_CLASSROOM}
