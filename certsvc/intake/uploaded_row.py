"""A row of a file as it was uploaded, for whoever looks in it for somebody."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from certsvc.intake.columns import COLUMNS, Cells
from certsvc.intake.formats.json_lines import read_object
from certsvc.intake.formats.table import RawRow, value_positions
from certsvc.intake.shape import FileFormat, FileShape, Layout
from certsvc.intake.texts import read_text

_NO_VALUES = ("",) * len(COLUMNS)
_REF = COLUMNS.index("learner_ref")
_EMAIL = COLUMNS.index("email")


class UploadedRow(tuple[str, ...]):  # noqa: SLOT001  # a tuple takes no slots with something in them
    """The cells of a row as intake reads them; of JSON Lines the line as it stands, then each text in it.

    ``values``: what stands in the canonical columns, in the order of ``COLUMNS``, as written; all empty for a
    row above the headings or of a sheet that is not read. ``reference``: the learner's, as intake keeps it.
    """

    line: int
    values: Cells
    reference: str

    def __new__(
        cls,
        cells: Iterable[str],
        *,
        line: int = 0,
        values: Cells = _NO_VALUES,
        layout: Layout = Layout.TABLE,
    ) -> Self:
        """With its reference, which in a course completion export of Moodle may be the address."""
        row = super().__new__(cls, cells)
        row.line, row.values = line, values
        reference = values[_REF]
        if layout is Layout.MOODLE and not reference.strip():
            reference = values[_EMAIL].lower()
        row.reference = read_text(reference, what="learner reference")[0] or ""
        return row

    def value(self, column: str) -> str:
        """What stands in a canonical column, as written."""
        return self.values[COLUMNS.index(column)]


def uploaded_row(shape: FileShape, line: int, cells: Sequence[str]) -> UploadedRow:
    """A row that was kept apart from its file, as refused ones are: its cells as in ``ReadRow``."""
    if shape.format is FileFormat.JSON_LINES:
        raw = cells[0] if cells else ""
        return row_of(shape, RawRow(line, (raw,), read_object(raw).values))
    filled = (*cells[: len(shape.header)], *("",) * (len(shape.header) - len(cells)), "")
    values = tuple(filled[position] for position in value_positions(shape.columns))
    return row_of(shape, RawRow(line, tuple(cells), values))


def row_of(shape: FileShape, row: RawRow) -> UploadedRow:
    """The same for a row just read from a file of that shape."""
    cells = row.cells
    if shape.format is FileFormat.JSON_LINES:
        cells = (*cells, *_texts_of_json(cells[0]))
    return UploadedRow(cells, line=row.line, values=row.values, layout=shape.layout)


def _texts_of_json(raw: str) -> list[str]:
    try:
        return list(_texts_of(json.loads(raw, parse_int=str, parse_float=str)))
    except (ValueError, RecursionError):
        return []


def _texts_of(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content.removeprefix("mailto:")  # as addresses stand in xAPI statements
    elif isinstance(content, list):
        for item in content:
            yield from _texts_of(item)
    elif isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _texts_of(value)
