"""What a row means beside what is recorded already: new, nothing new, a contradiction, an amendment.

Mistaken identity is the worst mistake of this room: a reference that suddenly bears another name is
refused, as long as nobody says that it is meant.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from certsvc.domain.completions import Completion
from certsvc.domain.imports import OnConflict, RowProblem, Severity

_OF_COMPLETION = ("score", "hours", "outcome", "completed_on", "mode")
_OF_LEARNER = ("full_name", "latin_name", "email", "institution", "gender", "preferred_language")
_AMEND_HINT = "If the row is right, send the file again with on_conflict=amend (--on-conflict amend)."


class Change(StrEnum):
    """What becomes of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    AMENDED = "amended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``completion``: what to record when ``change`` is recorded or amended.

    It is the row's, with the recorded value wherever the row has none.
    """

    change: Change
    completion: Completion
    problems: tuple[RowProblem, ...] = ()


def reconcile(
    completion: Completion,
    *,
    recorded: Completion | None,
    known_name: str | None,
    on_conflict: OnConflict,
    line: int,
) -> Reconciled:
    """Hold a read completion against the record.

    ``recorded``: the current completion with the same key. ``known_name``: the full name under which
    the learner (centre and reference) was last recorded. An empty value contradicts nothing.
    """
    amending = on_conflict is OnConflict.AMEND
    if recorded is None:
        if known_name is None or known_name == completion.learner.full_name:
            return Reconciled(Change.RECORDED, completion)
        problem = _other_name(line, Severity.WARNING if amending else Severity.REFUSED)
        return Reconciled(Change.RECORDED if amending else Change.REFUSED, completion, (problem,))
    merged = _with_recorded_values(completion, recorded)
    column = _first_difference(merged, recorded)
    if column is None:
        return Reconciled(Change.UNCHANGED, recorded)
    if amending:
        return Reconciled(Change.AMENDED, merged)
    return Reconciled(Change.REFUSED, merged, (_contradiction(line, column),))


def repeated_row(line: int, *, line_of_first: int) -> RowProblem:
    """The warning for a row that is in the file already, word for word."""
    return RowProblem(
        line=line,
        column="",
        code="repeated_row",
        message=f"The row says the same as line {line_of_first}.",
        hint="Nothing is recorded twice; delete the row if it was meant to be another.",
        severity=Severity.WARNING,
    )


def _with_recorded_values(completion: Completion, recorded: Completion) -> Completion:
    learner = replace(
        completion.learner,
        full_name=completion.learner.full_name or recorded.learner.full_name,
        latin_name=completion.learner.latin_name or recorded.learner.latin_name,
        email=completion.learner.email or recorded.learner.email,
        institution=completion.learner.institution or recorded.learner.institution,
        gender=completion.learner.gender or recorded.learner.gender,
        preferred_language=completion.learner.preferred_language or recorded.learner.preferred_language,
    )
    return replace(
        completion,
        learner=learner,
        score=recorded.score if completion.score is None else completion.score,
        hours=recorded.hours if completion.hours is None else completion.hours,
        mode=completion.mode or recorded.mode,
    )


def _first_difference(completion: Completion, recorded: Completion) -> str | None:
    if completion == recorded:
        return None
    for column in _OF_COMPLETION:
        if getattr(completion, column) != getattr(recorded, column):
            return column
    for column in _OF_LEARNER:
        if getattr(completion.learner, column) != getattr(recorded.learner, column):
            return column
    return None


def _contradiction(line: int, column: str) -> RowProblem:
    return RowProblem(
        line=line,
        column=column,
        code="contradicts_record",
        message=f"This completion is recorded already with another {column}.",
        hint=_AMEND_HINT,
    )


def _other_name(line: int, severity: Severity) -> RowProblem:
    return RowProblem(
        line=line,
        column="full_name",
        code="learner_name_differs",
        message="This learner reference is recorded with another full name.",
        hint=_AMEND_HINT
        if severity is Severity.REFUSED
        else "Completions recorded earlier keep the earlier name.",
        severity=severity,
    )
