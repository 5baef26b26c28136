"""One row: its texts become a completion, or all that is wrong with it is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from certsvc.domain.catalogue import Course
from certsvc.domain.completions import Completion, Learner, Outcome
from certsvc.domain.erasures import ERASED_REF
from certsvc.domain.identifiers import CourseCode, PartnerCode
from certsvc.domain.imports import ImportOptions, RowProblem, Severity
from certsvc.intake.amounts import read_hours, read_score
from certsvc.intake.cohorts import cohort_of, read_cohort
from certsvc.intake.columns import COLUMNS
from certsvc.intake.courses import course_reader
from certsvc.intake.dates import read_date
from certsvc.intake.email_addresses import read_email
from certsvc.intake.evidence import Evidence
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.formats.table import RawRow
from certsvc.intake.languages import read_language
from certsvc.intake.same_reference import fold_reference
from certsvc.intake.shape import FileShape, Layout
from certsvc.intake.texts import MAX_REFERENCE, read_latin_name, read_name, read_text, required
from certsvc.intake.word_cells import read_gender, read_mode, read_outcome

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 100
_REF = COLUMNS.index("learner_ref")
_EMAIL = COLUMNS.index("email")
_DATE = COLUMNS.index("completed_on")

_RESERVED = Fault(
    "reserved_ref",
    f"The learner reference begins with '{ERASED_REF}', which is for learners who had their data erased.",
    "Give her another reference in your register and in the file.",
)

CellReader = Callable[[str], Reading[Any]]


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a row is read against: the upload, the catalogue, the day, and the file as a whole."""

    centre: PartnerCode
    options: ImportOptions
    courses: Mapping[CourseCode, Course]
    today: date
    shape: FileShape
    evidence: Evidence


class RowReader:
    """Reads the rows of one file. A cell is read once for all rows that have the same in it."""

    def __init__(self, context: RowContext) -> None:
        self._context = context
        self._is_moodle = context.shape.layout is Layout.MOODLE
        self._cells: tuple[tuple[str, CellReader], ...] = tuple(
            (column, reader) for column, reader in zip(COLUMNS, _cell_readers(context), strict=True)
        )

    def is_skipped(self, row: RawRow) -> bool:
        """Whether it says so, as a Moodle row without a date of course completion does."""
        return row.skipped or (self._is_moodle and not any(map(str.isdecimal, row.values[_DATE])))

    def read(self, row: RawRow) -> tuple[Completion | None, tuple[RowProblem, ...]]:
        """The completion, if nothing refuses it, and all problems of the row in the order of columns."""
        faults: list[tuple[str, Fault]] = list(row.faults)
        if any(not column for column, _ in faults):
            # The form of the row is broken: what its cells seem to say may be another column's.
            return None, _problems(row.line, faults)
        texts = row.values
        if self._is_moodle and not texts[_REF].strip():
            texts = (texts[_EMAIL].strip().lower(), *texts[1:])
        found: list[Any] = []
        for (column, read_cell), text in zip(self._cells, texts, strict=True):
            value, fault = read_cell(text)
            found.append(value)
            if fault is not None:
                faults.append((column, fault))
        completion = None
        if not any(fault.severity is Severity.REFUSED for _, fault in faults):
            completion, outcome_fault = self._complete(found)
            if outcome_fault:
                faults.append(("outcome", outcome_fault))
        return completion, _problems(row.line, faults)

    def _complete(self, found: list[Any]) -> tuple[Completion, Fault | None]:
        ref, full_name, latin_name, email, institution, gender, language = found[:7]
        course, cohort, completed_on, score, hours, stated, mode = found[7:]
        outcome, fault = self._outcome(stated, score, course)
        learner = Learner(
            centre=self._context.centre,
            ref=ref,
            full_name=full_name,
            latin_name=latin_name,
            email=email,
            institution=institution,
            gender=gender,
            preferred_language=language,
        )
        completion = Completion(
            learner=learner,
            course=course.code,
            cohort=cohort or cohort_of(completed_on),
            completed_on=completed_on,
            score=score,
            hours=hours,
            outcome=outcome,
            mode=mode or self._context.options.mode,
        )
        return completion, fault

    def _outcome(
        self, stated: Outcome | None, score: Decimal | None, course: Course
    ) -> tuple[Outcome, Fault | None]:
        """What the centre says; where it says nothing, what the score says; else completed."""
        if stated is None:
            if score is None:
                return Outcome.COMPLETED, None
            return (Outcome.PASSED if score >= course.pass_mark else Outcome.FAILED), None
        if stated is Outcome.PASSED and score is not None and score < course.pass_mark:
            return stated, _against_pass_mark("passed_below_pass_mark", "passed", "below", score, course)
        if stated is Outcome.FAILED and score is not None and score >= course.pass_mark:
            return stated, _against_pass_mark("failed_above_pass_mark", "failed", "not below", score, course)
        return stated, None


def _cell_readers(context: RowContext) -> tuple[CellReader, ...]:
    """A reader for each column, in the order of ``COLUMNS``; those with few values remember them."""
    return (
        required(_read_reference, column="learner_ref", what="learner reference"),
        required(read_name, column="full_name", what="name"),
        read_latin_name,
        read_email,
        _remembering(partial(read_text, what="institution")),
        _remembering(partial(read_gender, letters=context.evidence.gender_letters)),
        _remembering(read_language),
        _remembering(course_reader(context.courses, context.options.course)),
        _remembering(partial(read_cohort, shape=context.shape)),
        _remembering(partial(read_date, order=context.evidence.date_order, today=context.today)),
        _remembering(read_score),
        _remembering(read_hours),
        _remembering(read_outcome),
        _remembering(read_mode),
    )


def _read_reference(text: str) -> Reading[str]:
    ref, fault = read_text(text, what="learner reference", limit=MAX_REFERENCE)
    if ref and fault is None and fold_reference(ref).startswith(ERASED_REF):
        fault = _RESERVED
    return ref, fault


def _remembering(reader: CellReader) -> CellReader:
    """``reader``, which reads a short text once; long ones are not worth the memory."""
    remembered = lru_cache(maxsize=_REMEMBERED)(reader)

    def read_cell(text: str) -> Reading[Any]:
        return remembered(text) if len(text) <= _LONGEST_REMEMBERED else reader(text)

    return read_cell


def _against_pass_mark(code: str, said: str, where: str, score: Decimal, course: Course) -> Fault:
    return Fault(
        code,
        f"The outcome says {said}, but the score {score} is {where} the pass mark {course.pass_mark}.",
        "It is recorded as written; correct the score or the outcome if one is wrong.",
        Severity.WARNING,
    )


def _problems(line: int, faults: list[tuple[str, Fault]]) -> tuple[RowProblem, ...]:
    return tuple(fault.at(line, column) for column, fault in faults)
