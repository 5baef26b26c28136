"""An XLSX workbook without somebody's rows, written anew from its cells alone.

What a workbook holds beside cells (comments, defined names, document properties, pictures, formulas, filters,
cached tables) may say anything of anybody and is read by no import: none of it is taken over. A shared string
that no cell refers to any more goes too.
"""

import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

from defusedxml.common import DefusedXmlException

from certsvc.intake.blanking_sheets import SheetWriter, local_name, parsed, write_shared_strings
from certsvc.intake.formats.spreadsheet import OpenSheet, open_sheets
from certsvc.intake.formats.workbook_errors import damaged_workbook
from certsvc.intake.uploaded_row import UploadedRow, row_of

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORKBOOK = "xl/workbook.xml"
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_SHARED = "xl/sharedStrings.xml"
_YES = {"1", "true"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ParseError,
    DefusedXmlException,
)
"""What the readers of ZIP and XML raise for what is damaged, or was made to harm."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of the workbook: its place among all, name and part, and the rows to be taken out."""

    index: int
    name: str
    part: str
    hers: frozenset[int] = frozenset()


def blank_workbook(source: BinaryIO, target: IO[bytes], is_hers: Callable[[UploadedRow], bool]) -> int:
    """As ``blank_rows``, for a workbook."""
    found = {sheet.index: _lines_of_hers(sheet, is_hers) for sheet in open_sheets(source)}
    if not any(found.values()):
        return 0
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            old_parts = _Parts(old)
            sheets = [
                replace(sheet, hers=found[sheet.index], name=_name_without_her(sheet, is_hers))
                for sheet in old_parts.sheets()
                if sheet.index in found
            ]
            _write(new, old_parts, sheets)
    except _BROKEN as error:
        raise damaged_workbook() from error
    return sum(map(len, found.values()))


def _lines_of_hers(sheet: OpenSheet, is_hers: Callable[[UploadedRow], bool]) -> frozenset[int]:
    if sheet.table is None:
        return frozenset(line for line, cells in sheet.rows() if is_hers(UploadedRow(cells, line=line)))
    shape = sheet.table.shape
    below = {row.line for row in sheet.table.rows() if is_hers(row_of(shape, row))}
    above = {
        line
        for line, cells in sheet.rows()
        if line < shape.header_line and is_hers(UploadedRow(cells, line=line))
    }
    return frozenset(below | above)


def _name_without_her(sheet: _Sheet, is_hers: Callable[[UploadedRow], bool]) -> str:
    return f"Sheet ({sheet.index + 1})" if is_hers(UploadedRow((sheet.name,))) else sheet.name


class _Parts:
    """The parts of the old workbook, found whatever the case of their names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self.workbook = parsed(self.open(_WORKBOOK))

    def open(self, name: str) -> BinaryIO:
        """Raises KeyError."""
        return self._archive.open(self._names[name.lower()])  # type: ignore[return-value]  # an IO[bytes]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def sheets(self) -> list[_Sheet]:
        """All sheets in the workbook's order."""
        relations = parsed(self.open(_WORKBOOK_RELATIONS))
        targets = {one.get("Id", ""): one.get("Target", "") for one in relations}
        found = (one for one in self.workbook.iter() if local_name(one.tag) == "sheet")
        return [
            _Sheet(index, one.get("name", ""), _part_name(targets[_relation_of(one.attrib)]))
            for index, one in enumerate(found)
        ]

    def counts_from_1904(self) -> bool:
        """Whether its dates are those of old Macintoshes."""
        return any(
            local_name(one.tag) == "workbookPr" and one.get("date1904", "").lower() in _YES
            for one in self.workbook.iter()
        )


def _relation_of(attributes: dict[str, str]) -> str:
    return next(value for name, value in attributes.items() if name.endswith("}id"))


def _part_name(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _write(new: zipfile.ZipFile, old: _Parts, sheets: Sequence[_Sheet]) -> None:
    """The sheets first: they tell which shared strings are still needed."""
    used: set[int] = set()
    for number, sheet in enumerate(sheets, start=1):
        with old.open(sheet.part) as part, new.open(_sheet_part(number), "w", force_zip64=True) as written:
            SheetWriter(written, hers=sheet.hers, used=used).write(part)
    others = []
    if old.has(_STYLES):
        with old.open(_STYLES) as styles:
            new.writestr(_STYLES, styles.read())
        others.append(("styles", "styles"))
    if old.has(_SHARED):
        with old.open(_SHARED) as part, new.open(_SHARED, "w", force_zip64=True) as written:
            write_shared_strings(part, written, used=used)
        others.append(("sharedStrings", "sharedStrings"))
    new.writestr(_WORKBOOK, _workbook(sheets, from_1904=old.counts_from_1904()))
    new.writestr(_WORKBOOK_RELATIONS, _relations(len(sheets), others))
    new.writestr("_rels/.rels", _package_relations())
    new.writestr("[Content_Types].xml", _content_types(len(sheets), others))


def _sheet_part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _workbook(sheets: Sequence[_Sheet], *, from_1904: bool) -> str:
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    dates = '<workbookPr date1904="1"/>' if from_1904 else ""
    namespaces = f'xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"'
    return f"{_HEAD}<workbook {namespaces}>{dates}<sheets>{entries}</sheets></workbook>"


def _relations(number_of_sheets: int, others: Sequence[tuple[str, str]]) -> str:
    targets = [("worksheet", f"worksheets/sheet{number}") for number in range(1, number_of_sheets + 1)]
    entries = [
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{name}.xml"/>'
        for number, (kind, name) in enumerate((*targets, *others), start=1)
    ]
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def _package_relations() -> str:
    entry = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="{_WORKBOOK}"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entry}</Relationships>'


def _content_types(number_of_sheets: int, others: Sequence[tuple[str, str]]) -> str:
    kinds = [(_WORKBOOK, "sheet.main")]
    kinds += [(_sheet_part(number), "worksheet") for number in range(1, number_of_sheets + 1)]
    kinds += [(f"xl/{name}.xml", kind) for kind, name in others]
    entries = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in kinds
    )
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{rels}{entries}</Types>'
