"""What somebody typed to have it corrected, read as results files are and held against the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certsvc.domain.completions import Completion, Learner
from certsvc.domain.corrections import OF_A_RESULT, Change, CorrectedField
from certsvc.domain.identifiers import CompletionId
from certsvc.domain.imports import Severity
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.intake.corrected_cells import read_corrected
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import check_covered
from certsvc.workflows.corrected_fields import text_of_learner, text_of_result

_PRINTED = {CorrectedField.FULL_NAME, CorrectedField.LATIN_NAME}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field and what it should be, as she typed it; ``completion_id`` for a field of a result."""

    field: CorrectedField
    value: str
    completion_id: CompletionId | None = None


@dataclass(frozen=True, slots=True)
class WrongValue:
    """What is wrong with one of the fields. Neither text quotes it."""

    field: CorrectedField
    completion_id: CompletionId | None
    message: str
    hint: str


class WrongValuesError(InvalidInputError):
    """Some of the fields cannot be so (``correction_value``); the message is of the first."""

    default_code = "correction_value"

    def __init__(self, wrong: Sequence[WrongValue]) -> None:
        super().__init__(wrong[0].message, hint=wrong[0].hint)
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of somebody, and what it is read against."""

    learner: Learner
    completions: Mapping[CompletionId, Completion]
    today: date
    equipment: Equipment


def read_changes(wanted: Sequence[Wanted], standing: Standing) -> tuple[Change, ...]:
    """Those that differ from what stands, each field once: the last counts.

    Raises NotFoundError for a result that is not hers, and WrongValuesError, which names every wrong field.
    """
    read = {(one.field, _result_of(one, standing)): one for one in wanted}
    changes, wrong = [], []
    for (field, completion_id), one in read.items():
        before = _before(field, completion_id, standing)
        if one.value.strip() == before:  # what stands may stay, whatever would be said of it today
            continue
        after, problem = _read(one, completion_id, standing)
        if problem is not None:
            wrong.append(problem)
        elif after != before:
            changes.append(Change(field, before, after, completion_id))
    if wrong:
        raise WrongValuesError(wrong)
    return tuple(changes)


def _result_of(wanted: Wanted, standing: Standing) -> CompletionId | None:
    if wanted.field not in OF_A_RESULT:
        return None
    if wanted.completion_id not in standing.completions:
        raise NotFoundError("There is no such result.")
    return wanted.completion_id


def _before(field: CorrectedField, completion_id: CompletionId | None, standing: Standing) -> str:
    if completion_id is None:
        return text_of_learner(standing.learner, field)
    return text_of_result(standing.completions[completion_id], field)


def _read(
    wanted: Wanted, completion_id: CompletionId | None, standing: Standing
) -> tuple[str, WrongValue | None]:
    after, fault = read_corrected(wanted.field, wanted.value, today=standing.today)
    if fault is not None and fault.severity is Severity.REFUSED:
        return after, WrongValue(wanted.field, completion_id, fault.message, fault.hint)
    if wanted.field in _PRINTED:  # refused now, and not when an officer has agreed
        try:
            check_covered((after,), standing.equipment)
        except InvalidInputError as error:
            hint = "Write it in other letters, or ask your centre for a font that has these."
            return after, WrongValue(wanted.field, completion_id, error.message, hint)
    return after, None
