"""The drawing of a badge: a medallion engraved with the credential's rosette, an emblem, a plate.

Two tones: the accent of the programme and white. A square of ``SIDE`` units. The same face gives the same
drawing; the rosette alone is of one credential.
"""

import hashlib
from dataclasses import dataclass

from certsvc.rendering.badge_face import LEVELS, BadgeFace
from certsvc.rendering.badge_text import outlined
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.guilloche import Wave, circle, interlaced
from certsvc.rendering.palette import blend
from certsvc.rendering.rosette import Rosette

SIDE = 1000
WHITE = "#ffffff"
LINE_TINT = 0.66
"""How white the paler lines of the rosette are."""
BAND_WIDTH, RIM_WIDTH = 4.2, 7.0
"""Of the rosette's lines, in its own units."""
_MIDDLE = (500, 398)
_RADIUS, _EDGE = 396, 13
_PLATE = (16, 652, 968, 332, 44)
"""Left, top, width, height, and the radius of its corners."""
_INSET = 19
"""Of the plate's frame from its edge: a moat of white between frame and medallion."""
_RING = 6
_RIM = 440
"""Radius of a circle that every rosette has, in its own units. Its outer one lies under the white edge."""
_EMBLEM = 118
"""The radius of the emblem: as that of the innermost band of the rosette, in whose place it stands."""
_SIGN_SIZES = {1: 120, 2: 104}
"""Of its letters, by their number; three are smaller."""


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where the square of the rosette stands: its corner, and its unit, in those of the badge."""

    x: float
    y: float
    scale: float


FIGURE = FigurePlace(_MIDDLE[0] - 390, _MIDDLE[1] - 390, 0.78)
_PLACED = f"translate({FIGURE.x} {FIGURE.y})scale({FIGURE.scale})"


def badge_document(face: BadgeFace, drawing: str) -> str:
    """The badge as an SVG document around ``drawing``, named by its title."""
    title = face.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u200b", "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {SIDE} {SIDE}" role="img"><title>{title}</title>{drawing}</svg>'
    )


def badge_drawing(face: BadgeFace, figure: Rosette | None, equipment: Equipment = PACKAGED) -> str:
    """The elements of the badge, to stand in an SVG with a ``viewBox`` of ``SIDE`` by ``SIDE``.

    Without ``figure`` its place is empty ground, but for the circle that every rosette has.
    Raises InvalidInputError (``badge_not_drawn``).
    """
    drawn = (_ground(face), _engraved(face, figure) if figure else "", front(face, equipment))
    return "".join(drawn)


def _ground(face: BadgeFace) -> str:
    x, y = _MIDDLE
    return (
        f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{WHITE}"/>'
        f'<circle cx="{x}" cy="{y}" r="{_RADIUS - _EDGE}" fill="{face.accent.deep}"/>'
        f'<path transform="{_PLACED}" fill="none" stroke="{WHITE}" stroke-width="{RIM_WIDTH}" '
        f'd="{circle(_RIM)}"/>'
    )


def silhouette(face: BadgeFace) -> str:
    """Where the rosette shows, in black, and where it is covered or there is none, in white."""
    (x, y), (left, top, width, height, corner) = _MIDDLE, _PLATE
    return (
        f'<rect width="{SIDE}" height="{SIDE}" fill="{WHITE}"/>'
        f'<circle cx="{x}" cy="{y}" r="{_RADIUS - _EDGE}"/>'
        f'<circle cx="{x}" cy="{y}" r="{_EMBLEM + _RING}" fill="{WHITE}"/>'
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{corner}" fill="{WHITE}"/>'
        + (_tab(top + _INSET) if face.level else "")
    )


def _engraved(face: BadgeFace, figure: Rosette) -> str:
    """The rim and the outer bands; the innermost lies under the emblem."""
    pale = blend(face.accent.deep, WHITE, LINE_TINT)
    outer, inner, _ = figure.bands
    return (
        f'<g transform="{_PLACED}" fill="none" stroke-width="{BAND_WIDTH}">'
        f'<path stroke="{pale}" d="{outer}"/><path stroke="{WHITE}" d="{inner}"/>'
        f'<path stroke="{WHITE}" stroke-width="{RIM_WIDTH}" d="{figure.rim}"/></g>'
    )


def front(face: BadgeFace, equipment: Equipment) -> str:
    """What stands before the rosette: the emblem, and the plate with its words."""
    return emblem(face, equipment) + plate(face, equipment)


def emblem(face: BadgeFace, equipment: Equipment) -> str:
    """A scalloped ring of the programme's own around its letters, with as many circles as its level.

    That of an award is turned inside out: dark letters on a light disc.
    """
    x, y = _MIDDLE
    deep = face.accent.deep
    drawn = hashlib.sha256(b"emblem5:" + face.code.encode()).digest()
    lobes, curves = 7 + drawn[0] % 10, 2 + drawn[1] % 2
    scallop = interlaced(452, Wave(36, lobes, 0.0), Wave(0, 1, 0.0), curves=curves)
    side = 2 * (_EMBLEM - 44)
    size = _SIGN_SIZES.get(len(face.sign), 74)
    words = _words(
        face.sign,
        (x - side // 2, y - side // 2, side, side),
        (size, 20),
        deep if face.is_award else WHITE,
        "en",
        700,
        equipment,
    )
    return (
        f'<circle cx="{x}" cy="{y}" r="{_EMBLEM + _RING}" fill="{deep}"/>'
        f'<g transform="translate({x - _EMBLEM} {y - _EMBLEM})scale({_EMBLEM / 500})"><path fill="none" '
        f'stroke="{WHITE}" stroke-width="15" d="{scallop}"/></g>{_inside(face)}{words}'
    )


def _inside(face: BadgeFace) -> str:
    """What the letters of the emblem stand on."""
    x, y = _MIDDLE
    if face.is_award:
        return f'<circle cx="{x}" cy="{y}" r="{_EMBLEM - 22}" fill="{WHITE}"/>'
    radii = (_EMBLEM - 23 - 8 * n for n in range(max(1, face.level)))
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for radius in radii)
    return f'<g fill="none" stroke="{WHITE}" stroke-width="3">{circles}</g>'


def plate(face: BadgeFace, equipment: Equipment) -> str:
    """The title on white, in a frame; who awards it, and the code, under it; the level on its upper edge."""
    left, top, width, height, corner = _PLATE
    deep = face.accent.deep
    inset = _INSET
    frame = (
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{corner}" fill="{WHITE}"/>'
        f'<rect x="{left + inset}" y="{top + inset}" '
        f'width="{width - 2 * inset}" height="{height - 2 * inset}"'
        f' rx="{corner - inset}" fill="none" stroke="{deep}" stroke-width="7"/>'
    )
    title = _words(
        face.title, (left + 48, top + 43, width - 96, 206), (90, 16), deep, face.language, 700, equipment
    )
    foot = _words(
        face.foot, (left + 60, top + 254, width - 120, 44), (32, 12), deep, face.language, 500, equipment
    )
    return frame + title + foot + _pips(face, top + inset)


def _pips(face: BadgeFace, y: int) -> str:
    """Three lozenges on a tab, as many filled as the level says; none where nothing says a level."""
    if not face.level:
        return ""
    x, deep = _MIDDLE[0], face.accent.deep
    step, half = 52, 17
    drawn = [_tab(y)]
    for n in range(LEVELS):
        at = x + (n - 1) * step
        fill = deep if n < face.level else WHITE
        drawn.append(
            f'<path d="M{at} {y - half}l{half} {half}l-{half} {half}l-{half}-{half}z" fill="{fill}" '
            f'stroke="{deep}" stroke-width="6"/>'
        )
    return "".join(drawn)


def _tab(y: int) -> str:
    return f'<rect x="{_MIDDLE[0] - 92}" y="{y - 27}" width="184" height="54" rx="27" fill="{WHITE}"/>'


def _words(
    text: str,
    place: tuple[int, int, int, int],
    sizes: tuple[int, int],
    colour: str,
    language: str,
    weight: int,
    equipment: Equipment,
) -> str:
    if not text:
        return ""
    x, y, width, height = place
    outlines = outlined(
        text,
        box=(width, height),
        sizes=sizes,
        colour=colour,
        language=language,
        weight=weight,
        equipment=equipment,
    )
    return f'<svg x="{x}" y="{y}" width="{width}" height="{height}" overflow="hidden">{outlines}</svg>'
