"""What a workbook would unpack to, measured before anything unpacks it in earnest.

The sizes that a ZIP declares are not believed: every part is inflated piece by piece, counted and
thrown away. On the way the sheets are searched for their outermost cell, since a reader makes room
for the whole rectangle, and for cells that hold an error, which a reader shows as empty.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from certsvc.intake.unreadable import UnreadableFileError

MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 4 * 1024 * 1024
"""Below this size any ratio is harmless, and small repetitive sheets do pack well."""
MAX_PARTS = 2000
MAX_CELLS = 8_000_000
MAX_ERROR_CELLS = 100_000
_CHUNK = 1 << 18
_OVERLAP = 512
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]{1,400})>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MAX_INDEX = 4 * 1024 * 1024

ErrorCells = frozenset[tuple[int, int]]
"""(row, column) of cells that hold an error, both from 0."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A workbook that is safe to open; ``error_cells`` by sheet, in the workbook's order."""

    error_cells: tuple[ErrorCells, ...]


def is_workbook(source: BinaryIO) -> bool:
    """Whether a ZIP has the parts of an XLSX workbook. Raises UnreadableFileError when it is cut off."""
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, UnicodeError) as error:
        raise damaged_workbook() from error


def measure_workbook(source: BinaryIO) -> Measured:
    """Inflate every part once, within bounds. Raises UnreadableFileError beyond them or if damaged."""
    source.seek(0)
    total = 0
    errors: dict[str, ErrorCells] = {}
    indexes: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise _too_large(f"It has {len(parts)} parts.")
            for part in parts:
                scan = _SheetScan()
                kept = bytearray()
                unpacked = 0
                for piece in _pieces(archive, part):
                    unpacked += len(piece)
                    _check_size(total + unpacked, unpacked, part.compress_size)
                    if part.filename.startswith("xl/worksheets/"):
                        scan.feed(piece)
                    elif part.filename in {_WORKBOOK, _RELATIONS} and len(kept) < _MAX_INDEX:
                        kept += piece
                total += unpacked
                errors[part.filename] = frozenset(scan.errors)
                indexes[part.filename] = bytes(kept)
    except (
        zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error
    ) as error:  # fmt: skip
        raise damaged_workbook() from error
    sheets = _sheet_parts(indexes.get(_WORKBOOK, b""), indexes.get(_RELATIONS, b""))
    return Measured(error_cells=tuple(errors.get(name, frozenset()) for name in sheets))


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the declared size; other readers do not. The lie must be seen, so declare more.
    part.file_size = MAX_UNPACKED + 1
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _check_size(total: int, unpacked: int, packed: int) -> None:
    if total > MAX_UNPACKED:
        raise _too_large(f"It unpacks to more than {MAX_UNPACKED >> 20} MiB.")
    if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise _too_large(f"A part of it unpacks to more than {MAX_RATIO} times its size.")


class _SheetScan:
    """Cell references of one sheet, fed in pieces."""

    def __init__(self) -> None:
        self.errors: set[tuple[int, int]] = set()
        self._rest = b""
        self._rows = self._columns = 0

    def feed(self, piece: bytes) -> None:
        text = self._rest + piece
        end = 0
        for cell in _CELL.finditer(text):
            end = cell.end()
            reference = _REFERENCE.search(cell[1])
            if reference:
                self._note(reference, is_error=bool(_IS_ERROR.search(cell[1])))
        self._rest = text[max(end, len(text) - _OVERLAP) :]

    def _note(self, reference: re.Match[bytes], *, is_error: bool) -> None:
        row, column = int(reference[2]), _column_number(reference[1])
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows * self._columns > MAX_CELLS:
            raise _too_large(f"A sheet spans {self._rows} rows and {self._columns} columns.")
        if is_error and len(self.errors) < MAX_ERROR_CELLS:
            self.errors.add((row - 1, column - 1))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet_parts(workbook: bytes, relations: bytes) -> list[str]:
    """The part that holds each sheet, in the workbook's order."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in map(_attributes, _RELATION.findall(relations))
    }
    found = []
    for attributes in map(_attributes, _SHEET.findall(workbook)):
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        target = targets.get(relation, "")
        found.append(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(tag.decode("utf-8", errors="replace"))
    return {name: html.unescape(double or single) for name, double, single in pairs}


def damaged_workbook() -> UnreadableFileError:
    """For a workbook that is cut off or otherwise broken."""
    return UnreadableFileError(
        "The workbook is damaged or was not sent whole.",
        code="damaged_workbook",
        hint="Open it, save it again as XLSX and send that.",
    )


def _too_large(reason: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"The workbook is too large to be a results file. {reason}",
        code="workbook_too_large",
        hint="Send the rows with results only, or CSV.",
    )
