"""``/credentials/{id}``: the signed credential, its certificate, its badge and its QR code."""

from importlib.metadata import version
from urllib.parse import urlencode

from flask import Response, after_this_request, current_app, redirect, request
from werkzeug.exceptions import NotAcceptable

from certsvc.credentials.codes import is_code
from certsvc.domain.batches import SheetFormat
from certsvc.domain.sheets import USUAL
from certsvc.web.caching import MINUTE, cacheable, etag_of, is_with_caller
from certsvc.web.downloads import download_response
from certsvc.web.headers import unlisted
from certsvc.web.negotiation import asks_for_page, best_type
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.pages.earned import code_of
from certsvc.web.pages.reading import find_document
from certsvc.web.pages.verdict import verdict_page
from certsvc.web.schemas.sheets import CodeQuery, SheetStyleQuery, read_style
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import verify_credential
from certsvc.workflows.export_credential import download_of, export_figure, name_of_seal, qr_code_of
from certsvc.workflows.public_credentials import (
    find_in_its_place,
    get_public_credential,
    get_public_file,
)
from certsvc.workflows.revoked_sheets import RevokedError

resource = Resource(
    "documents", description="What wallets, verifiers and browsers read in public.", strict=False
)

_VERSION = version("certsvc")
"""Another may draw the same certificate in another way."""
VC = "application/vc"
_JSON_TYPES = (VC, "application/ld+json", "application/json")
_HTML = "text/html"
_MAX_AGE = MINUTE
"""What its holder no longer shows is gone within it; by then it is asked for anew, mostly to hear 304."""
_FORMATS = {
    **dict.fromkeys(_JSON_TYPES, SheetFormat.JSON),
    "application/vc+jwt": SheetFormat.JWT,
    "application/pdf": SheetFormat.PDF,
    "image/png": SheetFormat.PNG,
    "image/svg+xml": SheetFormat.SVG,
}
_ANSWERS = [
    Answer(200, "The signed credential", {"type": "object"}, media_type=VC),
    Answer(200, "The same bytes", {"type": "object"}, media_type="application/ld+json"),
    Answer(200, "The same bytes", {"type": "object"}),
    Answer(200, "A signed token of the same claims", {"type": "string"}, media_type="application/vc+jwt"),
    Answer(200, "The certificate", {"type": "string", "format": "binary"}, media_type="application/pdf"),
    Answer(200, "Its badge, baked", {"type": "string", "format": "binary"}, media_type="image/png"),
    Answer(200, "Its badge, baked", {"type": "string"}, media_type="image/svg+xml"),
    Answer(
        303,
        "A browser is led to the verification page; whoever asks for a sheet or a badge of what was "
        "replaced, to that of what took its place",
        headers={"Location": "The page, or the file."},
    ),
]
_WHICH = {"reference": "The credential's id."}


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>",
        access=PUBLIC_DOCUMENT,
        answers=_ANSWERS,
        own_query=SheetStyleQuery,
        problems=[400, 403, 404, 406, 410],
        path=_WHICH,
    )
)
def get_credential_document(reference: str) -> Response:
    """Get a credential in the format that Accept names.

    JSON comes as the very bytes that were signed; a token has the same claims and is signed by the issuer's
    key of today. Browsers are led to the page that verifies it.

    A revoked credential comes as JSON and as a token as any other. Of its certificate and its badge there is
    none any more: where another took its place, 303 leads to that of the other; else browsers are led to its
    page, and programs hear 410 (`revoked`).

    What its holder does not show answers 403: `not_shown`, or `code_needed` without the right `code`.
    """
    after_this_request(_note_that_accept_matters)
    media_type = best_type(request.accept_mimetypes, [*_FORMATS, _HTML])
    if media_type is None:
        raise NotAcceptable
    if media_type == _HTML:
        return _lead_to_page(reference)
    return _document(reference, _FORMATS[media_type], media_type, varies=True)


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>.<any(json, jwt, pdf, png, svg):ending>",
        access=PUBLIC_DOCUMENT,
        answers=_ANSWERS,
        own_query=SheetStyleQuery,
        problems=[400, 403, 404, 410],
        path={**_WHICH, "ending": "`json`, `jwt`, `pdf`, `png` or `svg`."},
    )
)
def get_credential_file(reference: str, ending: str) -> Response:
    """Get a credential as a file of one format, if its holder shows it.

    A certificate in PDF comes in the `template` that is asked for, and `bilingual` if wished. Of what was
    revoked there are JSON and token alone, as at the address without an ending.
    """
    return _document(reference, SheetFormat(ending), None, varies=False)


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>/qr.<any(png, svg):ending>",
        access=PUBLIC_DOCUMENT,
        answers=[
            Answer(200, "The QR code", {"type": "string", "format": "binary"}, media_type="image/png"),
            Answer(200, "The QR code", {"type": "string"}, media_type="image/svg+xml"),
        ],
        own_query=CodeQuery,
        problems=[403, 404],
        path={**_WHICH, "ending": "`png` or `svg`."},
    )
)
def get_qr_code(reference: str, ending: str) -> Response:
    """Get the QR code that leads to the verification page of a credential."""
    record = get_public_credential(reference, code=_code())
    download = qr_code_of(record, as_vector=ending == SheetFormat.SVG)
    response = download_response(download, inline=True)
    return cacheable(response, max_age=_MAX_AGE, etag=etag_of(download.content))


@resource.operation(
    Operation(
        "GET",
        "/credentials/<reference>/figure.svg",
        access=PUBLIC_DOCUMENT,
        answers=[Answer(200, "The figure", {"type": "string"}, media_type="image/svg+xml")],
        problems=[404],
        path=_WHICH,
    )
)
def get_figure(reference: str) -> Response:
    """Get the figure of a credential: the one on its sheet, drawn from the digest of the signed bytes.

    It tells nothing of anybody, and needs no code.
    """
    download = export_figure(reference)
    response = download_response(download, inline=True)
    return cacheable(response, max_age=_MAX_AGE, etag=etag_of(download.content))


def _document(
    reference: str, export_format: SheetFormat, media_type: str | None, *, varies: bool
) -> Response:
    """The ETag comes from the signed bytes, so that no certificate is drawn for a caller who has it.

    Whether its holder shows it is asked before, for that caller too, and whether it was revoked.
    """
    services = current_services()
    style = read_style(request.args) if export_format is SheetFormat.PDF else USUAL
    try:
        record = get_public_file(services, reference, export_format, code=_code())
    except RevokedError as error:
        return _lead_on(error, export_format)
    etag = ""
    if export_format is SheetFormat.JSON:
        etag = etag_of(record.signed_bytes)
    elif export_format is not SheetFormat.JWT:  # quicker signed than looked for, and its key may change
        seal = name_of_seal(services, record) if export_format is SheetFormat.PDF else ""
        etag = etag_of(record.signed_bytes, export_format, style.name, seal, _VERSION)
        if is_with_caller(etag):
            return cacheable(unlisted(Response()), max_age=_MAX_AGE, varies=varies, etag=etag)
    download = download_of(services, record, export_format, style)
    response = download_response(download, inline=True, media_type=media_type)
    return cacheable(response, max_age=_MAX_AGE, varies=varies, etag=etag)


def _lead_on(error: RevokedError, export_format: SheetFormat) -> Response:
    """From a sheet or a badge of what was revoked. Where it led is kept no longer than a page is."""
    after_this_request(_note_that_accept_matters)
    instead = find_in_its_place(current_services(), error, export_format)
    if instead is not None:
        query = {name: value for name, value in request.args.items() if name != "code"}
        query |= {"code": instead.code} if instead.code else {}
        path = f"/credentials/{instead.credential_id}.{export_format}"
        location = f"{path}?{urlencode(query)}" if query else path
    elif asks_for_page(request.accept_mimetypes):
        location = f"/v/{error.record.code}"
    else:
        raise error
    response = current_app.make_response(redirect(location, 303))
    response.headers["Cache-Control"] = f"public, max-age={_MAX_AGE}"
    return response


def _note_that_accept_matters(response: Response) -> Response:
    """Whatever the answer is, a refusal too (RFC 9110, 12.5.5)."""
    response.vary.add("Accept")
    return response


def _lead_to_page(reference: str) -> Response:
    """303 to the verification page; a document that hides its code gets its verdict right here."""
    services = current_services()
    record = get_public_credential(reference, code=_code())
    if record.erased_at is not None or is_code(code_of(find_document(record.signed_bytes))):
        return current_app.make_response(redirect(f"/v/{record.code}", 303))
    return verdict_page(verify_credential.verify_stored(services, record.id))


def _code() -> str:
    return request.args.get("code", "")
