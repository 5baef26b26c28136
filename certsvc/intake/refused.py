"""Refused rows as a file of the uploaded format, the reason beside each: to mend and upload again.

Rows stand as they were uploaded (a row with too few cells is filled up with empty ones, cells
beyond the last heading stand at the very end). Reading such a file ignores what was added here.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from certsvc.domain.imports import RowProblem
from certsvc.intake.columns import PROBLEM_COLUMNS, Cells
from certsvc.intake.escaping import escape_cell
from certsvc.intake.formats.json_lines import FIRST_PROBLEM, PROBLEM_PREFIX, ROW_KEY
from certsvc.intake.shape import FileFormat, FileShape

_MEDIA_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSON_LINES: "application/jsonl",
}
_MOST_IN_A_CELL = 32_767
_UNSAFE_IN_FILENAME = re.compile(r"[^\w. ()-]+")
_LONGEST_STEM = 100


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused: its cells as in ``ReadRow``, and all its problems."""

    line: int
    cells: Cells
    problems: tuple[RowProblem, ...]


def write_refused(shape: FileShape, rows: Sequence[RefusedRow]) -> bytes:
    """The file of ``rows`` in the format, encoding and columns of the uploaded one."""
    if shape.format is FileFormat.XLSX:
        return _xlsx(shape, rows)
    text = _jsonl(rows) if shape.format is FileFormat.JSON_LINES else _csv(shape, rows)
    return _encoded(text, shape.encoding)


def media_type_of(shape: FileShape) -> str:
    """The media type of what ``write_refused`` makes; text without a charset, which it may change."""
    return _MEDIA_TYPES[shape.format]


def refused_filename(filename: str, shape: FileShape) -> str:
    """``results.csv`` -> ``results-refused.csv``; safe in a header and on any file system."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    stem = _UNSAFE_IN_FILENAME.sub("_", PurePosixPath(name).stem)[:_LONGEST_STEM].strip(" .") or "results"
    return f"{stem.removesuffix('-refused')}-refused.{shape.format}"


def _reasons(row: RefusedRow) -> Cells:
    """The values of ``PROBLEM_COLUMNS``; several problems stand one after the other."""
    problems = row.problems
    return (
        str(row.line),
        "; ".join(dict.fromkeys(problem.column for problem in problems if problem.column)),
        "; ".join(problem.code for problem in problems),
        " ".join(problem.message for problem in problems),
        " ".join(dict.fromkeys(problem.hint for problem in problems if problem.hint)),
    )


def _tabular(shape: FileShape, rows: Sequence[RefusedRow]) -> Iterator[list[str]]:
    width = len(shape.header)
    yield [escape_cell(heading) for heading in shape.header] + list(PROBLEM_COLUMNS)
    for row in rows:
        cells = [escape_cell(cell) for cell in row.cells]
        filled = cells[:width] + [""] * (width - len(cells))
        yield [*filled, *map(escape_cell, _reasons(row)), *cells[width:]]


def _csv(shape: FileShape, rows: Sequence[RefusedRow]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=shape.delimiter, lineterminator="\r\n").writerows(_tabular(shape, rows))
    return text.getvalue()


def _encoded(text: str, encoding: str) -> bytes:
    """In the uploaded encoding; UTF-16 always with its mark, UTF-8 with one where nothing else will do."""
    if encoding.startswith("utf-16"):
        big_endian = encoding == "utf-16-be"
        mark = codecs.BOM_UTF16_BE if big_endian else codecs.BOM_UTF16_LE
        return mark + text.encode("utf-16-be" if big_endian else "utf-16-le", errors="replace")
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig", errors="replace")


def _xlsx(shape: FileShape, rows: Sequence[RefusedRow]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("refused")
    sheet.freeze_panes = "A2"
    for cells in _tabular(shape, rows):
        written = []
        for text in cells:
            storable = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:_MOST_IN_A_CELL]
            cell = WriteOnlyCell(sheet, storable)
            # Always text: openpyxl would take "#N/A" for an error and "=" for a formula.
            cell.data_type = "s"
            written.append(cell)
        sheet.append(written)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _jsonl(rows: Sequence[RefusedRow]) -> str:
    return "".join(f"{_json_line(row)}\n" for row in rows)


def _json_line(row: RefusedRow) -> str:
    """The line as it was, to the last digit, with the reasons before its closing brace."""
    raw = row.cells[0] if row.cells else ""
    column, code, message, hint = (json.dumps(text, ensure_ascii=False) for text in _reasons(row)[1:])
    reasons = (
        f'{FIRST_PROBLEM}{row.line}, "{PROBLEM_PREFIX}column": {column}, "{PROBLEM_PREFIX}code": {code}, '
        f'"{PROBLEM_PREFIX}message": {message}, "{PROBLEM_PREFIX}hint": {hint}}}'
    )
    content = _parsed(raw)
    if isinstance(content, dict) and content:
        added = [key for key in content if key.startswith(PROBLEM_PREFIX)]
        if added:
            # Written by another program since: the reasons of last time are no longer at the end.
            raw = json.dumps({key: content[key] for key in content if key not in added}, ensure_ascii=False)
        return raw.rstrip().removesuffix("}").rstrip() + reasons
    return f'{{"{ROW_KEY}": {json.dumps(raw, ensure_ascii=False)}{reasons}'


def _parsed(raw: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
