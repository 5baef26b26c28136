"""The sheet as a PDF: drawn by Typst from the signed bytes, which it carries inside."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certsvc.domain.sheets import Template
from certsvc.rendering.document import parse_document
from certsvc.rendering.drawn import drawn_sheet
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.fonts import Face
from certsvc.rendering.marks import find_logo, find_signature, signing_day
from certsvc.rendering.ornament import emblem_svg
from certsvc.rendering.palette import Accent, accent_of, blend
from certsvc.rendering.qr import qr_svg
from certsvc.rendering.rosette import Colours, rosette_svg
from certsvc.rendering.sheet import Sheet, read_sheet
from certsvc.rendering.typesetting import typeset_pdf, typst_bytes, typst_text

__all__ = ["Template", "certificate_pdf", "sheet_source"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WHITE: Final = "#ffffff"
_SOURCE: Final = """\
#import "/{template}.typ": {template}
#{template}(json(bytes({sheet})), bytes({credential}), ({pictures}))
"""
"""What is compiled. The words come in as literals and not as ``sys.inputs``: an input that changes makes
Typst forget all that it has laid out before, and a sheet takes four times as long."""

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
    return typeset_pdf(source, sheet.issued_at, equipment)


def sheet_source(sheet: Sheet, content: bytes, template: Template, equipment: Equipment) -> str:
    """What Typst compiles to the sheet of ``content``."""
    accent = accent_of(sheet.human_code or "")
    digest = hashlib.sha256(content).hexdigest()
    return _SOURCE.format(
        template=template,
        sheet=typst_text(
            drawn_sheet(sheet, display=_DISPLAY_FACES[template], accent=accent, equipment=equipment)
        ),
        credential=typst_text(content.decode()),
        pictures=", ".join(_pictures(sheet, digest, template, accent, equipment)),
    )


def _pictures(
    sheet: Sheet, digest: str, template: Template, accent: Accent, equipment: Equipment
) -> Iterator[str]:
    """Members of a Typst dictionary: QR code, figure, frame, the marks of partners, the signatures."""
    yield f"qr: {typst_bytes(qr_svg(sheet.link))}"
    yield f"figure: {typst_bytes(rosette_svg(digest, size=480, colours=_figure_colours(template, accent)))}"
    day = signing_day(sheet.issued_at)
    for name, party in (("creator", sheet.creator), ("centre", sheet.centre)):
        logo = find_logo(equipment.marks_dir, party.code, day) if party else None
        if logo:
            yield f"{name}: {typst_bytes(logo)}"
        elif party:
            colour = _WHITE if template is Template.MODERN else accent.deep
            emblem = emblem_svg(party.did, colour, lettered=bool(party.letters))
            yield f"{name}_emblem: {typst_bytes(emblem)}"
    signatures = [find_signature(equipment.marks_dir, who.name or "", day) for who in sheet.signatories]
    drawn = ["none" if mark is None else typst_bytes(mark) for mark in signatures]
    yield f"signatures: ({', '.join(drawn)},)"


def _figure_colours(template: Template, accent: Accent) -> Colours:
    if template is Template.MODERN:
        return Colours(_WHITE, (blend(accent.deep, _WHITE, 0.72), _WHITE, blend(accent.deep, _WHITE, 0.72)))
    return Colours(accent.deep, (accent.mid, accent.deep, accent.mid))
