"""A person takes what is hers home: as a sheet, as data, as a badge with it inside; or its QR code.

Whatever she lets others see of it, she has all of it, and her sheet is under the same seal as theirs.
"""

from certsvc.domain.batches import SheetFormat
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.errors import NotFoundError
from certsvc.rendering.link import verification_link
from certsvc.rendering.qr import qr_png, qr_svg
from certsvc.signing.signed import parse_signed
from certsvc.workflows.downloads import Download
from certsvc.workflows.own_transcripts import show_own_transcript
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from certsvc.workflows.show_record import show_certificate

_MEDIA_TYPES = {
    SheetFormat.JSON: "application/vc",
    SheetFormat.JWT: "application/vc+jwt",
    SheetFormat.PDF: "application/pdf",
    SheetFormat.PNG: "image/png",
    SheetFormat.SVG: "image/svg+xml",
}
_BADGES = frozenset({SheetFormat.PNG, SheetFormat.SVG})


def export_own(
    services: Services, person_id: PersonId, reference: str, sheet_format: SheetFormat
) -> Download:
    """A certificate of hers, by id or by code in canonical form.

    Raises NotFoundError for what is not hers, RevokedError for a sheet or a badge of what was revoked,
    InvalidInputError where it cannot be drawn, UnavailableError where a key or a seal cannot be opened.
    """
    record = show_certificate(services, person_id, reference).record
    name = "badge" if sheet_format in _BADGES else "certificate"
    return _file(services, record, sheet_format, name)


def export_own_transcript(
    services: Services, person_id: PersonId, reference: str, sheet_format: SheetFormat
) -> Download:
    """The same of a transcript."""
    record = show_own_transcript(services, person_id, reference).record
    return _file(services, record, sheet_format, CredentialKind.TRANSCRIPT)


def export_own_qr(services: Services, person_id: PersonId, reference: str, picture: SheetFormat) -> Download:
    """The QR code of a certificate's share link as PNG or SVG. Raises NotFoundError for what is not hers."""
    return _qr_code(show_certificate(services, person_id, reference).record, picture)


def export_own_transcript_qr(
    services: Services, person_id: PersonId, reference: str, picture: SheetFormat
) -> Download:
    """The same of a transcript."""
    return _qr_code(show_own_transcript(services, person_id, reference).record, picture)


def _file(services: Services, record: CredentialRecord, sheet_format: SheetFormat, name: str) -> Download:
    return Download(
        content=sheet_content(services, record, sheet_format),
        media_type=_MEDIA_TYPES[sheet_format],
        filename=f"{name}-{record.code}.{sheet_format}",
    )


def _qr_code(record: CredentialRecord, picture: SheetFormat) -> Download:
    if picture not in _BADGES:
        raise NotFoundError("There is nothing here by that name.")
    link = verification_link(parse_signed(record.signed_bytes).document)
    return Download(
        content=qr_png(link) if picture is SheetFormat.PNG else qr_svg(link),
        media_type=_MEDIA_TYPES[picture],
        filename=f"qr-{record.code}.{picture}",
    )
