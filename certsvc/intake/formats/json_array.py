"""A JSON array of xAPI statements, however its lines are broken: a statement is a row."""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from certsvc.intake.encodings import broken_encoding, candidate_encodings
from certsvc.intake.formats.json_lines import read_object
from certsvc.intake.formats.table import RawRow, Table
from certsvc.intake.formats.text_lines import MAX_LINE
from certsvc.intake.formats.xapi import is_statement
from certsvc.intake.headings import HEADER_WITHIN_ROWS
from certsvc.intake.shape import FileFormat, FileShape, Layout
from certsvc.intake.unreadable import UnreadableFileError

TAKEN_OUT = "null"
"""What stands in the place of a statement that was taken out: those behind it keep their numbers."""
_CHUNK = 1 << 16
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_SPACE = r"[ \t\r\n]*"
_BEGINNING = re.compile(rf"{_SPACE}\[{_SPACE}")
_BETWEEN = re.compile(rf"{_SPACE},{_SPACE}")
_END = re.compile(rf"{_SPACE}\]{_SPACE}")
_BREAKS = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def open_json_array(source: BinaryIO) -> Table:
    """The table in ``source``. Raises UnreadableFileError when its first items are no statements."""
    encoding = candidate_encodings(source)[0]
    try:
        head = [item for _, item in islice(array_pieces(source, encoding), HEADER_WITHIN_ROWS)]
    except UnreadableFileError as error:
        raise _no_statements() from error
    if not any(is_statement(_DECODER.decode(item)) for item in head if item):
        raise _no_statements()
    shape = FileShape(
        format=FileFormat.JSON_LINES,
        encoding=encoding,
        delimiter="",
        header=(),
        header_line=0,
        layout=Layout.JSON_ARRAY,
    )
    return Table(shape=shape, rows=lambda: _rows(source, encoding))


def array_pieces(source: BinaryIO, encoding: str) -> Iterator[tuple[str, str]]:
    """What stands before an item, and the item as it stands; at last what is left, and no item.

    Together they are the whole text. Holds one item at a time. Raises UnreadableFileError for anything but
    one array of objects (and of nulls) that are no longer than a row can be.
    """
    text = _Ahead(source, encoding)
    before, number = text.take(_BEGINNING), 0
    while before is not None:
        item = text.take_item()
        if item is None:
            break
        yield before, item
        number += 1
        before = text.take(_BETWEEN)
    end = text.take(_END)
    # A comma before the end is one too many; nothing between the brackets is an array all the same.
    if end is None or not text.is_at_end() or (before is not None and number):
        raise _broken(number)
    yield (before or "") + end, ""


def row_of_item(number: int, item: str) -> RawRow | None:
    """The row that an item is, on one line; None for one that was taken out, and for the end."""
    if item in {"", TAKEN_OUT}:
        return None
    raw = _BREAKS.sub(" ", item)  # no string of JSON holds a line break
    read = read_object(raw)
    return RawRow(number, (raw,), read.values, read.faults, skipped=read.skipped)


def _rows(source: BinaryIO, encoding: str) -> Iterator[RawRow]:
    for number, (_, item) in enumerate(array_pieces(source, encoding), start=1):
        row = row_of_item(number, item)
        if row is not None:
            yield row


class _Ahead:
    """A text that is read as far as it is asked for."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._source, self._encoding = source, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._read = self._at = 0
        self._text, self._ended = "", False

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What ``pattern`` finds here, which may end in white space; None: nothing."""
        while True:
            found = pattern.match(self._text, self._at)
            if (found is not None and found.end() < len(self._text)) or not self._read_more():
                break
        if found is None:
            return None
        self._at = found.end()
        return found[0]

    def take_item(self) -> str | None:
        """The object or null that begins here; None: neither does, or it does not end."""
        while True:
            if self._at < len(self._text) and self._text[self._at] not in "{n":
                return None
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._read_more():
                    continue
                return None
            except RecursionError:
                return None
            item, self._at = self._text[self._at : end], end
            return item

    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self._at == len(self._text) and not self._read_more()

    def _read_more(self) -> bool:
        """One piece more, unless there is none or enough is in hand."""
        if self._ended or len(self._text) - self._at > MAX_LINE:
            return False
        self._source.seek(self._read)
        chunk = self._source.read(_CHUNK)
        self._read += len(chunk)
        self._ended = not chunk
        try:
            more = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            raise broken_encoding(self._encoding) from error
        self._text, self._at = self._text[self._at :] + more, 0
        return True


def _no_statements() -> UnreadableFileError:
    return UnreadableFileError(
        "The file is one JSON array, and not of xAPI statements; results are read as JSON Lines.",
        code="not_json_lines",
        hint="Write one JSON object a line, without brackets and commas around them.",
    )


def _broken(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"After {number} statements the array breaks off, or goes on with what is no statement.",
        code="not_json_lines",
        hint="Export the statements again, as one whole JSON array.",
    )
