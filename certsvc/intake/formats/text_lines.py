"""Lines of a text in a stream, decoded as it is read and never longer than a results line can be."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from certsvc.intake.encodings import broken_encoding
from certsvc.intake.unreadable import UnreadableFileError

_CHUNK = 1 << 16
MAX_LINE = 1 << 18
"""In characters; a full row of names and addresses has a few hundred."""


def text_lines(source: BinaryIO, encoding: str) -> Iterator[str]:
    r"""Lines with their ends (``\n``, ``\r\n`` or ``\r``), from the start of ``source``.

    Holds one chunk and one line at a time. Raises UnreadableFileError when a line is longer than
    ``MAX_LINE`` or the bytes are not in ``encoding``.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    position, rest, number = 0, "", 0
    while True:
        source.seek(position)
        chunk = source.read(_CHUNK)
        position += len(chunk)
        try:
            text = rest + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise broken_encoding(encoding) from error
        lines = list(io.StringIO(text, newline=""))
        # An unfinished line waits for the next chunk, and so does "\r" that may have its "\n" there.
        rest = lines.pop() if chunk and lines and not lines[-1].endswith("\n") else ""
        if len(rest) > MAX_LINE:
            raise _too_long(number + len(lines) + 1)
        for line in lines:
            number += 1
            if len(line) > MAX_LINE:
                raise _too_long(number)
            yield line
        if not chunk:
            return


def _too_long(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"Line {number} is longer than {MAX_LINE} characters: no results file has such a line.",
        code="line_too_long",
        hint="Check that the file is a table with one row a line.",
    )
