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
_LONGEST_TAG = 1 << 20
_TAG_BEGUN = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_TAG = re.compile(
    rb"""<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>(?:\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<)?"""
)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{1,8})["']""")
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
        self.errors: set[tuple[int, int]] = set()
        self._shared = shared
        self._rest = b""
        self._row = self._column = 0
        self._rows = self._columns = self._cells = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the part."""
        text = self._rest + piece
        end = 0
        for tag in _TAG.finditer(text):
            end = tag.end()
            reference = _REFERENCE.search(tag[2])
            if tag[1] == b"row":
                self._row, self._column = int(reference[2]) if reference else self._row + 1, 0
            else:
                self._note_cell(tag, reference)
        unfinished = text.rfind(b"<", end)
        self._rest = text[unfinished:] if unfinished >= 0 else b""
        if len(self._rest) > _LONGEST_TAG:
            if _TAG_BEGUN.match(self._rest):
                raise workbook_too_large("A tag in one of its sheets has no end.")
            self._rest = b""

    def _note_cell(self, tag: re.Match[bytes], reference: re.Match[bytes] | None) -> None:
        if reference and reference[1]:
            self._row, self._column = int(reference[2]), _column_number(reference[1])
        else:
            self._column += 1  # a cell that does not say where it stands follows the one before
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        self._cells += 1
        if max(self._rows * self._columns, self._cells) > MAX_CELLS:
            raise workbook_too_large(f"A sheet spans {self._rows} rows and {self._columns} columns.")
        if _IS_SHARED.search(tag[2]):
            self.text_size += self._shared.length_of(tag[3])
            if self.text_size > MAX_TEXT:
                raise workbook_too_large(f"The text of its cells is more than {MAX_TEXT >> 20} MiB.")
        if _IS_ERROR.search(tag[2]):
            self.errors.add((self._row - 1, self._column - 1))
            if len(self.errors) > MAX_ERROR_CELLS:
                raise workbook_too_large(f"More than {MAX_ERROR_CELLS} of its cells hold an error.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
