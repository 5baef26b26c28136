"""What a person writes in a field of several lines: kept as written, without what nobody sees."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Persian and other orthographies need them inside words."""
_MARKS = "\u200e\u200f\u061c"
"""Of direction, for one place; what turns whole stretches around is not kept."""
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_GAPS = re.compile(r"\n{3,}")


def read_paragraphs(text: str) -> str:
    """In NFC, trimmed, lines ended by line feeds, with one empty line at most between paragraphs."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _GAPS.sub("\n\n", "\n".join(map(_line, lines))).strip()


def _line(line: str) -> str:
    if not line.isprintable():
        line = "".join(filter(_is_kept, line.replace("\t", " ")))
    return line.rstrip()


def _is_kept(character: str) -> bool:
    return character in _JOINERS or character in _MARKS or unicodedata.category(character) not in _UNSEEN
