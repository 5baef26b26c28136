"""What is written of a credential: its signed JSON, a token, its certificate in PDF, or its badge."""

from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.rendering.badge import badge_png, badge_svg
from certsvc.rendering.baking import bake_png, bake_svg
from certsvc.workflows.drawing import drawn_certificate, equipment_of
from certsvc.workflows.export_token import token_of
from certsvc.workflows.revoked_sheets import check_drawable
from certsvc.workflows.seal_certificate import sealed_pdf
from certsvc.workflows.services import Services


def sheet_content(
    services: Services,
    record: CredentialRecord,
    sheet_format: SheetFormat,
    *,
    style: SheetStyle = USUAL,
    sealed: bool = True,
) -> bytes:
    """From the signed bytes alone. ``style`` and ``sealed`` are of a PDF.

    ``sealed``: it is under its issuer's seal, where there is one.

    Raises RevokedError for a sheet or a badge of what was revoked; InvalidInputError where it cannot be
    drawn, as ``certificate_pdf`` and ``badge_svg`` do; UnavailableError where a key or a seal cannot be
    opened.
    """
    check_drawable(services, record, sheet_format)
    signed = record.signed_bytes
    match sheet_format:
        case SheetFormat.JSON:
            return signed
        case SheetFormat.JWT:
            return token_of(services, record)
        case SheetFormat.PDF:
            pdf = drawn_certificate(services.settings, signed, style)
            return sealed_pdf(services, record.issuer, pdf, at=services.now()) if sealed else pdf
        case SheetFormat.PNG:
            return bake_png(badge_png(signed, equipment=equipment_of(services.settings)), signed)
        case SheetFormat.SVG:
            return bake_svg(badge_svg(signed, equipment=equipment_of(services.settings)), signed)
