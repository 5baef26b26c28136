"""Read a results file: the one way in, for whatever a centre uploads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from certsvc.domain.catalogue import Course
from certsvc.domain.completions import Completion
from certsvc.domain.identifiers import CourseCode, PartnerCode
from certsvc.domain.imports import ImportOptions, RowProblem
from certsvc.intake.courses import check_course
from certsvc.intake.evidence import gather_evidence
from certsvc.intake.formats.recognise import open_table
from certsvc.intake.formats.table import Table
from certsvc.intake.row_reader import RowContext, RowReader
from certsvc.intake.shape import FileFormat, FileShape, Layout
from certsvc.intake.unreadable import UnreadableFileError


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a file, read.

    ``cells``: the row as text, beside ``FileShape.header``; for JSON Lines the whole line as one
    cell. ``completion`` is None when the row is refused or ``skipped`` (it says itself that nothing
    was completed); ``problems`` may be warnings only, beside a completion.
    """

    line: int
    cells: tuple[str, ...]
    completion: Completion | None
    problems: tuple[RowProblem, ...]
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """A file whose form is known to be readable to its end. ``rows`` can be read once.

    ``row_count``: how many rows that will be, for a progress bar.
    """

    shape: FileShape
    rows: Iterator[ReadRow]
    row_count: int


def read_results(
    source: BinaryIO,
    *,
    filename: str,  # noqa: ARG001  # the caller's record has it; the content alone tells the format
    centre: PartnerCode,
    options: ImportOptions,
    courses: Mapping[CourseCode, Course],
    today: date,
) -> ResultsFile:
    """Recognise ``source`` (seekable, left open) and read its rows one by one as they are asked for.

    1. Format, encoding, delimiter and header are recognised by content.
    2. The columns that no row can do without must be there.
    3. A first pass over all rows meets what makes the file unreadable (also: there are none) and
       gathers what only the whole file tells (the order of day and month).
    4. ``rows`` is the second pass.

    Raises UnreadableFileError, a kind of InvalidInputError, in steps 1 to 3 only. CSV and JSON Lines
    take memory for one row; a workbook is held whole, within the bounds of ``workbook_guard``.
    """
    table = open_table(source)
    _check_columns(table.shape, options, courses)
    evidence = gather_evidence(table.rows(), table.shape.layout)
    if not evidence.row_count:
        raise UnreadableFileError(
            "The file has headings, but no row below them.",
            code="no_rows",
            hint="Was the right sheet saved?",
        )
    reader = RowReader(
        RowContext(
            centre=centre,
            options=options,
            courses=courses,
            today=today,
            shape=table.shape,
            evidence=evidence,
        )
    )
    return ResultsFile(shape=table.shape, rows=_read_rows(table, reader), row_count=evidence.row_count)


def _check_columns(shape: FileShape, options: ImportOptions, courses: Mapping[CourseCode, Course]) -> None:
    is_json = shape.format is FileFormat.JSON_LINES
    if not is_json:
        reference = {"learner_ref"} if shape.layout is Layout.TABLE else {"learner_ref", "email"}
        if reference.isdisjoint(shape.columns):
            raise _missing_column("learner_ref", "the centre's own reference of each learner")
        if "full_name" not in shape.columns:
            raise _missing_column("full_name", "the full name of each learner")
        if "completed_on" not in shape.columns:
            raise _missing_column("completed_on", "the date of completion")
    check_course(courses, options.course, has_column=is_json or "course_code" in shape.columns)


def _missing_column(column: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"The file has no column with {what}.",
        code="missing_column",
        hint=f"Add it, or rename its heading to {column}.",
    )


def _read_rows(table: Table, reader: RowReader) -> Iterator[ReadRow]:
    for row in table.rows():
        if reader.is_skipped(row):
            yield ReadRow(row.line, row.cells, None, (), skipped=True)
            continue
        completion, problems = reader.read(row)
        yield ReadRow(row.line, row.cells, completion, problems)
