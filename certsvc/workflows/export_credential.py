"""A credential leaves the house: JSON, a token of the same claims, PDF, or its QR code as PNG or SVG."""

from enum import StrEnum

from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.errors import NotFoundError
from certsvc.rendering.link import verification_link
from certsvc.rendering.qr import qr_png, qr_svg
from certsvc.signing.signed import parse_signed
from certsvc.workflows.browse_records import find_public_credential
from certsvc.workflows.downloads import Download
from certsvc.workflows.drawing import drawn_certificate
from certsvc.workflows.export_token import token_of
from certsvc.workflows.services import Services


class ExportFormat(StrEnum):
    """What a credential can be downloaded as."""

    JSON = "json"
    JWT = "jwt"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


_MEDIA_TYPES = {
    ExportFormat.JSON: "application/vc",
    ExportFormat.JWT: "application/vc+jwt",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.PNG: "image/png",
    ExportFormat.SVG: "image/svg+xml",
}

_NAMES = {CredentialKind.AWARD: "certificate", CredentialKind.TRANSCRIPT: "transcript"}


def export_credential(
    services: Services, reference: str, export_format: ExportFormat, style: SheetStyle = USUAL
) -> Download:
    """By id or code, from the signed bytes alone; a token is signed anew by its issuer. Public.

    ``style``: of a PDF. Raises NotFoundError, InvalidInputError; for a token UnavailableError, where its key
    cannot be opened.
    """
    record = find_public_credential(reference)
    if record is None:
        raise NotFoundError("There is no such credential.")
    return Download(
        content=_content(services, record, export_format, style),
        media_type=_MEDIA_TYPES[export_format],
        filename=f"{_NAMES[record.kind]}-{record.code}.{export_format}",
    )


def _content(
    services: Services, record: CredentialRecord, export_format: ExportFormat, style: SheetStyle
) -> bytes:
    if export_format is ExportFormat.JSON:
        return record.signed_bytes
    if export_format is ExportFormat.JWT:
        return token_of(services, record)
    if export_format is ExportFormat.PDF:
        return drawn_certificate(services.settings, record.signed_bytes, style)
    link = verification_link(parse_signed(record.signed_bytes).document)
    return qr_png(link) if export_format is ExportFormat.PNG else qr_svg(link)
