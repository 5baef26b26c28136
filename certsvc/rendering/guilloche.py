"""Closed engraved curves, as banks engrave them: sines bent around a circle, written as short SVG paths.

Coordinates are whole numbers in a square of ``SIDE`` units, so that the same curve is the same text on
every machine: the last digit of a sine, which may differ between machines, never comes near a half.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

SIDE = 1000
CENTRE = SIDE / 2
REACH = 0.3642
"""A cubic runs along half a wave of a sine, from peak to trough, when its handles reach this far into it."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One term of a radius: ``height`` times the cosine of ``lobes`` turns from ``phase`` (radians)."""

    height: float
    lobes: int
    phase: float


def interlaced(radius: float, fast: Wave, bend: Wave, *, curves: int, turned: float = 0.0) -> str:
    """The paths of ``curves`` closed curves along one bent ring, each begun a little behind the other.

    ``r(t) = radius + bend(t) + fast(t)``, the whole turned by ``turned`` radians: a cubic from each peak of
    the fast wave to its next trough.
    """
    step = pi / fast.lobes
    reach = step * REACH
    paths = []
    for n in range(curves):
        first = -(fast.phase + 2 * pi * n / curves) / fast.lobes
        points = []
        height = fast.height
        for half in range(2 * fast.lobes):
            t = first + half * step
            bent = bend.lobes * t + bend.phase  # written out: this is what takes the time of a figure
            r, slope = radius + bend.height * cos(bent) + height, -bend.height * bend.lobes * sin(bent)
            c, s = cos(t + turned), sin(t + turned)
            x, y = CENTRE + r * c, CENTRE + r * s
            points.append((round(x), round(y), reach * (slope * c - r * s), reach * (slope * s + r * c)))
            height = -height
        paths.append(_closed(points))
    return "".join(paths)


def spokes(inner: float, lengths: Sequence[float]) -> str:
    """Strokes from the circle of radius ``inner`` outwards, evenly spread, clockwise from the top."""
    drawn = []
    for n, length in enumerate(lengths):
        t = 2 * pi * n / len(lengths) - pi / 2
        x, y = round(CENTRE + inner * cos(t)), round(CENTRE + inner * sin(t))
        to_x, to_y = round(CENTRE + (inner + length) * cos(t)), round(CENTRE + (inner + length) * sin(t))
        drawn.append(f"M{x} {y}L{to_x} {to_y}")
    return "".join(drawn)


def circle(radius: float) -> str:
    """A circle around the centre, of two arcs."""
    r = round(radius)
    return f"M{round(CENTRE) - r} {round(CENTRE)}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0z"


def _closed(points: Sequence[tuple[int, int, float, float]]) -> str:
    """Smooth segments: the first handle of each mirrors the last of the one before (SVG 2, 9.3.6)."""
    x, y, dx, dy = points[0]
    text = [f"M{x} {y}"]
    lead = f"c{round(dx)} {round(dy)} "
    for to_x, to_y, dx, dy in (*points[1:], points[0]):
        text.append(f"{lead}{round(to_x - dx) - x} {round(to_y - dy) - y} {to_x - x} {to_y - y}")
        x, y, lead = to_x, to_y, "s"
    return "".join(text).replace(" -", "-") + "z"
