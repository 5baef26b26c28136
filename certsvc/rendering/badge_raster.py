"""The drawing of a badge as pixels of one palette: shades of its accent, and transparent white at its edge.

What everyone's badge has is rasterised once and kept; of each credential only the rosette is drawn, in
grey, and laid under it.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops
from typst import TypstError

from certsvc.errors import InvalidInputError
from certsvc.rendering.badge_art import SIDE, WHITE, badge_document, badge_drawing, silhouette
from certsvc.rendering.badge_engraving import engraved
from certsvc.rendering.badge_face import BadgeFace
from certsvc.rendering.badge_text import compiler_of
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.palette import blend
from certsvc.rendering.rosette import Rosette

SMALLEST, LARGEST = 64, 1024
"""Pixels a side."""
_SHADES = 20
"""Of the accent up to white. More are not seen, and cost bytes."""
_EDGES = 8
"""Degrees of transparency of the white edge."""
_OPAQUE = 255
_COMPRESSION = 4
_SHADE_OF = [round(value * (_SHADES - 1) / 255) for value in range(256)]


@dataclass(frozen=True, slots=True, eq=False)
class _Layers:
    """A badge without its rosette. ``ground``: how far the rosette shows, ``drawing``: how white the rest is.

    ``edge``: the palette's entries where the badge is not opaque, ``beyond`` is a mask of those pixels.
    """

    ground: Image.Image
    drawing: Image.Image
    edge: Image.Image
    beyond: Image.Image
    palette: bytes
    transparency: bytes


def badge_pixels(face: BadgeFace, figure: Rosette, size: int, equipment: Equipment) -> bytes:
    """The badge as PNG of ``size`` by ``size`` pixels.

    Raises InvalidInputError: ``badge_size`` for less than ``SMALLEST`` or more than ``LARGEST``,
    ``badge_not_drawn``.
    """
    if not SMALLEST <= size <= LARGEST:
        raise InvalidInputError(
            f"A badge has {SMALLEST} to {LARGEST} pixels a side, not {size}.", code="badge_size"
        )
    layers = _layers(face, size, equipment)
    lines = ImageChops.multiply(engraved(figure, size), layers.ground)
    shades = ImageChops.add(lines, layers.drawing).point(_SHADE_OF)
    shades.paste(layers.edge, mask=layers.beyond)
    picture = Image.frombytes("P", shades.size, shades.tobytes())
    picture.putpalette(layers.palette)
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=layers.transparency, compress_level=_COMPRESSION)
    return out.getvalue()


@lru_cache(maxsize=64)
def _layers(face: BadgeFace, size: int, equipment: Equipment) -> _Layers:
    whole = _rasterised(badge_document(face, badge_drawing(face, None, equipment)), size)
    green = whole.getchannel("G")
    dark = int(face.accent.deep[3:5], 16)
    drawing = green.point(
        [max(0, min(255, round((value - dark) * 255 / (255 - dark)))) for value in range(256)]
    )
    alpha = whole.getchannel("A")
    covered = _rasterised(badge_document(face, silhouette(face)), size)
    ground = ImageChops.invert(covered.getchannel("G"))
    edge = alpha.point([_SHADES + round(value * (_EDGES - 1) / 255) for value in range(256)])
    shades = [blend(face.accent.deep, WHITE, n / (_SHADES - 1)) for n in range(_SHADES)] + [WHITE] * _EDGES
    return _Layers(
        ground=ground,
        drawing=drawing,
        edge=edge,
        beyond=alpha.point(lambda value: 255 * (value < _OPAQUE)),
        palette=b"".join(bytes.fromhex(shade[1:]) for shade in shades),
        transparency=bytes([255] * _SHADES + [round(n * 255 / (_EDGES - 1)) for n in range(_EDGES)]),
    )


def _rasterised(svg: str, size: int) -> Image.Image:
    literal = svg.replace("\\", "\\\\").replace('"', '\\"')
    source = (
        f"#set page(width: {SIDE}pt, height: {SIDE}pt, margin: 0pt, fill: none)\n"
        f'#image(bytes("{literal}"), format: "svg", width: {SIDE}pt)'
    )
    try:
        made = compiler_of(PACKAGED).compile(source.encode(), format="png", ppi=72 * size / SIDE)
    except TypstError as error:
        raise InvalidInputError(
            "The badge of this credential cannot be drawn.", code="badge_not_drawn"
        ) from error
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return Image.open(io.BytesIO(made)).convert("RGBA")
