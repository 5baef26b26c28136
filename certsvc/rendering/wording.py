"""Texts of a credential made fit for print: one line, no hidden controls, places to break."""

import re
import unicodedata

from certsvc.errors import InvalidInputError

ZERO_WIDTH_SPACE = "\u200b"
LONGEST_TEXT = 400
"""Letters of a name or title: beyond, the type on one sheet would be too small to read."""
_JOINERS = "\u200c\u200d"
_WORD_TOO_LONG = re.compile(r"\S{31,}")
_PIECE = 12


def printable(text: str) -> str:
    """``text`` on one line, white space collapsed, without controls that only serve to deceive.

    Direction overrides could make a name read as another; joiners stay, since scripts need them.
    Raises InvalidInputError (``malformed_text``) for half a surrogate pair, which is no character.
    """
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs":
            raise InvalidInputError("A text of the credential is not Unicode.", code="malformed_text")
        if category in {"Cc", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif category != "Cf" or character in _JOINERS:
            kept.append(character)
    return " ".join("".join(kept).split())


def cut(text: str, length: int) -> str:
    """``text``, or as much of it as fits in ``length`` letters with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def whole(text: str, what: str) -> str:
    """A text that is printed in full or not at all.

    Raises InvalidInputError: ``malformed_credential`` where nothing is left of it, ``too_long_for_a_sheet``.
    """
    clean = printable(text)
    if not clean:
        raise InvalidInputError(f"The credential has no letter in {what}.", code="malformed_credential")
    if len(clean) > LONGEST_TEXT:
        raise InvalidInputError(
            f"{what.capitalize()} is longer than the {LONGEST_TEXT} letters that one sheet can hold.",
            code="too_long_for_a_sheet",
        )
    return breakable(clean)


def breakable(text: str) -> str:
    """``text`` with places to break inside words of more than thirty letters, so that no line runs over.

    Never before a mark that belongs to the letter before it.
    """
    return _WORD_TOO_LONG.sub(lambda word: _with_breaks(word.group()), text)


def _with_breaks(word: str) -> str:
    pieces = [""]
    for character in word:
        belongs = unicodedata.category(character).startswith("M") or character in _JOINERS
        if len(pieces[-1]) >= _PIECE and not belongs:
            pieces.append("")
        pieces[-1] += character
    return ZERO_WIDTH_SPACE.join(pieces)
