"""The sheet as a PDF: drawn by Typst from the signed bytes, which it carries inside."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from typst import Compiler, Fonts, TypstError

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import parse_document
from certsvc.rendering.fonts import font_folders
from certsvc.rendering.qr import qr_svg
from certsvc.rendering.sheet import Sheet, read_sheet
from certsvc.rendering.wording import ZERO_WIDTH_SPACE, breakable

_TEMPLATES = Path(__file__).parent / "templates"
_SOURCE = """\
#import "/classic.typ": classic
#classic(json(bytes({sheet})), bytes({credential}), bytes({qr}))
"""
"""What is compiled. The words come in as literals and not as ``sys.inputs``: an input that changes makes
Typst forget all that it has laid out before, and a sheet takes four times as long."""

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"'} | {chr(n): f"\\u{{{n:x}}}" for n in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)}
)

_compiling = Lock()
"""A Typst compiler serves one caller at a time; a second would be refused, not made to wait."""


def certificate_pdf(content: bytes) -> bytes:
    """One A4 sheet as PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), made from ``content`` alone.

    ``content``: a signed credential as stored, UTF-8 JSON; it is attached to the sheet as
    ``credential.json``, byte for byte. The same bytes give the same PDF: its date is that of the proof.
    Raises InvalidInputError: ``malformed_credential``, ``malformed_code``, ``malformed_text``,
    ``script_not_covered``, ``too_long_for_a_sheet``, ``sheet_not_drawn``; TooLargeError.
    """
    sheet = read_sheet(parse_document(content))
    source = _SOURCE.format(
        sheet=_literal(json.dumps(_as_drawn(sheet), ensure_ascii=False)),
        credential=_literal(content.decode()),
        qr=_literal(qr_svg(sheet.link).decode()),
    )
    try:
        with _compiling:
            pdf = _compiler().compile(
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


@cache
def _compiler() -> Compiler:
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())
    return Compiler(root=str(_TEMPLATES), font_paths=fonts)


def _literal(text: str) -> str:
    """``text`` as a Typst string: data, whatever it holds. Controls as escapes, lest a line end change."""
    return f'"{text.translate(_ESCAPES)}"'


def _as_drawn(sheet: Sheet) -> Mapping[str, Any]:
    """The sheet as the template reads it; the only place where the two meet."""
    labels = sheet.labels
    host = breakable(sheet.host)
    return {
        "language": sheet.language.partition("-")[0],
        "right_to_left": labels.right_to_left,
        "labels": dict(labels.words),
        "document_title": labels.filled("document_title", title=sheet.title, name=sheet.name),
        "issuer": sheet.issuer,
        "name": sheet.name,
        "latin_name": sheet.latin_name,
        "title": sheet.title,
        "human_code": sheet.human_code,
        "narrative": sheet.narrative,
        "competencies": sheet.competencies,
        "more": sheet.more,
        "facts": [{"label": f.label, "value": f.value, "wide": f.wide} for f in sheet.facts],
        "signatories": [
            {"name": s.name, "role": s.role, "organisation": s.organisation} for s in sheet.signatories
        ],
        "code": sheet.code,
        "link": sheet.link,
        "address": sheet.link.partition("://")[2]
        .replace(sheet.host, host, 1)
        .replace("/v/", f"/v/{ZERO_WIDTH_SPACE}"),
        "stands": labels.filled("stands", host=host),
    }
