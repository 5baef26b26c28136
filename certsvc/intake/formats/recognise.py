"""The format of a file, by its content and never by its name."""

import codecs
import re
from typing import BinaryIO

from certsvc.intake.encodings import find_utf16
from certsvc.intake.formats.delimited import open_delimited
from certsvc.intake.formats.json_array import open_json_array
from certsvc.intake.formats.json_lines import open_json_lines
from certsvc.intake.formats.spreadsheet import open_spreadsheet
from certsvc.intake.formats.table import Table
from certsvc.intake.formats.workbook_errors import password_protected
from certsvc.intake.formats.workbook_guard import is_workbook
from certsvc.intake.unreadable import UnreadableFileError

_HEAD = 1 << 13
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "a database",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|body)", re.IGNORECASE)
_OLE_DIRECTORY = 1 << 20
_CHUNK = 1 << 16
_SPACES = " \t\r\n\x0b\x0c\ufeff"


def open_table(source: BinaryIO) -> Table:
    """The table in ``source``. Raises UnreadableFileError when there is none."""
    if is_spreadsheet(source):
        return open_spreadsheet(source)
    source.seek(0)
    head = source.read(_HEAD)
    _check_is_no_other(source, head)
    start = _first_letter(source, head)
    if not start:
        raise UnreadableFileError(
            "The file is empty.", code="empty_file", hint="Check that it was saved before it was sent."
        )
    if start == "{":
        return open_json_lines(source)
    if start == "[":
        return open_json_array(source)
    return open_delimited(source)


def is_spreadsheet(source: BinaryIO) -> bool:
    """Whether ``source`` is an XLSX workbook. Raises UnreadableFileError for any other ZIP archive."""
    source.seek(0)
    if not source.read(_HEAD).startswith(_ZIP):
        return False
    if not is_workbook(source):
        raise _not_a_table("a ZIP archive, but no XLSX workbook")
    return True


def _check_is_no_other(source: BinaryIO, head: bytes) -> None:
    if head.startswith(_OLE):
        source.seek(0)
        if _ENCRYPTED in source.read(_OLE_DIRECTORY) or _ends_encrypted(source):
            raise password_protected()
        raise UnreadableFileError(
            "The file is an Excel workbook of the old kind (.xls).",
            code="old_excel",
            hint="Save it in Excel as 'Excel Workbook (.xlsx)' and send that.",
        )
    for mark, name in _OTHERS.items():
        if head.startswith(mark):
            raise _not_a_table(name)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise _not_a_table("a web page or XML")


def _ends_encrypted(source: BinaryIO) -> bool:
    """The directory of a large OLE file may stand at its end."""
    size = source.seek(0, 2)
    source.seek(max(0, size - _OLE_DIRECTORY))
    return _ENCRYPTED in source.read(_OLE_DIRECTORY)


def _first_letter(source: BinaryIO, head: bytes) -> str:
    """The first letter that is neither space nor mark, "" if none; reads on past any white space."""
    encoding = find_utf16(head) or "latin-1"
    source.seek(0)
    while chunk := source.read(_CHUNK):
        start = chunk.removeprefix(codecs.BOM_UTF8).decode(encoding, errors="replace").lstrip(_SPACES)
        if start:
            return start[0]
    return ""


def _not_a_table(what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"The file is {what}.", code="not_a_table", hint="Send the results as CSV, XLSX or JSON Lines."
    )
