"""The sheet as a PDF: drawn by Typst from the signed bytes, which it carries inside."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import local
from typing import Final

from typst import Compiler, Fonts, TypstError

from certsvc.domain.sheets import Template
from certsvc.errors import InvalidInputError
from certsvc.rendering.document import parse_document
from certsvc.rendering.drawn import drawn_sheet
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.fonts import Face, families_of, font_folders
from certsvc.rendering.marks import find_logo, find_signature, signing_day
from certsvc.rendering.ornament import emblem_svg, frame_svg
from certsvc.rendering.palette import Accent, accent_of, accents, blend
from certsvc.rendering.qr import qr_svg
from certsvc.rendering.rosette import Colours, rosette_svg
from certsvc.rendering.sheet import Sheet, read_sheet

__all__ = ["Template", "certificate_pdf", "sheet_source"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WHITE: Final = "#ffffff"
_SOURCE: Final = """\
#import "/{template}.typ": {template}
#{template}(json(bytes({sheet})), bytes({credential}), ({pictures}))
"""
"""What is compiled. The words come in as literals and not as ``sys.inputs``: an input that changes makes
Typst forget all that it has laid out before, and a sheet takes four times as long."""

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"'} | {chr(n): f"\\u{{{n:x}}}" for n in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)}
)
_TO_ESCAPE = re.compile(r"[\\\x00-\x1f\x7f\x85\u2028\u2029]")


_DISPLAY_FACES = {Template.CLASSIC: Face.DISPLAY, Template.MODERN: Face.PLAIN}


def certificate_pdf(
    content: bytes,
    *,
    template: Template = Template.CLASSIC,
    bilingual: bool = False,
    equipment: Equipment = PACKAGED,
) -> bytes:
    """One A4 sheet as PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), made from ``content``.

    ``content``: a signed credential as stored, UTF-8 JSON; it is attached to the sheet as
    ``credential.json``, byte for byte. ``bilingual``: English stands beside the credential's own language.
    The same bytes and the same marks (see ``marks.py``) give the same PDF: its date is that of the proof.
    Raises InvalidInputError: ``malformed_credential``, ``malformed_code``, ``malformed_text``,
    ``script_not_covered``, ``too_long_for_a_sheet``, ``sheet_not_drawn``; TooLargeError.
    """
    sheet = read_sheet(parse_document(content), bilingual=bilingual, equipment=equipment)
    source = sheet_source(sheet, content, template, equipment)
    try:
        pdf = _compiler(equipment).compile(
            source.encode(),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(sheet.issued_at.timestamp()),
        )
    except TypstError as error:
        raise InvalidInputError(
            "The sheet of this credential cannot be drawn.", code="sheet_not_drawn"
        ) from error
    if not isinstance(pdf, bytes):  # a list only for image formats, None only when written to a file
        raise TypeError(type(pdf))
    return pdf


def sheet_source(sheet: Sheet, content: bytes, template: Template, equipment: Equipment) -> str:
    """What Typst compiles to the sheet of ``content``."""
    accent = accent_of(sheet.human_code or "")
    digest = hashlib.sha256(content).hexdigest()
    return _SOURCE.format(
        template=template,
        sheet=_literal(
            drawn_sheet(sheet, display=_DISPLAY_FACES[template], accent=accent, equipment=equipment)
        ),
        credential=_literal(content.decode()),
        pictures=", ".join(_pictures(sheet, digest, template, accent, equipment)),
    )


def _pictures(
    sheet: Sheet, digest: str, template: Template, accent: Accent, equipment: Equipment
) -> Iterator[str]:
    """Members of a Typst dictionary: QR code, figure, frame, the marks of partners, the signatures."""
    yield f"qr: {_svg(qr_svg(sheet.link))}"
    yield f"figure: {_svg(rosette_svg(digest, size=480, colours=_figure_colours(template, accent)))}"
    day = signing_day(sheet.issued_at)
    for name, party in (("creator", sheet.creator), ("centre", sheet.centre)):
        logo = find_logo(equipment.marks_dir, party.code, day) if party else None
        if logo:
            yield f"{name}: {_svg(logo)}"
        elif party:
            colour = _WHITE if template is Template.MODERN else accent.deep
            emblem = emblem_svg(party.did, colour, lettered=bool(party.letters))
            yield f"{name}_emblem: {_svg(emblem)}"
    signatures = [find_signature(equipment.marks_dir, who.name or "", day) for who in sheet.signatories]
    drawn = ["none" if mark is None else _svg(mark) for mark in signatures]
    yield f"signatures: ({', '.join(drawn)},)"


def _figure_colours(template: Template, accent: Accent) -> Colours:
    if template is Template.MODERN:
        return Colours(_WHITE, (blend(accent.deep, _WHITE, 0.72), _WHITE, blend(accent.deep, _WHITE, 0.72)))
    return Colours(accent.deep, (accent.mid, accent.deep, accent.mid))


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


def _svg(content: bytes) -> str:
    return f"bytes({_literal(content.decode())})"


def _literal(text: str) -> str:
    """``text`` as a Typst string: data, whatever it holds. Controls as escapes, lest a line end change."""
    if _TO_ESCAPE.search(text) is None:  # forty times as quick
        return '"' + text.replace('"', '\\"') + '"'
    return f'"{text.translate(_ESCAPES)}"'
