"""What the cells of a sheet would take to read, told from its XML in pieces.

A reader makes room for the whole rectangle up to the outermost cell, and a copy of a shared string
for every cell that refers to it. Cells that hold an error are noted too: a reader shows them empty.
"""

import re

from certsvc.intake.formats.shared_strings import SharedStrings
from certsvc.intake.formats.workbook_errors import workbook_too_large

MAX_CELLS = 8_000_000
MAX_TEXT = 256 * 1024 * 1024
"""Bytes of all shared strings in all cells that refer to them."""
MAX_ERROR_CELLS = 100_000
_OVERLAP = 512
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]{1,400})>(?:\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<)?")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_IS_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")

ErrorCells = frozenset[tuple[int, int]]
"""(row, column) of cells that hold an error, both from 0."""


class SheetScan:
    """Takes one part in pieces; raises UnreadableFileError as soon as a bound is passed.

    ``text_size``: bytes of shared strings in the cells so far, those of earlier parts included.
    """

    def __init__(self, shared: SharedStrings, text_size: int) -> None:
        self.text_size = text_size
        self._shared = shared
        self.errors: set[tuple[int, int]] = set()
        self._rest = b""
        self._rows = self._columns = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the part."""
        text = self._rest + piece
        end = 0
        for cell in _CELL.finditer(text):
            end = cell.end()
            if _IS_SHARED.search(cell[1]):
                self._note_text(cell[2])
            reference = _REFERENCE.search(cell[1])
            if reference:
                self._note(reference, is_error=bool(_IS_ERROR.search(cell[1])))
        self._rest = text[max(end, len(text) - _OVERLAP) :]

    def _note_text(self, index: bytes | None) -> None:
        self.text_size += self._shared.length_of(index)
        if self.text_size > MAX_TEXT:
            raise workbook_too_large(f"The text of its cells is more than {MAX_TEXT >> 20} MiB.")

    def _note(self, reference: re.Match[bytes], *, is_error: bool) -> None:
        row, column = int(reference[2]), _column_number(reference[1])
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows * self._columns > MAX_CELLS:
            raise workbook_too_large(f"A sheet spans {self._rows} rows and {self._columns} columns.")
        if is_error:
            self.errors.add((row - 1, column - 1))
            if len(self.errors) > MAX_ERROR_CELLS:
                raise workbook_too_large(f"More than {MAX_ERROR_CELLS} of its cells hold an error.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
