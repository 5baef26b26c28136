"""The sheet of a credential as this house draws it: with its fonts and marks, in a style that is chosen."""

from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.rendering.certificate import certificate_pdf
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.transcript import holds_transcript, transcript_pdf
from certsvc.settings import Settings


def equipment_of(settings: Settings) -> Equipment:
    """What the operator lends to the drawing of sheets."""
    return Equipment(fonts_dir=settings.fonts_dir, marks_dir=settings.marks_dir)


def drawn_certificate(settings: Settings, content: bytes, style: SheetStyle = USUAL) -> bytes:
    """The PDF of a signed credential, without a seal. A transcript has one style.

    Raises as ``certificate_pdf`` and ``transcript_pdf`` do.
    """
    if holds_transcript(content):
        return transcript_pdf(content, equipment=equipment_of(settings))
    return certificate_pdf(
        content, template=style.template, bilingual=style.bilingual, equipment=equipment_of(settings)
    )
