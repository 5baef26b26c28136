"""What of a file may stand in a message: headings, codes and numbers, never a person.

A cell of a shifted row may hold a name where a score belongs, so that a value is quoted only when
it has the look of what it should be.
"""

import re

QUOTED_LENGTH = 40
# One digit a turn: with more, a long number could be divided in too many ways.
_NUMBER_LIKE = re.compile(r"[^@\W\d_]{0,3}(?:[^@\w]*\d)+[^@\w]*(?:[^@\W\d_]{1,3}[^@\w]*)?")
_CODE_LIKE = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,39}")
_LONGEST_CHECKED = 100


def quoted(text: str) -> str:
    """``text`` in quotation marks: printable, and cut to 40 characters."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for letter in text[: QUOTED_LENGTH + 1]
    )
    if len(shown) > QUOTED_LENGTH:
        shown = shown[: QUOTED_LENGTH - 1] + "…"
    return f"'{shown}'"


def with_number(what: str, text: str) -> str:
    """``what``, and ``text`` where it looks like a number or a date: ``score '105'``."""
    if len(text) <= _LONGEST_CHECKED and _NUMBER_LIKE.fullmatch(text):
        return f"{what} {quoted(text)}"
    return what


def with_code(what: str, text: str) -> str:
    """``what``, and ``text`` where it looks like a code: ``course 'ZZ9'``."""
    return f"{what} {quoted(text)}" if _CODE_LIKE.fullmatch(text) else what
