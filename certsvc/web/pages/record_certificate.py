"""``/record/certificates/{code}``: one certificate in its owner's hands, to keep and to show."""

from urllib.parse import urlencode

from flask import Blueprint, Response

from certsvc.domain.batches import SheetFormat
from certsvc.web.downloads import download_response
from certsvc.web.pages.own_files import own_file
from certsvc.web.pages.personal import personal_page
from certsvc.web.pages.record import days_of
from certsvc.web.pages.record_wording import DOWNLOADS, SIGNS, STANDING_OF_USE, STANDINGS
from certsvc.web.pages.speech import current_speech
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows import export_own
from certsvc.workflows.show_record import Certificate, show_certificate

blueprint = Blueprint("record certificates", __name__)

_LINKEDIN = "https://www.linkedin.com/profile/add"


@blueprint.get("/record/certificates/<code>")
@declares(SIGNED_IN)
def show_own_certificate(code: str) -> Response:
    """Everything that she can do with it."""
    services = current_services()
    certificate = show_certificate(services, current_session().person_id, code)
    share_link = services.addresses.verification(certificate.record.code)
    is_of_use = certificate.standing in STANDING_OF_USE
    return personal_page(
        "record_certificate.html",
        signed_in=True,
        one=certificate,
        standing=STANDINGS[certificate.standing],
        sign=SIGNS[certificate.standing],
        downloads=DOWNLOADS if is_of_use else {"json": DOWNLOADS["json"]},
        share_link=share_link if is_of_use else "",
        linkedin=linkedin_link(certificate, share_link) if is_of_use else "",
        on_day=days_of(current_speech()),
    )


@blueprint.get("/record/certificates/<code>.<any(pdf, json, jwt, png, svg):ending>")
@declares(SIGNED_IN)
def get_own_file(code: str, ending: str) -> Response:
    """It as a file; as a picture it is a badge, with the credential inside."""
    return own_file(export_own.export_own, "/record/certificates", code, ending)


@blueprint.get("/record/certificates/<code>/qr.<any(png, svg):picture>")
@declares(SIGNED_IN)
def get_own_qr(code: str, picture: str) -> Response:
    """The QR code of its share link."""
    person_id = current_session().person_id
    file = export_own.export_own_qr(current_services(), person_id, code, SheetFormat(picture))
    return download_response(file, inline=True)


def linkedin_link(certificate: Certificate, share_link: str) -> str:
    """LinkedIn's own form, filled in: it is for her to look it over and to save it there."""
    record = certificate.record
    filled = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.title,
        "organizationName": certificate.issuer,
        "issueYear": record.issued_at.year,
        "issueMonth": record.issued_at.month,
        "certUrl": share_link,
        "certId": record.code,
    }
    if record.valid_until is not None:
        filled |= {"expirationYear": record.valid_until.year, "expirationMonth": record.valid_until.month}
    return f"{_LINKEDIN}?{urlencode(filled)}"
