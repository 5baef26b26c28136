"""Typst source -> PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), with the faces of this house alone."""

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import local
from typing import Final

from typst import Compiler, Fonts, TypstError

from certsvc.errors import InvalidInputError
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import Face, families_of, font_folders
from certsvc.rendering.ornament import frame_svg
from certsvc.rendering.palette import accents

_TEMPLATES: Final = Path(__file__).parent / "templates"

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"'} | {chr(n): f"\\u{{{n:x}}}" for n in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)}
)
_TO_ESCAPE = re.compile(r"[\\\x00-\x1f\x7f\x85\u2028\u2029]")


def typeset_pdf(source: str, made_at: datetime, equipment: Equipment) -> bytes:
    """What Typst makes of ``source``; its date is ``made_at``.

    Raises InvalidInputError (``sheet_not_drawn``).
    """
    try:
        pdf = _compiler(equipment).compile(
            source.encode(),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(made_at.timestamp()),
        )
    except TypstError as error:
        raise InvalidInputError(
            "The sheet of this credential cannot be drawn.", code="sheet_not_drawn"
        ) from error
    if not isinstance(pdf, bytes):  # a list only for image formats, None only when written to a file
        raise TypeError(type(pdf))
    return pdf


def typst_bytes(content: bytes) -> str:
    """UTF-8 text, an SVG document for one, as Typst bytes."""
    return f"bytes({typst_text(content.decode())})"


def typst_text(text: str) -> str:
    """``text`` as a Typst string: data, whatever it holds. Controls as escapes, lest a line end change."""
    if _TO_ESCAPE.search(text) is None:  # forty times as quick
        return '"' + text.replace('"', '\\"') + '"'
    return f'"{text.translate(_ESCAPES)}"'


class _OfThread(local):
    """A Typst compiler serves one caller at a time; what it has laid out, it shares with the others."""

    def __init__(self) -> None:
        self.compilers: dict[Equipment, Compiler] = {}


_of_thread = _OfThread()


def _compiler(equipment: Equipment) -> Compiler:
    compiler = _of_thread.compilers.get(equipment)
    if compiler is None:
        # What never changes may come as inputs, and is not read again for each sheet.
        inputs = {face.name.lower(): "\n".join(families_of(face, equipment)) for face in Face}
        inputs |= {accent.deep: frame_svg(297, 210, 8, 6.4, accent).decode() for accent in accents()}
        compiler = Compiler(root=str(_TEMPLATES), font_paths=_fonts(equipment), sys_inputs=inputs)
        _of_thread.compilers[equipment] = compiler
    return compiler


@cache
def _fonts(equipment: Equipment) -> Fonts:
    return Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders(equipment)],
    )
