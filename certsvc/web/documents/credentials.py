"""``/credentials/{id}``: the signed credential, its certificate and its QR code."""

from importlib.metadata import version

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import NotAcceptable

from certsvc.credentials.codes import is_code
from certsvc.domain.identifiers import CredentialId
from certsvc.web.caching import DAY, cacheable, etag_of, is_with_caller
from certsvc.web.downloads import download_response
from certsvc.web.headers import unlisted
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.pages.reading import find_document, text_at
from certsvc.web.pages.verdict import verdict_page
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import export_credential, verify_credential
from certsvc.workflows.export_credential import ExportFormat

resource = Resource(
    "documents", description="What wallets, verifiers and browsers read in public.", strict=False
)

_VERSION = version("certsvc")
"""Another may draw the same certificate in another way."""
VC = "application/vc"
_JSON_TYPES = (VC, "application/ld+json", "application/json")
_HTML = "text/html"
_FORMATS = {
    **dict.fromkeys(_JSON_TYPES, ExportFormat.JSON),
    "application/pdf": ExportFormat.PDF,
    "image/png": ExportFormat.PNG,
    "image/svg+xml": ExportFormat.SVG,
}
_ANSWERS = [
    Answer(200, "The signed credential", {"type": "object"}, media_type=VC),
    Answer(200, "The same bytes", {"type": "object"}, media_type="application/ld+json"),
    Answer(200, "The same bytes", {"type": "object"}),
    Answer(200, "The certificate", {"type": "string", "format": "binary"}, media_type="application/pdf"),
    Answer(200, "Its QR code", {"type": "string", "format": "binary"}, media_type="image/png"),
    Answer(200, "Its QR code", {"type": "string"}, media_type="image/svg+xml"),
    Answer(303, "A browser is led to the verification page", headers={"Location": "The page."}),
]
_WHICH = {"reference": "The credential's id."}


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>",
        access=PUBLIC_DOCUMENT,
        answers=_ANSWERS,
        problems=[400, 404, 406],
        path=_WHICH,
    )
)
def get_credential_document(reference: str) -> Response:
    """Get a credential in the format that Accept names.

    JSON comes as the very bytes that were signed. Browsers are led to the page that verifies it.
    """
    media_type = request.accept_mimetypes.best_match([*_FORMATS, _HTML]) if request.accept_mimetypes else VC
    if media_type is None:
        raise NotAcceptable
    if media_type == _HTML:
        return _lead_to_page(reference)
    return _document(reference, _FORMATS[media_type], media_type, varies=True)


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>.<any(json, pdf, png, svg):ending>",
        access=PUBLIC_DOCUMENT,
        answers=_ANSWERS[:-1],
        problems=[400, 404],
        path={**_WHICH, "ending": "`json`, `pdf`, `png` or `svg`."},
    )
)
def get_credential_file(reference: str, ending: str) -> Response:
    """Get a credential as a file of one format."""
    return _document(reference, ExportFormat(ending), None, varies=False)


def _document(
    reference: str, export_format: ExportFormat, media_type: str | None, *, varies: bool
) -> Response:
    """The ETag comes from the signed bytes, so that no certificate is drawn for a caller who has it."""
    download = export_credential.export_credential(reference, ExportFormat.JSON)
    etag = etag_of(download.content)
    if export_format is not ExportFormat.JSON:
        etag = etag_of(download.content, export_format, _VERSION)
        if is_with_caller(etag):
            return cacheable(unlisted(Response()), max_age=DAY, varies=varies, etag=etag)
        download = export_credential.export_credential(reference, export_format)
    response = download_response(download, inline=True, media_type=media_type)
    return cacheable(response, max_age=DAY, varies=varies, etag=etag)


def _lead_to_page(reference: str) -> Response:
    """303 to the verification page; a document that hides its code gets its verdict right here."""
    services = current_services()
    download = export_credential.export_credential(reference, ExportFormat.JSON)
    code = text_at(find_document(download.content), "credentialSubject", "licenseNumber")
    if is_code(code):
        response = current_app.make_response(redirect(f"/v/{code}", 303))
        response.vary.add("Accept")
        return response
    address = services.addresses.credential(CredentialId(reference))
    return verdict_page(verify_credential.verify_anything(services, address))
