"""XLSX workbooks: the first sheet in which a header is recognised, every cell as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from certsvc.intake.columns import Cells
from certsvc.intake.escaping import unescape_cell
from certsvc.intake.formats.sheet_scan import ErrorCells
from certsvc.intake.formats.table import RawRow, Table, value_positions
from certsvc.intake.formats.workbook_errors import damaged_workbook, password_protected
from certsvc.intake.formats.workbook_guard import measure_workbook
from certsvc.intake.headings import HEADER_WITHIN_ROWS, Header, no_header, recognise_header
from certsvc.intake.shape import FileFormat, FileShape

ERROR_CELL = "#ERROR!"
"""How a cell that holds an error is given out; the reader of rows refuses it."""
_EXACT_WHOLE = 10**15

CellValue = int | float | str | bool | time | date | datetime | timedelta


def open_spreadsheet(source: BinaryIO) -> Table:
    """The table in ``source``. Raises UnreadableFileError for damage, size, or no recognised header."""
    measured = measure_workbook(source)
    seen: list[Cells] = []
    for _, sheet, errors in _sheets(source, measured.error_cells):
        table, heads = _find_table(sheet, errors)
        if table:
            return table
        seen = seen or heads
    raise no_header(seen)


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A worksheet: its place among all sheets from 0, its rows that are not empty, each with its number.

    ``table``: of the one sheet that is read, the first in which a header is recognised.
    """

    index: int
    table: Table | None
    rows: Callable[[], Iterator[tuple[int, Cells]]]


def open_sheets(source: BinaryIO) -> list[OpenSheet]:
    """Every worksheet in ``source``, also those that are not read. Raises as ``open_spreadsheet`` does."""
    measured = measure_workbook(source)
    found: list[OpenSheet] = []
    seen: list[Cells] = []
    for index, sheet, errors in _sheets(source, measured.error_cells):
        table, heads = (None, []) if any(other.table for other in found) else _find_table(sheet, errors)
        seen = seen or heads
        found.append(OpenSheet(index, table, partial(_filled_rows, sheet, errors)))
    if not any(sheet.table for sheet in found):
        raise no_header(seen)
    return found


def _find_table(sheet: CalamineSheet, errors: ErrorCells) -> tuple[Table | None, list[Cells]]:
    """The table in a sheet, or the rows that were looked at for its header."""
    heads: list[Cells] = []
    for line, cells in islice(_filled_rows(sheet, errors), HEADER_WITHIN_ROWS):
        header = recognise_header(_without_end(cells))
        if header:
            return _table(sheet, errors, line, header), heads
        heads.append(cells)
    return None, heads


def _sheets(
    source: BinaryIO, errors: Sequence[ErrorCells]
) -> Iterator[tuple[int, CalamineSheet, ErrorCells]]:
    source.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(source)
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ is SheetTypeEnum.WorkSheet:
                found = errors[index] if index < len(errors) else frozenset()
                yield index, workbook.get_sheet_by_name(sheet.name), found
    except PasswordError as error:
        raise password_protected() from error
    except CalamineError as error:
        raise damaged_workbook() from error


def _table(sheet: CalamineSheet, errors: ErrorCells, line: int, header: Header) -> Table:
    shape = FileShape(
        format=FileFormat.XLSX,
        encoding="",
        delimiter="",
        header=header.kept_headings,
        columns=header.kept_positions,
        header_line=line,
        layout=header.layout,
    )
    return Table(shape=shape, rows=lambda: _rows(sheet, errors, shape, header))


def _rows(sheet: CalamineSheet, errors: ErrorCells, shape: FileShape, header: Header) -> Iterator[RawRow]:
    width = len(header.headings)
    pick = itemgetter(*value_positions(shape.columns))
    for line, row in _filled_rows(sheet, errors):
        if line <= shape.header_line:
            continue
        kept = tuple(row[position] for position in header.kept)
        # Cells without a heading are somebody's notes; in a sheet they cannot have shifted the others.
        yield RawRow(line, kept + _without_end(row[width:]), pick((*kept, "")))


def _without_end(cells: Cells) -> Cells:
    """``cells`` without the empty ones at their end."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _filled_rows(sheet: CalamineSheet, errors: ErrorCells) -> Iterator[tuple[int, Cells]]:
    """Rows that are not empty, each with its number in the sheet.

    Merged cells hold their text in the first of them.
    """
    start = sheet.start
    first_column = start[1] if start else 0
    for index, row in enumerate(sheet.iter_rows()):
        if row.count("") == len(row) and not errors:
            continue
        cells = tuple(_text(value) for value in row)
        if errors:
            cells = tuple(
                ERROR_CELL if (index, first_column + position) in errors else cell
                for position, cell in enumerate(cells)
            )
        if any(cell and not cell.isspace() for cell in cells):
            yield index + 1, cells


def _text(value: CellValue) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO 8601."""
    return _TEXT_OF[type(value)](value)


def _number_text(value: float) -> str:
    whole = value.is_integer() and abs(value) < _EXACT_WHOLE
    return str(int(value)) if whole else format(value, ".15g")


def _moment_text(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


_TEXT_OF: dict[type, Callable[[Any], str]] = {
    str: unescape_cell,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number_text,
    datetime: _moment_text,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: lambda value: format(value / timedelta(hours=1), ".15g"),
}
