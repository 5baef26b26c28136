"""Texts as the templates take them: with the width that they can have at most, so that few are measured.

Typst lays a text out to measure it, which costs as much as printing it. Sums of advances are enough to know
that a text of simple letters fits; only what may not fit is measured.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TypedDict

from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import Face, find_advance

_KERNING = 1.012
"""Most pairs are set closer than their advances say, a few a little wider."""
_JOINED = 1.15
"""Letters that join are narrower than alone, but not all."""
_UNKNOWN = 3.0
"""Ems. Wider than any letter; some ligatures of Arabic are words."""
_JOINING = re.compile(r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufeff]")
"""Scripts whose letters join or stack: their widths are only known when they are set."""
_LEADING_RTL = re.compile(r"[\W\d_]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LATIN_WITH_SIGNS = re.compile(r"[A-Za-z0-9][\w+/&.-]*[A-Za-z0-9+]", re.ASCII)
_LEFT_TO_RIGHT = "\u200e"
_BREAKS = re.compile(r"[ \u200b]+")
"""Not a blank that holds its words together."""


class SetText(TypedDict):
    """``s``: the text; ``w``: its width on one line in ems, at most; ``p``: of the pieces between its breaks.

    ``x``: whether ``w`` and ``p`` can be relied on; ``r``: whether it runs from right to left.
    """

    s: str
    w: float
    p: list[float]
    x: bool
    r: bool


@lru_cache(maxsize=4096)
def set_text(text: str, face: Face, equipment: Equipment) -> SetText:
    """``text`` for a template, to be set in ``face``.

    Inside a text that runs from right to left, Latin words with signs in them keep their order: ``1+X``.
    """
    runs_left = _LEADING_RTL.match(text) is not None
    if runs_left:
        text = _LATIN_WITH_SIGNS.sub(lambda word: f"{_LEFT_TO_RIGHT}{word.group()}{_LEFT_TO_RIGHT}", text)
    pieces = [0.0]
    for character in text:
        width = _advance(character, face, equipment)
        pieces[-1] += width
        if _BREAKS.match(character) or (width >= 1 and unicodedata.east_asian_width(character) in "WF"):
            pieces.append(0.0)
    return {
        "s": text,
        "w": round(sum(pieces) * (_KERNING if _JOINING.search(text) is None else _JOINED), 3),
        "p": [round(piece * _KERNING, 3) for piece in pieces if piece],
        "x": _JOINING.search(text) is None,
        "r": runs_left,
    }


def _advance(character: str, face: Face, equipment: Equipment) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    width = find_advance(character, face, equipment)
    if width is None:  # written as letter and mark by a face that has no such letter of its own
        base = unicodedata.normalize("NFD", character)[0]
        width = find_advance(base, face, equipment) if base != character else None
    return _UNKNOWN if width is None else width
