"""Text that a spreadsheet would take for a formula: escaped when written, restored when read.

A cell that begins with one of ``= + - @`` (also full-width), TAB, CR or LF gets a leading apostrophe
unless it is a plain number. A cell that already has apostrophes before such a beginning gets one
more, so that reading takes away exactly what writing added.
"""

import re

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?%?"
_START = f"[{re.escape(FORMULA_STARTS)}]"  # escaped: "+-@" would be every sign from plus to at
_DANGEROUS = re.compile(rf"'*(?!{_NUMBER}\Z){_START}")
_ESCAPED = re.compile(rf"'+(?!{_NUMBER}\Z){_START}")


def escape_cell(text: str) -> str:
    """``text`` as no spreadsheet evaluates it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape_cell(text: str) -> str:
    """What ``escape_cell`` was given."""
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text
