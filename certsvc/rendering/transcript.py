"""The transcript as a PDF: a table over as many pages as it takes, from the signed bytes, carried inside."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, parse_document
from certsvc.rendering.drawn import before_code
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.fonts import Face
from certsvc.rendering.marks import find_logo, find_signature, signing_day
from certsvc.rendering.ornament import emblem_svg
from certsvc.rendering.palette import Accent, accent_of
from certsvc.rendering.qr import qr_svg
from certsvc.rendering.setting import SetText, set_text
from certsvc.rendering.signatories import Signatory
from certsvc.rendering.transcript_sheet import (
    CLR_TYPE,
    Earned,
    TranscriptSheet,
    is_transcript,
    read_transcript,
)
from certsvc.rendering.typesetting import typeset_pdf, typst_bytes, typst_text
from certsvc.rendering.wording import breakable

__all__ = ["holds_transcript", "transcript_pdf"]

_SOURCE: Final = """\
#import "/transcript.typ": transcript
#transcript(json(bytes({sheet})), bytes({credential}), ({pictures}))
"""
_CAPITALS = ("programme", "transcript_holder", "code")
_HEADS = ("transcript_earned", "transcript_what", "centre", "result", "code")
"""Of the columns, in their order."""
_PRINTED = ("scan", "scan_end")


def holds_transcript(content: bytes) -> bool:
    """Whether the signed bytes are those of a transcript. Never raises: what cannot be read is none."""
    if CLR_TYPE.encode() not in content:  # nearly always: nothing to read
        return False
    try:
        return is_transcript(parse_document(content))
    except InvalidInputError:
        return False


def transcript_pdf(content: bytes, *, equipment: Equipment = PACKAGED) -> bytes:
    """A4 pages as PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), made from ``content``.

    ``content``: a signed transcript as stored, UTF-8 JSON; it is attached as ``credential.json``, byte for
    byte. The same bytes and the same marks give the same PDF. Raises InvalidInputError:
    ``malformed_credential``, ``malformed_code``, ``malformed_text``, ``script_not_covered``,
    ``too_long_for_a_sheet``, ``sheet_not_drawn``; TooLargeError.
    """
    document: Document = parse_document(content)
    sheet = read_transcript(document, equipment=equipment)
    accent = accent_of("")
    source = _SOURCE.format(
        sheet=typst_text(_drawn(sheet, accent, equipment)),
        credential=typst_text(content.decode()),
        pictures=", ".join(_pictures(sheet, accent, equipment)),
    )
    return typeset_pdf(source, sheet.issued_at, equipment)


def _drawn(sheet: TranscriptSheet, accent: Accent, equipment: Equipment) -> str:
    """The sheet as JSON of texts ready to be set, as ``transcript.typ`` reads it."""

    def plain(text: str | None) -> SetText | None:
        return set_text(text, Face.PLAIN, equipment) if text else None

    def large(text: str | None) -> SetText | None:
        return set_text(text, Face.DISPLAY, equipment) if text else None

    labels = sheet.labels
    host = breakable(sheet.host)
    content = {
        "language": labels.language.partition("-")[0],
        "right_to_left": labels.right_to_left,
        "accent": {"deep": accent.deep, "mid": accent.mid, "pale": accent.pale},
        "spoken": {name: labels[name] for name in ("qr_alt", "attachment")},
        "document_title": labels.filled("document_title", title=sheet.title, name=sheet.name),
        "author": sheet.creator.name,
        "words": {
            **{name: _word(plain(labels[name].upper())) for name in _CAPITALS},
            **{name: _word(plain(labels[name])) for name in _PRINTED},
        },
        "heads": [plain(labels[name]) for name in _HEADS],
        "page": labels["transcript_page"],
        "creator": {
            "name": large(sheet.creator.name),
            "letters": sheet.creator.letters,
            "spoken": labels.filled("logo", name=sheet.creator.name),
        },
        "title": large(sheet.title),
        "name": large(sheet.name),
        "latin_name": large(sheet.latin_name),
        "scope": [plain(sheet.scope), plain(sheet.count)],
        "years": [{"year": str(year), "rows": _rows(several, equipment)} for year, several in sheet.years],
        "signatories": [_signatory(who, labels.filled, plain, large) for who in sheet.signatories],
        "code": plain(sheet.code),
        "link": sheet.link,
        "address": plain(before_code(sheet.link, sheet.code, sheet.host, host) + sheet.code),
        "before_code": before_code(sheet.link, sheet.code, sheet.host, host),
        "stands": plain(labels.filled("transcript_stands", host=host)),
    }
    return json.dumps(content, ensure_ascii=False)


def _word(text: SetText | None) -> Mapping[str, Any]:
    """In one language, as the parts of every sheet take it."""
    return {"own": text or set_text("", Face.PLAIN, PACKAGED), "english": None}


def _rows(several: Sequence[Earned], equipment: Equipment) -> list[dict[str, Any]]:
    return [
        {
            name: set_text(text, Face.PLAIN, equipment)
            for name, text in (
                ("day", one.day),
                ("title", one.title),
                ("centre", one.centre),
                ("code", one.code),
            )
        }
        | {
            "detail": set_text(one.detail, Face.PLAIN, equipment) if one.detail else None,
            "results": [set_text(text, Face.PLAIN, equipment) for text in one.results or ("–",)],
        }
        for one in several
    ]


def _signatory(who: Signatory, filled: Any, plain: Any, large: Any) -> dict[str, Any]:  # noqa: ANN401  # setters
    return {
        "name": large(who.name),
        "role": plain(who.role),
        "organisation": plain(who.organisation),
        "spoken": filled("signature", name=who.name or ""),
    }


def _pictures(sheet: TranscriptSheet, accent: Accent, equipment: Equipment) -> Iterator[str]:
    """Members of a Typst dictionary: QR code, the issuer's mark, the signatures."""
    yield f"qr: {typst_bytes(qr_svg(sheet.link))}"
    day, party = signing_day(sheet.issued_at), sheet.creator
    logo = find_logo(equipment.marks_dir, party.code, day)
    if logo:
        yield f"creator: {typst_bytes(logo)}"
    else:
        emblem = emblem_svg(party.did, accent.deep, lettered=bool(party.letters))
        yield f"creator_emblem: {typst_bytes(emblem)}"
    signatures = [find_signature(equipment.marks_dir, who.name or "", day) for who in sheet.signatories]
    drawn = ["none" if mark is None else typst_bytes(mark) for mark in signatures]
    yield f"signatures: ({', '.join(drawn)},)"
