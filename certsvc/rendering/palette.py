"""One accent colour a programme: taken from its signed code, so that a sheet never changes its colour.

The order and the colours are never changed; all are dark enough for small type (9 : 1 and more on white).
"""

import hashlib
from dataclasses import dataclass
from functools import cache

_ACCENTS = ("#12455c", "#6d1f3c", "#1d5240", "#2f3878", "#6b4013", "#51305f", "#0d5257", "#7b2d20")
# petrol, burgundy, forest, indigo, umber, plum, teal, brick
_PAPER = "#ffffff"


@dataclass(frozen=True, slots=True)
class Accent:
    """CSS colours (``#rrggbb``): ``deep`` for type and lines, ``mid`` and ``pale`` tints of it."""

    deep: str
    mid: str
    pale: str


def accent_of(programme: str) -> Accent:
    """The colours of the programme with that code (``humanCode``), the same for every version of it.

    An empty code has the first.
    """
    number = hashlib.sha256(b"accent15:" + programme.encode()).digest()[0] if programme else 0
    return accents()[number % len(_ACCENTS)]


@cache
def accents() -> tuple[Accent, ...]:
    """All that there are."""
    return tuple(Accent(deep, blend(deep, _PAPER, 0.38), blend(deep, _PAPER, 0.86)) for deep in _ACCENTS)


def blend(colour: str, other: str, share: float) -> str:
    """``colour`` with ``share`` (0 to 1) of ``other`` in it."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
