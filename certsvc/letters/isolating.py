"""Texts of others on one line, which leave the direction of the words around them alone."""

import unicodedata

_JOINERS = "\u200c\u200d"
_FIRST_STRONG_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_AGAINST = {"ltr": {"R", "AL", "AN"}, "rtl": {"L", "EN"}}
"""Classes of letters and digits (UAX #9, table 4) that run against a direction."""


def one_line(text: str, longest: int) -> str:
    """``text`` without line breaks, controls and overrides of direction; cut with an ellipsis.

    Joiners stay, since scripts need them; half a surrogate pair, which cannot be sent, is a space.
    """
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs", "Zl", "Zp", "Zs"}:
            kept.append(" ")
        elif category != "Cf" or character in _JOINERS:
            kept.append(character)
    line = " ".join("".join(kept).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def isolated(text: str, direction: str) -> str:
    """For plain text: between isolating marks (UAX #9, section 2.5) where some letter runs the other way."""
    if any(unicodedata.bidirectional(character) in _AGAINST[direction] for character in text):
        return f"{_FIRST_STRONG_ISOLATE}{text}{_END_OF_ISOLATE}"
    return text
