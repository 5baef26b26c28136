"""A row beside what is recorded already."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Completion, Gender, Outcome
from certsvc.domain.imports import OnConflict, Severity
from certsvc.intake.reconcile import Change, Reconciled, reconcile
from tests.builders import a_completion, a_learner
from tests.intake.uploads import codes

RECORDED = a_completion()


def _reconciled(
    completion: Completion,
    *,
    recorded: Completion | None = RECORDED,
    known_name: str | None = RECORDED.learner.full_name,
    on_conflict: OnConflict = OnConflict.REJECT,
) -> Reconciled:
    return reconcile(completion, recorded=recorded, known_name=known_name, on_conflict=on_conflict, line=7)


CHANGES = {
    "score": a_completion(score=Decimal(90)),
    "hours": a_completion(hours=Decimal(12)),
    "outcome": a_completion(outcome=Outcome.FAILED),
    "completed_on": a_completion(completed_on=date(2024, 4, 27)),
    "mode": a_completion(mode=Mode.ONLINE),
    "full_name": a_completion(learner=a_learner(full_name="Ngozi Eze")),
    "latin_name": a_completion(learner=a_learner(latin_name="Ngozi Okafor")),
    "email": a_completion(learner=a_learner(email="other@abu.example")),
    "institution": a_completion(learner=a_learner(institution="Another University")),
    "gender": a_completion(learner=a_learner(gender=Gender.MALE)),
    "preferred_language": a_completion(learner=a_learner(preferred_language="ha")),
}


def test_a_first_completion_is_recorded() -> None:
    answer = _reconciled(RECORDED, recorded=None, known_name=None)
    assert answer == Reconciled(Change.RECORDED, RECORDED)


def test_another_course_of_a_known_learner_is_recorded() -> None:
    assert _reconciled(RECORDED, recorded=None).change is Change.RECORDED


def test_the_same_again_changes_nothing() -> None:
    answer = _reconciled(replace(RECORDED, score=Decimal("89.0")))
    assert answer == Reconciled(Change.UNCHANGED, RECORDED)


@pytest.mark.parametrize("column", CHANGES)
def test_a_contradiction_is_refused_and_names_its_column(column: str) -> None:
    answer = _reconciled(CHANGES[column])
    assert answer.change is Change.REFUSED
    assert codes(answer.problems) == [(column, "contradicts_record")]
    (problem,) = answer.problems
    assert (problem.line, problem.severity) == (7, Severity.REFUSED)
    assert "on_conflict=amend" in problem.hint
    assert "--on-conflict amend" in problem.hint
    assert "Ngozi" not in problem.message


@pytest.mark.parametrize("column", CHANGES)
def test_a_contradiction_amends_the_record_when_that_is_asked(column: str) -> None:
    answer = _reconciled(CHANGES[column], on_conflict=OnConflict.AMEND)
    assert answer == Reconciled(Change.AMENDED, CHANGES[column])


def test_an_empty_value_contradicts_nothing_and_erases_nothing() -> None:
    bare = a_learner(email="", institution="", gender=None, preferred_language=None)
    empty = a_completion(learner=bare, score=None, hours=None, mode=None)
    assert _reconciled(empty).change is Change.UNCHANGED
    amended = _reconciled(replace(empty, outcome=Outcome.FAILED), on_conflict=OnConflict.AMEND)
    assert amended == Reconciled(Change.AMENDED, replace(RECORDED, outcome=Outcome.FAILED))


def test_a_known_reference_under_another_name_is_refused() -> None:
    answer = _reconciled(RECORDED, recorded=None, known_name="Somebody Else")
    assert answer.change is Change.REFUSED
    assert codes(answer.problems) == [("full_name", "learner_name_differs")]
    assert "Somebody" not in answer.problems[0].message + answer.problems[0].hint


def test_a_known_reference_under_another_name_is_recorded_with_a_warning_when_that_is_asked() -> None:
    answer = _reconciled(RECORDED, recorded=None, known_name="Somebody Else", on_conflict=OnConflict.AMEND)
    assert answer.change is Change.RECORDED
    assert [problem.severity for problem in answer.problems] == [Severity.WARNING]
