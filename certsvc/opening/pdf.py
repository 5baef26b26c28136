"""PDF files: the attached credential, a link, or a QR code on the first pages (ISO 32000-1).

Most of the files that arrive were made here, or as ours are: their credential is one embedded file, which can
be found without understanding the file around it. Anything else needs real PDF parsers, and those
are let loose on what strangers send only in a process of their own.
"""

import re
from collections.abc import Iterator

from certsvc.errors import InvalidInputError
from certsvc.opening.held import Held, Promise, find_held
from certsvc.opening.inflating import inflate
from certsvc.opening.pdf_apart import find_apart
from certsvc.signing.json_text import LARGEST_CONTENT

_EMBEDDED = re.compile(rb"/EmbeddedFile(?![A-Za-z0-9#])")
"""The type that the dictionary of an embedded file names (7.11.4)."""
_STREAM = re.compile(rb"stream\r?\n")
_LONGEST_DICTIONARY = 2_048
_MOST_EMBEDDED = 16
_END = b"endstream"


def find_in_pdf(content: bytes) -> Held | None:
    """The credential attached to a PDF, or else a link or QR code on its first pages.

    Raises InvalidInputError (``carrier_malformed``) for a damaged or locked file, TooLargeError;
    UnavailableError when too many are being read at once.
    """
    embedded = {held.document: held for held in _embedded_credentials(content)}
    if len(embedded) == 1:
        return next(iter(embedded.values()))
    return find_apart(content)  # none, or several: which one counts is told by the file's structure


def _embedded_credentials(content: bytes) -> Iterator[Held]:
    for _, found in zip(range(_MOST_EMBEDDED), _EMBEDDED.finditer(content), strict=False):
        stream = _STREAM.search(content, found.end(), found.end() + _LONGEST_DICTIONARY)
        if stream is None:
            continue
        held = find_held(_unpacked(content, stream.end()))
        if held is not None and held.promise is Promise.CREDENTIAL:
            yield held


def _unpacked(content: bytes, start: int) -> bytes:
    """The stream that begins at ``start``: deflated, or as it is; empty where it is neither."""
    try:
        return inflate(memoryview(content)[start:])
    except InvalidInputError:
        end = content.find(_END, start, start + LARGEST_CONTENT)
        return content[start:end].removesuffix(b"\n").removesuffix(b"\r") if end > start else b""
