"""An operator's SVG made fit to stand on a sheet: shapes and colours, nothing that acts or refers.

What is allowed is listed; all else is refused and not silently dropped, for a logo with a piece missing is
no logo.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from certsvc.errors import InvalidInputError

LARGEST_SVG = 128 * 1024
"""Bytes."""
_MOST_ELEMENTS = 2_000
_DEEPEST = 24


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = _names("svg g path rect circle ellipse line polyline polygon")
_PAINTS = _names("defs linearGradient radialGradient stop clipPath")
_UNSEEN = _names("title desc metadata")
_GEOMETRY = _names(
    "d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points viewBox transform gradientTransform "
    "gradientUnits spreadMethod clipPathUnits offset id preserveAspectRatio"
)
_PRESENTATION = _names(
    "fill stroke fill-rule clip-rule clip-path fill-opacity stroke-opacity opacity stroke-width "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset "
    "stop-color stop-opacity color "
    "display visibility"
)
_VALUE = re.compile(r"[-#%.,()+\w\s]*")
_LOCAL = re.compile(r"url\(\s*#([\w.-]+)\s*\)")
_VIEW_BOX = re.compile(r"\s*-?[\d.]+[\s,]+-?[\d.]+[\s,]+[\d.]+[\s,]+[\d.]+\s*")


def clean_svg(content: bytes) -> bytes:
    """``content`` with its title, metadata and foreign attributes taken out. It has a ``viewBox``.

    Raises InvalidInputError (``svg_refused``) naming what may not stand in it: text (make paths of it),
    pictures, scripts, styles, references out of it or to itself in circles, entities; or too much of
    anything.
    """
    if len(content) > LARGEST_SVG:
        raise _refused(f"it has more than {LARGEST_SVG // 1024} kB")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise _refused("it is no plain XML") from None
    if root.tag != f"{_SVG}svg" or _VIEW_BOX.fullmatch(root.get("viewBox", "")) is None:
        raise _refused("it is no <svg> with a viewBox")
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise _refused(f"it has more than {_MOST_ELEMENTS} elements")
    clean = Element("svg", {"xmlns": _SVG[1:-1], **dict(_attributes(root))})
    _copy(root, clean, 0)
    return tostring(clean)


def _copy(source: Element, target: Element, depth: int) -> None:
    if depth > _DEEPEST:
        raise _refused("it is nested too deep")
    for child in source:
        name = str(child.tag)
        if not name.startswith(_SVG):
            if name.startswith("{"):
                continue  # a drawing program's notes to itself
            raise _refused(f"<{name}> stands in it")
        name = name.removeprefix(_SVG)
        if name in _UNSEEN:
            continue
        if name not in _SHAPES | _PAINTS:
            raise _refused(f"<{name}> stands in it")
        if name == "svg":
            raise _refused("an <svg> stands inside it")
        _copy(child, SubElement(target, name, dict(_attributes(child))), depth + 1)


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    declared = [part.partition(":")[::2] for part in element.get("style", "").split(";") if part.strip()]
    for name, value in (*element.attrib.items(), *((n.strip(), v.strip()) for n, v in declared)):
        if name.startswith("{") or name in {"style", "class", "version", "data-name"}:
            continue  # of other namespaces, or taken apart above; without style sheets a class does nothing
        if name.startswith("on") or name in {
            "href",
            "filter",
            "mask",
            "marker-start",
            "marker-mid",
            "marker-end",
        }:
            raise _refused(f"{name} stands in it")
        if name not in _GEOMETRY | _PRESENTATION:
            continue
        if _VALUE.fullmatch(_LOCAL.sub("", value)) is None or "url" in _LOCAL.sub("", value).lower():
            raise _refused(f"the value of {name} refers to something or is no plain value")
        if name == "clip-path" and element.tag in {
            f"{_SVG}clipPath",
            *(f"{_SVG}{paint}" for paint in _PAINTS),
        }:
            raise _refused("a clipping path is clipped itself")
        yield name, value


def _refused(why: str) -> InvalidInputError:
    return InvalidInputError(f"This SVG cannot be drawn: {why}.", code="svg_refused")
