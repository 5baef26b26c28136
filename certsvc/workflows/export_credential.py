"""A credential leaves the house: as JSON, token, certificate, badge, or the QR code that leads to it."""

from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.errors import NotFoundError
from certsvc.rendering.figure import figure_from
from certsvc.rendering.link import verification_link
from certsvc.rendering.qr import qr_png, qr_svg
from certsvc.signing.signed import parse_signed
from certsvc.workflows.browse_records import find_public_credential
from certsvc.workflows.downloads import Download
from certsvc.workflows.public_credentials import check_kept
from certsvc.workflows.seal_certificate import find_current_seal
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content

_MEDIA_TYPES = {
    SheetFormat.JSON: "application/vc",
    SheetFormat.JWT: "application/vc+jwt",
    SheetFormat.PDF: "application/pdf",
    SheetFormat.PNG: "image/png",
    SheetFormat.SVG: "image/svg+xml",
}

_NAMES = {CredentialKind.AWARD: "certificate", CredentialKind.TRANSCRIPT: "transcript"}


def export_credential(
    services: Services, reference: str, sheet_format: SheetFormat, style: SheetStyle = USUAL
) -> Download:
    """By id or code, for who keeps the records: whatever its holder lets the public see, it is whole.

    Raises NotFoundError, and as ``download_of`` does.
    """
    record = _get_record(reference)
    check_kept(record)
    return download_of(services, record, sheet_format, style)


def download_of(
    services: Services, record: CredentialRecord, sheet_format: SheetFormat, style: SheetStyle = USUAL
) -> Download:
    """It as a file, from the signed bytes alone, which must be kept.

    A token is signed anew by its issuer, a PDF stands under its seal where there is one. ``style``: of a PDF.
    Raises RevokedError for a sheet or a badge of what was revoked; InvalidInputError where it cannot be
    drawn; UnavailableError where a key or seal cannot be opened.
    """
    return Download(
        content=sheet_content(services, record, sheet_format, style=style),
        media_type=_MEDIA_TYPES[sheet_format],
        filename=f"{_NAMES[record.kind]}-{record.code}.{sheet_format}",
    )


def qr_code_of(record: CredentialRecord, *, as_vector: bool) -> Download:
    """The QR code that leads to its page, as SVG or as PNG. Raises NotFoundError (``erased``)."""
    check_kept(record)
    link = verification_link(parse_signed(record.signed_bytes).document)
    content, kind = (qr_svg(link), SheetFormat.SVG) if as_vector else (qr_png(link), SheetFormat.PNG)
    return Download(content, _MEDIA_TYPES[kind], f"qr-{record.code}.{kind}")


def export_figure(reference: str) -> Download:
    """The figure that stands on its sheet and its badge, as SVG: who holds one of them compares it.

    Nor does the file's name tell the code, for which nobody is asked here. Raises NotFoundError.
    """
    record = _get_record(reference)
    content = figure_from(record.digest, record.micro_certification)
    return Download(content, _MEDIA_TYPES[SheetFormat.SVG], "figure.svg")


def name_of_seal(services: Services, record: CredentialRecord) -> str:
    """The fingerprint of the seal that a PDF of this credential gets today; empty where it gets none."""
    seal = find_current_seal(services, record.issuer, at=services.now())
    return "" if seal is None else seal.fingerprint


def _get_record(reference: str) -> CredentialRecord:
    record = find_public_credential(reference)
    if record is None:
        raise NotFoundError("There is no such credential.")
    return record
