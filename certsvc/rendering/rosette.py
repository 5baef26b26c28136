"""A figure for the eye: a guilloche rosette drawn from the digest of a credential.

The same signed bytes give the same figure on the sheet, on the badge and on the verdict page, for ever: what
is here is never changed, for figures of it hang framed on walls (``tests/rendering/rosettes.json`` pins it).
One changed bit of a credential changes half of the strokes of the rim and the shape of every band.
"""

import re
from dataclasses import dataclass
from math import pi

from certsvc.errors import InvalidInputError
from certsvc.rendering.guilloche import SIDE, Wave, circle, interlaced, spokes

_DIGEST = re.compile(r"[0-9a-f]{64}")
_RIM, _EDGE, _SHORTEST_STROKE, _LONGEST_STROKE = 440, 494, 5.0, 50.0
_BANDS = (
    # middle radius, half the breadth, numbers of lobes to choose from, folds to choose from, curves
    (346.0, 82.0, (9, 10, 11, 12, 13, 14, 15, 16), (3, 4, 5, 6), 6),
    (208.0, 80.0, (5, 6, 7, 8, 9, 10, 11, 12), (3, 4, 5, 6), 6),
    (76.0, 70.0, (3, 4, 5, 6, 7, 8, 9, 10), (3, 4, 5, 6), 6),
)
_BEND = 0.5
"""At most so much of a band's breadth goes to the slow wave that bends it."""
_SMALL = 200
"""Pixels. Below, hairlines are set stronger, or a screen would show them as a grey mist."""


@dataclass(frozen=True, slots=True)
class Rosette:
    """SVG path data in a square of 1000 units: ``rim`` and ``bands`` (from outside in), all to be stroked."""

    rim: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Colours:
    """CSS colours (``#rrggbb``) of the lines; ``ground`` fills the disc behind them, None: nothing does."""

    rim: str
    bands: tuple[str, str, str]
    ground: str | None = None


def rosette(digest: str) -> Rosette:
    """The figure of ``digest``: the SHA-256 of the signed bytes, in 64 lower-case hexadecimal digits.

    Each digit is the length of one stroke of the rim, clockwise from the top. Nine bytes shape each band:
    lobes, bend and turn. Raises InvalidInputError (``malformed_digest``).
    """
    if _DIGEST.fullmatch(digest) is None:
        raise InvalidInputError("A digest has 64 hexadecimal digits.", code="malformed_digest")
    drawn = bytes.fromhex(digest)
    lengths = [
        _SHORTEST_STROKE + (_LONGEST_STROKE - _SHORTEST_STROKE) * int(digit, 16) / 15 for digit in digest
    ]
    bands = tuple(_band(drawn[9 * n : 9 * n + 9], *band) for n, band in enumerate(_BANDS))
    return Rosette(circle(_RIM) + circle(_EDGE) + spokes(_RIM, lengths), bands)


def rosette_svg(digest: str, *, size: int, colours: Colours, title: str = "") -> bytes:
    """The figure as an SVG document of less than 12 kB, ``size`` pixels a side; it refers to nothing.

    ``title``: what it is read aloud as; without one it is decoration. Raises InvalidInputError.
    """
    figure = rosette(digest)
    fine = 1 if size >= _SMALL else 1.7
    named = f"<title>{_escaped(title)}</title>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    ground = f'<circle cx="500" cy="500" r="{SIDE // 2}" fill="{colours.ground}"/>' if colours.ground else ""
    bands = "".join(
        f'<path stroke="{colour}" d="{curves}"/>'
        for curves, colour in zip(figure.bands, colours.bands, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{size}" height="{size}" '
        f'{role}>{named}{ground}<g fill="none" stroke-width="{3.6 * fine:g}">{bands}'
        f'<path stroke="{colours.rim}" stroke-width="{5.5 * fine:g}" d="{figure.rim}"/></g></svg>'
    ).encode()


def _band(
    drawn: bytes,
    middle: float,
    breadth: float,
    lobe_counts: tuple[int, ...],
    fold_counts: tuple[int, ...],
    curves: int,
) -> str:
    """Curves that interlace along one bent ring. ``drawn``: nine bytes."""
    folds = fold_counts[drawn[1] % len(fold_counts)]
    bend = Wave(breadth * _BEND * (0.25 + 0.75 * drawn[2] / 255), folds, _angle(drawn[3:5]))
    swell = 0.65 + 0.35 * drawn[5] / 255
    lobes = lobe_counts[drawn[0] % len(lobe_counts)]
    fast = Wave((breadth - bend.height) * swell, lobes, _angle(drawn[6:8]))
    return interlaced(middle, fast, bend, curves=curves, turned=2 * pi * drawn[8] / 256)


def _angle(two_bytes: bytes) -> float:
    return 2 * pi * int.from_bytes(two_bytes, "big") / 65536


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
