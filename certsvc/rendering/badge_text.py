"""Texts as outlines: shaped and set by Typst, and needing no font where they are shown."""

import re
from functools import cache, lru_cache
from threading import local
from typing import Final

from typst import Compiler, Fonts, TypstError

from certsvc.errors import InvalidInputError
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import Face, families_of, font_folders

_RIGHT_TO_LEFT = re.compile(r"[^\w]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_TALL = re.compile(r"[\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufeff]")
"""Scripts whose letters reach higher and lower than Latin ones."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DECIMALS = re.compile(r"-?\d+\.\d+")
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>\s*", re.DOTALL)
_SOURCE: Final = """\
#let (width, height, largest, smallest) = ({width}pt, {height}pt, {largest}pt, {smallest}pt)
#set page(width: width, height: height, margin: 0pt, fill: none)
#set text(font: ({families}), fill: rgb({colour}), lang: {language}, dir: {direction}, weight: {weight},
  hyphenate: false, top-edge: {top}em, bottom-edge: -{bottom}em, overhang: false)
#set par(leading: 0.1em, linebreaks: "optimized", justify: false)
#let words = {text}
#let set-in(size) = align(center, text(size: size, words))
#let pieces = words.split(regex("[\\\\s\\u{{200b}}\\\\p{{Han}}\\\\p{{Hiragana}}\\\\p{{Katakana}}]+"))
#context {{
  let widest(size) = calc.max(..pieces.map(piece => measure(text(size: size, piece)).width))
  let tall(size, room) = measure(width: room, set-in(size)).height
  let fits(size) = tall(size, width) <= height and widest(size) <= width
  let size = largest
  let step = (largest - smallest) / 24
  while size > smallest and not fits(size) {{ size -= step }}
  size = calc.max(size, smallest)
  // As narrow as the same lines allow: they come out of much the same length.
  let room = width
  let most = tall(size, width)
  while room > width * 0.4 and tall(size, room - 8pt) <= most and widest(size) <= room - 8pt {{ room -= 8pt }}
  align(center + horizon, block(width: room, set-in(size)))
}}
"""


class _OfThread(local):
    """A compiler serves one caller at a time."""

    def __init__(self) -> None:
        self.compilers: dict[Equipment, Compiler] = {}


_of_thread = _OfThread()


@lru_cache(maxsize=512)
def outlined(
    text: str,
    *,
    box: tuple[int, int],
    sizes: tuple[int, int],
    colour: str,
    language: str,
    weight: int,
    equipment: Equipment,
) -> str:
    """``text``, centred in a ``box`` of so many units, as the inside of an SVG: paths alone.

    In as many lines as let it be largest, between ``sizes`` (largest, smallest).
    Raises InvalidInputError (``badge_not_drawn``).
    """
    top, bottom = (0.94, 0.38) if _TALL.search(text) else (0.79, 0.22)
    source = _SOURCE.format(
        width=box[0],
        height=box[1],
        largest=sizes[0],
        smallest=sizes[1],
        families=", ".join(_literal(family) for family in families_of(Face.PLAIN, equipment)) + ",",
        colour=_literal(colour),
        language=_literal(_primary(language)),
        direction="rtl" if _RIGHT_TO_LEFT.match(text) else "ltr",
        weight=weight,
        top=top,
        bottom=bottom,
        text=_literal(text),
    )
    try:
        made = compiler_of(equipment).compile(source.encode(), format="svg")
    except TypstError as error:
        raise _not_drawn() from error
    found = _BODY.fullmatch(made.decode()) if isinstance(made, bytes) else None
    if found is None:  # several pages: more text than the box can hold
        raise _not_drawn()
    body = found[1].replace(' fill-rule="nonzero"', "")
    return _DECIMALS.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), body)


def compiler_of(equipment: Equipment) -> Compiler:
    """This thread's compiler."""
    compiler = _of_thread.compilers.get(equipment)
    if compiler is None:
        compiler = Compiler(font_paths=_fonts(equipment))
        _of_thread.compilers[equipment] = compiler
    return compiler


@cache
def _fonts(equipment: Equipment) -> Fonts:
    folders = [str(folder) for folder in font_folders(equipment)]
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _primary(language: str) -> str:
    found = _LANGUAGE.match(language.lower())
    return found[0] if found else "en"


def _literal(text: str) -> str:
    """``text`` as a Typst string: data, whatever it holds."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _not_drawn() -> InvalidInputError:
    return InvalidInputError("The badge of this credential cannot be drawn.", code="badge_not_drawn")
