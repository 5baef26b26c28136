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

from certsvc.intake.formats.shared_strings import SharedStrings
from certsvc.intake.formats.sheet_scan import ErrorCells, SheetScan
from certsvc.intake.formats.workbook_errors import damaged_workbook, workbook_too_large

MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 4 * 1024 * 1024
"""Below this size any ratio is harmless, and small repetitive sheets do pack well."""
MAX_PARTS = 2000
_CHUNK = 1 << 18
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_WORKBOOK = "xl/workbook.xml"
_SHARED = "xl/sharedstrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_MAX_INDEX = 4 * 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)
"""What zipfile raises for an archive that is cut off, damaged, encrypted or packed in another way."""


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
    except _BROKEN as error:
        raise damaged_workbook() from error


def measure_workbook(source: BinaryIO) -> Measured:
    """Inflate every part once, within bounds. Raises UnreadableFileError beyond them or if damaged."""
    source.seek(0)
    measuring = _Measuring()
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise workbook_too_large(f"It has {len(parts)} parts.")
            # The shared strings first: the sheets are measured by them.
            for part in sorted(parts, key=lambda part: not _is_shared_strings(part)):
                measuring.measure(part, _pieces(archive, part))
    except _BROKEN as error:
        raise damaged_workbook() from error
    if not measuring.shared.is_plain:
        raise damaged_workbook()
    return measuring.measured()


class _Measuring:
    """What is known of a workbook after each of its parts."""

    def __init__(self) -> None:
        self.shared = SharedStrings()
        self._unpacked = self._text_size = 0
        self._errors: dict[str, ErrorCells] = {}
        self._indexes: dict[str, bytes] = {}

    def measure(self, part: zipfile.ZipInfo, pieces: Iterator[bytes]) -> None:
        scan = SheetScan(self.shared, self._text_size)
        # Whatever its name, a part may be a sheet: the workbook alone says which are.
        feed = self.shared.feed if _is_shared_strings(part) else scan.feed
        index = bytearray()
        unpacked = 0
        for piece in pieces:
            unpacked += len(piece)
            _check_size(self._unpacked + unpacked, unpacked, part.compress_size)
            feed(piece)
            if part.filename in {_WORKBOOK, _RELATIONS} and len(index) < _MAX_INDEX:
                index += piece
        self._unpacked += unpacked
        self._text_size = scan.text_size
        self._errors[part.filename] = frozenset(scan.errors)
        self._indexes[part.filename] = bytes(index)

    def measured(self) -> Measured:
        sheets = _sheet_parts(self._indexes.get(_WORKBOOK, b""), self._indexes.get(_RELATIONS, b""))
        return Measured(error_cells=tuple(self._errors.get(name, frozenset()) for name in sheets))


def _is_shared_strings(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower() == _SHARED


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the declared size; other readers do not. The lie must be seen, so declare more.
    part.file_size = MAX_UNPACKED + 1
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _check_size(total: int, unpacked: int, packed: int) -> None:
    if total > MAX_UNPACKED:
        raise workbook_too_large(f"It unpacks to more than {MAX_UNPACKED >> 20} MiB.")
    if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise workbook_too_large(f"A part of it unpacks to more than {MAX_RATIO} times its size.")


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
