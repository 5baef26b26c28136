"""CSV and JSON without somebody's rows: a row's lines become empty, all others keep their bytes."""

import codecs
import csv
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from certsvc.intake.escaping import unescape_cell
from certsvc.intake.formats.json_array import TAKEN_OUT, array_pieces, row_of_item
from certsvc.intake.formats.table import RawRow, Table
from certsvc.intake.formats.text_lines import text_lines
from certsvc.intake.shape import FileFormat, FileShape, Layout
from certsvc.intake.uploaded_row import UploadedRow, row_of

_ENDS = "\r\n"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

Lines = tuple[int, list[str], list[str]]
"""Number of the first line of a row, the lines that it takes, and its cells."""


def blank_text(
    source: BinaryIO, target: IO[bytes], table: Table, is_hers: Callable[[UploadedRow], bool]
) -> int:
    """As ``blank_rows``, for the table in ``source``."""
    shape = table.shape
    mark, encoding = _mark_and_encoding(source, shape.encoding)
    target.write(mark)
    if shape.layout is Layout.JSON_ARRAY:
        return _blank_array(source, target, table, is_hers, encoding)
    taken = 0
    # The table's reader is always ahead: whatever makes the file unreadable, it is the one who says so.
    filled = table.rows()
    ahead = next(filled, None)
    for number, lines, cells in _rows_by_lines(source, shape):
        asked = _row_at(shape, number, cells, ahead)
        if ahead is not None and ahead.line == number:
            ahead = next(filled, None)
        if asked is not None and is_hers(asked):
            taken += 1
            lines = [line[len(line.rstrip(_ENDS)) :] for line in lines]  # noqa: PLW2901  # what is left of them
        # Every encoding that is recognised is undone without loss: what was read is what is written.
        target.write("".join(lines).encode(encoding))
    return taken


def _blank_array(
    source: BinaryIO,
    target: IO[bytes],
    table: Table,
    is_hers: Callable[[UploadedRow], bool],
    encoding: str,
) -> int:
    """What is taken out leaves its place, by which those behind it are counted."""
    taken = 0
    for number, (before, item) in enumerate(array_pieces(source, table.shape.encoding), start=1):
        row, left = row_of_item(number, item), item
        if row is not None and is_hers(row_of(table.shape, row)):
            taken, left = taken + 1, TAKEN_OUT
        target.write((before + left).encode(encoding))
    return taken


def _row_at(shape: FileShape, number: int, cells: list[str], ahead: RawRow | None) -> UploadedRow | None:
    """The row that begins on that line; None for the headings and for an empty one."""
    if ahead is not None and ahead.line == number:
        return row_of(shape, ahead)
    if number == shape.header_line or not any(cells):
        return None
    return UploadedRow((unescape_cell(cell) for cell in cells), line=number)


def _rows_by_lines(source: BinaryIO, shape: FileShape) -> Iterator[Lines]:
    if shape.format is FileFormat.JSON_LINES:
        for number, line in enumerate(text_lines(source, shape.encoding), start=1):
            yield number, [line], []
        return
    lines: list[str] = []

    def noted() -> Iterator[str]:
        for line in text_lines(source, shape.encoding):
            lines.append(line)
            yield line

    reader = csv.reader(noted(), delimiter=shape.delimiter)
    begun = 1
    for cells in reader:  # which takes no line more than the row has
        yield begun, list(lines), cells
        lines.clear()
        begun = reader.line_num + 1


def _mark_and_encoding(source: BinaryIO, encoding: str) -> tuple[bytes, str]:
    """What stands before the first letter, and the encoding of what follows."""
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8, "utf-8"
    if encoding == "utf-16":
        source.seek(0)
        mark = source.read(2)
        return mark, _UTF16[mark]
    return b"", encoding
