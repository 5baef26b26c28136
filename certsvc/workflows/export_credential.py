"""A credential leaves the house: JSON, PDF, or its QR code as PNG or SVG."""

from enum import StrEnum

from certsvc.domain.records import CredentialRecord
from certsvc.errors import NotFoundError
from certsvc.rendering.certificate import certificate_pdf
from certsvc.rendering.link import verification_link
from certsvc.rendering.qr import qr_png, qr_svg
from certsvc.signing.signed import parse_signed
from certsvc.workflows.browse_records import find_public_credential
from certsvc.workflows.downloads import Download


class ExportFormat(StrEnum):
    """What a credential can be downloaded as."""

    JSON = "json"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


_MEDIA_TYPES = {
    ExportFormat.JSON: "application/vc",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.PNG: "image/png",
    ExportFormat.SVG: "image/svg+xml",
}


def export_credential(reference: str, export_format: ExportFormat) -> Download:
    """By id or code, from the signed bytes alone. Public. Raises NotFoundError, InvalidInputError."""
    record = find_public_credential(reference)
    if record is None:
        raise NotFoundError("There is no such credential.")
    return Download(
        content=_content(record, export_format),
        media_type=_MEDIA_TYPES[export_format],
        filename=f"certificate-{record.code}.{export_format}",
    )


def _content(record: CredentialRecord, export_format: ExportFormat) -> bytes:
    if export_format is ExportFormat.JSON:
        return record.signed_bytes
    if export_format is ExportFormat.PDF:
        return certificate_pdf(record.signed_bytes)
    link = verification_link(parse_signed(record.signed_bytes).document)
    return qr_png(link) if export_format is ExportFormat.PNG else qr_svg(link)
