"""Many sheets bound into one PDF for the printer, page after page, however many there are.

A library that merges holds every object of every page until it saves. Here each sheet is opened, copied and
forgotten: what stays of it is eight bytes an object, its place in the file (ISO 32000-2, 7.5.4). What a sheet
carries beside its page (the credential, the tags, a seal) stays behind: a printer needs the page.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import pikepdf

from certsvc.errors import InvalidInputError

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_A_NODE = 64
"""Pages in one node of the page tree: viewers look for a page node by node."""
_MOST_REMEMBERED = 4096
"""Streams that are written once for all sheets: profiles of colours, marks, whole fonts."""
_OF_A_PAGE = ("/Resources", "/Contents", "/Group", "/Rotate", "/CropBox")
_DEEPEST = 100


def write_booklet(target: BufferedIOBase, sheets: Iterable[Path]) -> int:
    """Write the pages of these PDF files into ``target``, in their order; how many pages there are.

    ``target`` is at its start and is not read. Raises InvalidInputError (``sheet_unreadable``) for a file
    that is no PDF, OSError.
    """
    writer = _Writer(target)
    for path in sheets:
        try:
            with pikepdf.open(path) as sheet:
                for page in sheet.pages:
                    writer.add_page(page)
        except (pikepdf.PdfError, RecursionError) as error:
            raise InvalidInputError(
                "A sheet cannot be read back; nothing was bound.", code="sheet_unreadable"
            ) from error
    return writer.close()


class _Writer:
    """One PDF being written. Numbers are given out as objects are met, places noted as they are written."""

    def __init__(self, target: BufferedIOBase) -> None:
        self._target = target
        self._places = array("Q", [0])
        self._remembered: dict[bytes, int] = {}
        self._nodes: list[tuple[int, int]] = []
        self._kids: list[int] = []
        self._node = 0
        self._position = 0
        self._put(_HEADER)
        self._root = self._new_number()

    def add_page(self, page: pikepdf.Page) -> None:
        """Copy a page and all that it is drawn with."""
        if not self._kids:
            self._node = self._new_number()
        copy = _Copy(self)
        members = {"/Type": b"/Page", "/Parent": _reference(self._node)}
        members["/MediaBox"] = copy.written(page.mediabox)
        members |= {name: copy.written(page.obj[name]) for name in _OF_A_PAGE if name in page.obj}
        number = self._new_number()
        self.write(number, _dictionary(members))
        copy.finish()
        self._kids.append(number)
        if len(self._kids) == _A_NODE:
            self._close_node()

    def close(self) -> int:
        """Write the page tree, the table of places and the trailer."""
        self._close_node()
        pages = sum(count for _, count in self._nodes)
        kids = b" ".join(_reference(number) for number, _ in self._nodes)
        self.write(self._root, b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (pages, kids))
        catalog = self._new_number()
        self.write(catalog, b"<< /Type /Catalog /Pages %s >>" % _reference(self._root))
        start = self._position
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._places))
        for place in self._places[1:]:
            self._put(b"%010d 00000 n \n" % place)
        trailer = b"trailer\n<< /Size %d /Root %s >>\nstartxref\n%d\n%%%%EOF\n"
        self._put(trailer % (len(self._places), _reference(catalog), start))
        return pages

    def new_object(self) -> int:
        """A number for an object that is written later."""
        return self._new_number()

    def write(self, number: int, body: bytes) -> None:
        """The object with that number."""
        self._places[number] = self._position
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def write_once(self, body: bytes) -> int:
        """An object that refers to no other; the number of one with the same body where there is one."""
        digest = hashlib.sha256(body).digest()
        number = self._remembered.get(digest)
        if number is None:
            number = self._new_number()
            self.write(number, body)
            if len(self._remembered) < _MOST_REMEMBERED:
                self._remembered[digest] = number
        return number

    def _close_node(self) -> None:
        if self._kids:
            kids = b" ".join(map(_reference, self._kids))
            members = (_reference(self._root), len(self._kids), kids)
            self.write(self._node, b"<< /Type /Pages /Parent %s /Count %d /Kids [ %s ] >>" % members)
            self._nodes.append((self._node, len(self._kids)))
            self._kids = []

    def _new_number(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _put(self, content: bytes) -> None:
        self._target.write(content)
        self._position += len(content)


class _Copy:
    """What one page needs, with the numbers that it has in the new file."""

    def __init__(self, writer: _Writer) -> None:
        self._writer = writer
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, pikepdf.Object]] = []

    def written(self, value: Any, depth: int = 0) -> bytes:  # noqa: ANN401  # an object of any kind
        """The value as it stands inside another; what it refers to is written, or waits."""
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return _reference(self._number_of(value))
        return self._body(value, depth)

    def finish(self) -> None:
        """Write all that waits."""
        while self._waiting:
            number, value = self._waiting.pop()
            self._writer.write(number, self._body(value, 0))

    def _number_of(self, value: pikepdf.Object) -> int:
        number = self._numbers.get(value.objgen)
        if number is None:
            if isinstance(value, pikepdf.Stream) and not any(_refers(part) for _, part in _items(value)):
                number = self._writer.write_once(self._body(value, 0))
            else:
                number = self._writer.new_object()
                self._waiting.append((number, value))
            self._numbers[value.objgen] = number
        return number

    def _body(self, value: Any, depth: int) -> bytes:  # noqa: ANN401  # likewise
        match value:
            case pikepdf.Stream():
                raw = value.read_raw_bytes()
                members = {name: self.written(part, depth + 1) for name, part in _items(value)}
                members["/Length"] = b"%d" % len(raw)
                return _dictionary(members) + b"\nstream\n" + raw + b"\nendstream"
            case pikepdf.Dictionary():
                return _dictionary({name: self.written(part, depth + 1) for name, part in _items(value)})
            case pikepdf.Array():
                return b"[ " + b" ".join(self.written(part, depth + 1) for part in _parts(value)) + b" ]"
            case pikepdf.Object():  # a name or a string
                return value.unparse()
        return _scalar(value)


def _scalar(value: object) -> bytes:
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return format(value, "f").encode() if isinstance(value, Decimal) else str(value).encode()


def _items(value: pikepdf.Object) -> Iterator[tuple[str, Any]]:
    """Members of a dictionary or stream, but the length, which is counted anew."""
    for name in value.keys():  # noqa: SIM118  # a PDF object, no mapping
        if name != "/Length":
            yield name, value[name]


def _parts(value: pikepdf.Array) -> Iterator[Any]:
    return (value[position] for position in range(len(value)))


def _refers(value: Any) -> bool:  # noqa: ANN401  # likewise
    """Whether a value is, or holds, a reference."""
    if not isinstance(value, pikepdf.Object):
        return False
    if value.is_indirect:
        return True
    if isinstance(value, pikepdf.Dictionary):
        return any(_refers(part) for _, part in _items(value))
    return isinstance(value, pikepdf.Array) and any(map(_refers, _parts(value)))


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _dictionary(members: Mapping[str, bytes]) -> bytes:
    inside = b" ".join(pikepdf.Name(name).unparse() + b" " + body for name, body in members.items())
    return b"<< " + inside + b" >>"
