"""Uploads for the tests of intake: bytes of a results file, and what is read of them."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from certsvc.domain.identifiers import CourseCode, PartnerCode
from certsvc.domain.imports import ImportOptions, RowProblem
from certsvc.intake.columns import COLUMNS
from certsvc.intake.read import ReadRow, ResultsFile, read_results
from certsvc.intake.unreadable import UnreadableFileError
from tests.builders import a_course

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 24)
COURSES = {
    CourseCode(code): a_course(code=code)
    for code in ("B1", "A3", "T1", "GENAI-FND", "GENAI-PED", "GENAI-GOV", "GENAI-OPS", "GENAI-IND")
}
GOOD_ROW = {
    "learner_ref": "P-1",
    "full_name": "Ada Lovelace",
    "latin_name": "",
    "email": "ada@hei.example",
    "institution": "Some University",
    "gender": "F",
    "preferred_language": "en",
    "course_code": "B1",
    "cohort": "2025-01",
    "completed_on": "2025-01-20",
    "score": "80",
    "hours": "24",
    "outcome": "passed",
    "mode": "",
}


def upload(content: bytes, *, course: str | None = None, options: ImportOptions | None = None) -> ResultsFile:
    """What is read of ``content``, with ``course`` named at the upload."""
    chosen = CourseCode(course) if course else None
    return read_results(
        io.BytesIO(content),
        filename="results.csv",
        centre=PartnerCode("NG"),
        options=options or ImportOptions(course=chosen),
        courses=COURSES,
        today=TODAY,
    )


def rows_of(content: bytes, *, course: str | None = None) -> list[ReadRow]:
    return list(upload(content, course=course).rows)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def read_or_refused(content: bytes, *, course: str | None = None) -> list[ReadRow] | UnreadableFileError:
    """The rows of ``content``, or the error that says why there are none."""
    try:
        return rows_of(content, course=course)
    except UnreadableFileError as error:
        return error


def a_csv(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    """A CSV whose rows are ``GOOD_ROW`` but for what each names; cells must hold no comma or quote."""
    lines = [",".join(columns)]
    lines += [",".join((GOOD_ROW | dict(row)).get(column, "") for column in columns) for row in rows]
    return "\n".join(lines).encode()


def a_row(**cells: str) -> ReadRow:
    """The one row of a CSV that is good but for ``cells``."""
    (row,) = rows_of(a_csv(cells))
    return row


def a_workbook(rows: Iterable[Sequence[object]], *, title: str = "Results") -> bytes:
    """An XLSX workbook of one sheet with these rows from A1."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def codes(problems: Iterable[RowProblem]) -> list[tuple[str, str]]:
    """(column, code) of each."""
    return [(problem.column, problem.code) for problem in problems]
