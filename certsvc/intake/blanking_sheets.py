"""The sheets and shared strings of a workbook, read as a stream and written anew."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, iterparse
from xml.sax.saxutils import escape, quoteattr

from defusedxml.ElementTree import parse
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KEPT_ATTRIBUTES = ("s", "t")
"""Of a cell: its style, which tells dates from numbers, and its type."""


def local_name(tag: str) -> str:
    """A tag without its namespace, of which there are two for workbooks."""
    return tag.rpartition("}")[2]


def parsed(part: IO[bytes]) -> Element:
    """A small part as a tree. Raises as the parsers do; a document type is refused."""
    with part:
        root: Element = parse(part, forbid_dtd=True).getroot()
    return root


class SheetWriter:
    """Writes one sheet without the rows whose numbers are in ``hers``.

    The indexes of shared strings that its other cells refer to are added to ``used``.
    """

    def __init__(self, target: IO[bytes], *, hers: frozenset[int], used: set[int]) -> None:
        self._target = target
        self._hers = hers
        self._used = used

    def write(self, part: IO[bytes]) -> None:
        """Read ``part`` to its end. Raises as the parsers do, ValueError for cells that stand nowhere."""
        self._target.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        number = 0
        for row in _elements(part, "row"):
            number = int(row.get("r") or number + 1)
            cells = "" if number in self._hers else "".join(self._cells(row, number))
            self._target.write(f'<row r="{number}">{cells}</row>'.encode())
        self._target.write(b"</sheetData></worksheet>")

    def _cells(self, row: Element, number: int) -> Iterator[str]:
        column = 0
        for cell in row:
            if local_name(cell.tag) != "c":
                continue
            reference = cell.get("r")
            column = (
                column_index_from_string(coordinate_from_string(reference)[0]) if reference else column + 1
            )
            content = self._content(cell)
            if content:
                kept = "".join(
                    f" {name}={quoteattr(cell.attrib[name])}"
                    for name in _KEPT_ATTRIBUTES
                    if name in cell.attrib
                )
                yield f'<c r="{get_column_letter(column)}{number}"{kept}>{content}</c>'

    def _content(self, cell: Element) -> str:
        for child in cell:
            name = local_name(child.tag)
            if name == "v" and child.text:
                if cell.get("t") == "s":
                    self._used.add(int(child.text))
                return f"<v>{_escaped(child.text)}</v>"
            if name == "is":
                return f"<is>{_string(child)}</is>"
        return ""


def write_shared_strings(part: IO[bytes], target: IO[bytes], *, used: set[int]) -> None:
    """All strings at their indexes; those that are not in ``used`` are empty. Raises as the parsers do."""
    target.write(f'{_HEAD}<sst xmlns="{_MAIN}">'.encode())
    for index, string in enumerate(_elements(part, "si")):
        kept = _string(string) if index in used else "<t/>"
        target.write(f"<si>{kept}</si>".encode())
    target.write(b"</sst>")


def _elements(part: IO[bytes], wanted: str) -> Iterator[Element]:
    """Each element of that name in turn; what was given out before is forgotten."""
    # A sheet has a million cells: only this parser is quick. Its size was measured before, it fetches nothing
    # from elsewhere, and expat itself ends a document whose entities grow.
    events = iterparse(part, events=("start", "end"))  # noqa: S314
    _, root = next(events)
    tag = f"{root.tag[: root.tag.rfind('}') + 1]}{wanted}"
    parents, inside = [root], None
    for event, element in events:
        if inside is not None:
            if event == "end" and element is inside:
                yield element
                parents[-1].remove(element)
                inside = None
        elif event == "end":
            parents.pop()
            if parents:
                parents[-1].remove(element)
        elif element.tag == tag:
            inside = element
        else:
            parents.append(element)


def _string(element: Element) -> str:
    """A string, in one piece or in runs as it was, without their fonts and without its phonetic guide."""
    pieces = []
    for child in element:
        name = local_name(child.tag)
        if name == "t":
            kept = ' xml:space="preserve"' if child.get(_SPACE) == "preserve" else ""
            pieces.append(f"<t{kept}>{_escaped(child.text or '')}</t>")
        elif name == "r":
            pieces.append(f"<r>{_string(child)}</r>")
    return "".join(pieces)


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
