"""``/v/{code}`` and ``/verify``: what was found, who earned what, and every check by its name."""

from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from certsvc.web.headers import unlisted
from certsvc.web.operations import Answer, Operation, RawBody, Resource
from certsvc.web.pages.layout import page
from certsvc.web.pages.speech import worded
from certsvc.web.pages.verdict_page import presented_page, verdict_page
from certsvc.web.presented import FORM, MOST_BYTES
from certsvc.web.security import PUBLIC
from certsvc.web.services import current_services
from certsvc.workflows import verify_credential

__all__ = ["resource", "verdict_page"]

resource = Resource("verification pages", description="The page that a QR code leads to.", strict=False)

_HTML = "text/html"
_PAGE = {"type": "string"}
_LONGEST_CODE = 2000
"""In characters, of a link; what is longer, or begins like a credential, is taken as one."""
_NOTHING = worded("Nothing was given to check. Type a code, choose a file, or paste a text.")
_TOO_LARGE = worded(
    "This is larger than the 16 MB that are read here. Take a smaller photo, or type the code."
)


@resource.operation(
    Operation(
        "GET",
        "/v/<code>",
        access=PUBLIC,
        answers=[
            Answer(200, "The verdict, good or bad, as a page", _PAGE, media_type=_HTML),
            Answer(404, "No certificate has this code", _PAGE, media_type=_HTML),
            Answer(400, "This cannot be a code", _PAGE, media_type=_HTML),
        ],
        path={"code": "The printed code; case, O for 0, I for 1, spaces and hyphens do not matter."},
    )
)
def show_verdict(code: str) -> Response:
    """See whether a certificate is true.

    The page works without scripts and loads nothing from elsewhere. `?lang=` chooses its language, else
    Accept-Language does.
    """
    return verdict_page(verify_credential.verify_code(current_services(), code), typed=code)


@resource.operation(
    Operation(
        "GET",
        "/verify",
        access=PUBLIC,
        answers=[Answer(200, "A form for a code, a file, a photo or a text", _PAGE, media_type=_HTML)],
    )
)
def ask_for_anything() -> Response:
    """Find the form that takes whatever somebody holds in her hands."""
    return _form()


@resource.operation(
    Operation(
        "POST",
        "/verify",
        access=PUBLIC,
        body=RawBody(
            {
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "code": {"type": "string", "description": "A code or a link."},
                            "file": {
                                "type": "string",
                                "format": "binary",
                                "description": "Any file or photo; its content decides what it is.",
                            },
                            "text": {"type": "string", "description": "A credential as text."},
                        },
                    }
                }
            },
            "One of the three; 16 MB at most.",
        ),
        answers=[Answer(200, "The verdict, good or bad, as a page", _PAGE, media_type=_HTML)],
    )
)
def verify_anything() -> Response:
    """Verify whatever is sent by that form. Nothing of it is kept."""
    request.max_content_length = MOST_BYTES
    request.max_form_memory_size = MOST_BYTES
    try:
        code, content = _given()
    except RequestEntityTooLarge:
        return _form(complaint=_TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if code:
        return presented_page(verify_credential.verify_anything(current_services(), code))
    if content:
        return presented_page(verify_credential.verify_presented(current_services(), content))
    return _form(complaint=_NOTHING, status=HTTPStatus.BAD_REQUEST)


def _given() -> tuple[str, bytes]:
    """A code or a link, or else what was presented: the file, or the text. Each has a form of its own."""
    for file in request.files.getlist("file"):
        if content := file.stream.read():
            return "", content
    text = request.form.get("text", "").strip()
    code = request.form.get("code", "").strip()
    if not text and len(code) <= _LONGEST_CODE and not code.startswith(("{", "ey")):
        return code, b""
    return "", (text or code).encode(errors="replace")


def _form(*, complaint: str = "", status: int = HTTPStatus.OK) -> Response:
    response = page("verify.html", status=status, complaint=complaint)
    response.headers["Cache-Control"] = "no-store"
    return unlisted(response)
