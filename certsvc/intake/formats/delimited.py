"""CSV and its kin: text with ``,`` ``;`` TAB or ``|`` between cells.

Encoding and delimiter are those under which the most headings are recognised.
"""

import csv
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from certsvc.intake.columns import Cells
from certsvc.intake.encodings import candidate_encodings
from certsvc.intake.escaping import unescape_cell
from certsvc.intake.fault import Fault
from certsvc.intake.formats.table import RawRow, Table, drops_columns, value_positions
from certsvc.intake.formats.text_lines import text_lines
from certsvc.intake.headings import (
    HEADER_WITHIN_ROWS,
    Header,
    no_header,
    recognise_header,
    recognised_headings,
)
from certsvc.intake.shape import FileFormat, FileShape
from certsvc.intake.unreadable import UnreadableFileError

DELIMITERS = (",", ";", "\t", "|")
_MOST_LINES_A_ROW = 100
_HEAD_LINES = 3 * HEADER_WITHIN_ROWS

NumberedRow = tuple[int, list[str]]


def open_delimited(source: BinaryIO) -> Table:
    """The table in ``source``. Raises UnreadableFileError when no header is recognised."""
    encoding, delimiter = _best_reading(source)
    line, header = _find_header(source, encoding, delimiter)
    shape = FileShape(
        format=FileFormat.CSV,
        encoding=encoding,
        delimiter=delimiter,
        header=header.kept_headings,
        columns=header.kept_positions,
        header_line=line,
        layout=header.layout,
    )
    return Table(shape=shape, rows=lambda: _rows(source, shape, header))


def _best_reading(source: BinaryIO) -> tuple[str, str]:
    """Encoding and delimiter with the most recognised headings; at equality the likelier encoding."""
    best, most = (candidate_encodings(source)[0], DELIMITERS[0]), 0
    for encoding in candidate_encodings(source):
        head = list(islice(text_lines(source, encoding), _HEAD_LINES))
        for delimiter in DELIMITERS:
            count = max((recognised_headings(row) for row in _head_rows(head, delimiter)), default=0)
            if count > most:
                best, most = (encoding, delimiter), count
    return best


def _head_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """The first rows as far as they can be read: the header decides, not what follows."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN_ROWS))
    except csv.Error:
        return rows
    return rows


def _find_header(source: BinaryIO, encoding: str, delimiter: str) -> tuple[int, Header]:
    seen: list[list[str]] = []
    for line, row in _numbered_rows(source, encoding, delimiter):
        header = recognise_header([unescape_cell(cell) for cell in row])
        if header:
            return line, header
        seen.append(row)
        if len(seen) == HEADER_WITHIN_ROWS:
            break
    raise no_header(seen)


def _numbered_rows(source: BinaryIO, encoding: str, delimiter: str) -> Iterator[NumberedRow]:
    """Rows that are not empty, each with the line on which it begins.

    Raises UnreadableFileError for a quote that is opened and never closed, and for a cell or a row
    that goes on and on (which is what such a quote makes).
    """
    begun = 0
    ended = False

    def guarded() -> Iterator[str]:
        nonlocal ended
        for number, line in enumerate(text_lines(source, encoding)):
            if number - begun > _MOST_LINES_A_ROW:
                raise _unclosed_quote(begun + 1)
            yield line
        ended = True

    reader = csv.reader(guarded(), delimiter=delimiter)
    try:
        for row in reader:
            if ended:
                raise _unclosed_quote(begun + 1)
            if any(row) and not all(cell.isspace() for cell in row if cell):
                yield begun + 1, row
            begun = reader.line_num
    except csv.Error as error:
        raise UnreadableFileError(
            f"A cell in the row that begins on line {begun + 1} is too long to be one.",
            code="cell_too_long",
            hint="Look for a quotation mark that is opened there and not closed.",
        ) from error


def _unclosed_quote(line: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"A quotation mark opened in the row that begins on line {line} is never closed.",
        code="unclosed_quote",
        hint="Close or remove it, and send the file again.",
    )


def _rows(source: BinaryIO, shape: FileShape, header: Header) -> Iterator[RawRow]:
    width = len(header.headings)
    pick = itemgetter(*value_positions(shape.columns))
    dropping = drops_columns(header)
    for line, row in _numbered_rows(source, shape.encoding, shape.delimiter):
        if line <= shape.header_line:
            continue
        faults: tuple[tuple[str, Fault], ...] = ()
        if len(row) != width:
            row, faults = _fit(row, width)  # noqa: PLW2901  # the row goes on in the header's width
        if "'" in "".join(row):
            row = [unescape_cell(cell) for cell in row]  # noqa: PLW2901  # likewise, as it was before
        cells: Cells = tuple(row)
        if dropping:
            cells = tuple(row[position] for position in header.kept) + cells[width:]
        yield RawRow(line, cells, pick((*cells[: len(shape.header)], "")), faults)


def _fit(row: list[str], width: int) -> tuple[list[str], tuple[tuple[str, Fault], ...]]:
    """The row in ``width`` cells. Empty cells too many are nothing; others are kept at the end."""
    found = len(row)
    while len(row) > width and not row[-1].strip():
        row.pop()
    if len(row) == width:
        return row, ()
    fault = Fault(
        "cell_count",
        f"The row has {found} cells under {width} headings.",
        "Look for a missing or additional delimiter, or quote the cell that contains one.",
    )
    return row + [""] * (width - len(row)), (("", fault),)
