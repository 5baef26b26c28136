"""The rosette as grey pixels: drawn large with straight strokes and reduced, in a few milliseconds."""

import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from certsvc.rendering.badge_art import BAND_WIDTH, FIGURE, LINE_TINT, RIM_WIDTH, SIDE
from certsvc.rendering.rosette import Rosette

_FINE, _STRONGER = 200, 1.6
"""Below so many pixels lines are set so much stronger, or they would be a mist."""
_DRAWN = 1500
"""Pixels: about so large is it drawn before it is reduced."""
_NUMBERS = re.compile(r"-?\d+")
_STEPS = tuple(n / 5 for n in range(1, 6))
_WEIGHTS = tuple(((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in _STEPS)
"""Of the four points of a cubic, at each step along it."""
Point = tuple[float, float]


def engraved(figure: Rosette, size: int) -> Image.Image:
    """The strokes and the outer bands of the rosette, at their place on a badge of ``size`` pixels."""
    times = max(2, round(_DRAWN / size))
    scale = FIGURE.scale * size * times / SIDE
    corner = (FIGURE.x * size * times / SIDE, FIGURE.y * size * times / SIDE)
    strength = scale * (1 if size >= _FINE else _STRONGER)
    picture = Image.new("L", (size * times, size * times), 0)
    draw = ImageDraw.Draw(picture)
    outer, inner, _ = figure.bands
    for path, shade, width in (
        (outer, round(255 * LINE_TINT), BAND_WIDTH),
        (inner, 255, BAND_WIDTH),
        (figure.rim, 255, RIM_WIDTH),
    ):
        for line in polylines(path):
            points = [(corner[0] + x * scale, corner[1] + y * scale) for x, y in line]
            draw.line(points, fill=shade, width=max(1, round(width * strength)))
    return picture.reduce(times)


def polylines(path: str) -> Iterator[list[Point]]:
    """The subpaths of path data as guilloches are written (M, L, c, s, z), but for circles (a), as points."""
    for part in path.split("M")[1:]:
        if "a" in part:
            continue
        numbers = [int(number) for number in _NUMBERS.findall(part)]
        if "L" in part:
            yield [(numbers[0], numbers[1]), (numbers[2], numbers[3])]
        else:
            yield _smooth(numbers)


def _smooth(numbers: list[int]) -> list[Point]:
    """Cubics of which each begins as the one before ended (SVG 2, 9.3.6)."""
    x, y = numbers[0], numbers[1]
    first_x, first_y = x + numbers[2], y + numbers[3]
    points: list[Point] = [(x, y)]
    for at in range(4, len(numbers) - 3, 4):
        second_x, second_y = x + numbers[at], y + numbers[at + 1]
        end_x, end_y = x + numbers[at + 2], y + numbers[at + 3]
        for a, b, c, d in _WEIGHTS:
            points.append(
                (
                    a * x + b * first_x + c * second_x + d * end_x,
                    a * y + b * first_y + c * second_y + d * end_y,
                )
            )
        first_x, first_y = 2 * end_x - second_x, 2 * end_y - second_y
        x, y = end_x, end_y
    return points
