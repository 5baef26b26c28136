"""Line ornament: a sheet's frame and a partner's neutral emblem. Decoration, never read aloud."""

import hashlib
from functools import lru_cache
from itertools import product

from certsvc.rendering.guilloche import CENTRE, REACH, SIDE, Wave, circle, interlaced
from certsvc.rendering.palette import Accent, blend

_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
_LIFT = 4 / 3
"""From zero to zero, the handles of a wave stand this much higher than its peak."""
_UNITS = 100
"""To a millimetre, so that whole numbers do."""
_SHARES = ((0.46, 0.0), (0.3, 0.25), (0.13, 0.45))
"""The waves of a band: how high, of its breadth, and how pale."""
_GAP = 70
_HAIRLINE = 11
_STILL = Wave(0, 1, 0.0)


@lru_cache(maxsize=32)
def frame_svg(width: int, height: int, inset: float, breadth: float, accent: Accent) -> bytes:
    """The frame of a page: two hairlines, a guilloche band between them, flowers in the corners.

    ``width``, ``height`` of the page, ``inset`` of the outer line, ``breadth`` between the lines: in mm.
    """
    w, h, i, b = (round(length * _UNITS) for length in (width, height, inset, breadth))
    inner = _box(i + b, i + b, w - 2 * (i + b), h - 2 * (i + b))
    bands = (
        f'<path stroke="{blend(accent.deep, "#ffffff", pale)}" d="{_band(w, h, i, b, share)}"/>'
        for share, pale in _SHARES
    )
    scale = (b - 2 * _GAP) / SIDE
    flower = interlaced(280, Wave(200, 6, 0.0), _STILL, curves=2)
    corners = (
        f'<path d="{_box(x, y, b, b)}"/><path stroke-width="{_HAIRLINE / scale:.0f}" '
        f'transform="translate({x + _GAP} {y + _GAP})scale({scale:.4f})" d="{flower}"/>'
        for x, y in product((i, w - i - b), (i, h - i - b))
    )
    return (
        f'<svg {_XMLNS} viewBox="0 0 {w} {h}"><g fill="none" stroke="{accent.deep}" '
        f'stroke-width="{_HAIRLINE}">{"".join(bands)}'
        f'<path stroke-width="24" d="{_box(i, i, w - 2 * i, h - 2 * i)}"/><path d="{inner}"/>'
        f"{''.join(corners)}</g></svg>"
    ).encode()


@lru_cache(maxsize=256)
def emblem_svg(partner: str, colour: str, *, lettered: bool) -> bytes:
    """The neutral emblem of the partner with that DID: a ring of its own, in it room for letters or a flower.

    No partner's official mark is drawn here: those come from the operator's folder.
    """
    drawn = hashlib.sha256(partner.encode()).digest()
    lobes, folds = 10 + drawn[0] % 9, 6 + 2 * (drawn[1] % 3)
    bend = Wave(14 + drawn[2] % 12, folds, 0.0)
    ring = interlaced(400, Wave(52, lobes, 0.0), bend, curves=3, turned=drawn[3] / 41)
    flower = interlaced(130, Wave(110, 5 + drawn[4] % 4, 0.0), _STILL, curves=3)
    inside = "" if lettered else f'<path stroke-width="9" d="{flower}"/>'
    return (
        f'<svg {_XMLNS} viewBox="0 0 {SIDE} {SIDE}"><g fill="none" stroke="{colour}">'
        f'<path stroke-width="9" d="{ring}"/><path stroke-width="20" d="{circle(CENTRE - 12)}"/>'
        f'<path stroke-width="12" d="{circle(308)}"/>{inside}</g></svg>'
    ).encode()


def _band(width: int, height: int, inset: int, breadth: int, share: float) -> str:
    """Two waves on every side, mirroring each other."""
    begin, high = inset + breadth, (breadth - 2 * _GAP) * share
    lying, upright = width - 2 * begin, height - 2 * begin
    near, below, beyond = inset + breadth // 2, height - inset - breadth // 2, width - inset - breadth // 2
    return "".join(
        _wave(begin, axis, length, sign * high, halves=2 * round(length / (4 * breadth)), upright=is_upright)
        for sign in (1, -1)
        for axis, length, is_upright in (
            (near, lying, False),
            (below, lying, False),
            (near, upright, True),
            (beyond, upright, True),
        )
    )


def _wave(begin: int, axis: int, length: int, high: float, *, halves: int, upright: bool) -> str:
    """A sine along ``axis`` in a whole number of periods, upright or lying."""
    points = [(begin, axis)]
    for n in range(halves):
        start, end = begin + length * n / halves, begin + length * (n + 1) / halves
        handle = round(axis + high * _LIFT * (1 if n % 2 == 0 else -1))
        reach = (end - start) * REACH
        points += [(round(start + reach), handle), (round(end - reach), handle), (round(end), axis)]
    first, *rest = [f"{y} {x}" if upright else f"{x} {y}" for x, y in points]
    return f"M{first}C{' '.join(rest)}"


def _box(x: int, y: int, width: int, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h-{width}z"
