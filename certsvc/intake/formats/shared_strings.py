"""How long the shared strings of a workbook are: each is copied into every cell that refers to it.

A workbook of one megabyte can have a long string and millions of cells with it; read as it stands
it would take all memory there is.
"""

import re
from array import array

_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si(?:\s[^<>]*)?/>")
_NEVER_WRITTEN = re.compile(rb"<!(?:--|\[CDATA|DOCTYPE)")
_LONGEST_TAG = 512


class SharedStrings:
    """Lengths in bytes by index, of a part that is fed in pieces. Markup counts: the safe side."""

    def __init__(self) -> None:
        self._lengths = array("L")
        self._rest = b""
        self._counted = 0
        self.longest = 0
        self.is_plain = True
        """False when the part holds what could hide where a string ends; no spreadsheet writes that."""

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the part."""
        text = self._rest + piece
        if _NEVER_WRITTEN.search(text):
            self.is_plain = False
        start = 0
        for end in _END.finditer(text):
            length = self._counted + end.end() - start
            self._lengths.append(length)
            self.longest = max(self.longest, length)
            self._counted, start = 0, end.end()
        cut = max(start, len(text) - _LONGEST_TAG)
        self._counted += cut - start
        self._rest = text[cut:]

    def length_of(self, index: bytes | None) -> int:
        """The length at ``index``, a number as written; the longest where it cannot be told."""
        if index is None or int(index) >= len(self._lengths):
            return self.longest
        return self._lengths[int(index)]
