"""Forms hold against other sites: what they send must come from a page that this browser got from us.

The token in a form is made of a cookie that the browser keeps secret: the session where there is one, else
a random value for this alone. Another site can neither read it nor set it.
"""

import hashlib
import hmac
import re
from urllib.parse import urlsplit

from flask import Response, request

from certsvc.errors import NotAllowedError
from certsvc.web.cookies import read_cookie, set_cookie
from certsvc.web.services import current_services

FIELD = "form_token"
MOST_BYTES = 64 * 1024
"""Of a form without files."""
MOST_BYTES_WITH_FILE = 32 * 1024 * 1024
"""Of a form with one. More than such a file may have: then the form comes back, filled in, and says so."""
_SECRET_BYTES = 32
_SECRET = re.compile(r"[0-9a-f]{64}")
_LONGEST_SESSION = 1000
_DRAWN = "certsvc.form_secret"


def form_token(cookie: str = "form") -> str:
    """For a form of the page that answers this request; ``keep_secret`` goes with it.

    ``cookie``: which one is behind it, ``session`` or ``officer`` where the page asks for one.
    """
    if cookie != "form":
        return _token_of(read_cookie(cookie, longest=_LONGEST_SESSION))
    secret = _form_secret()
    if not secret:
        secret = request.environ[_DRAWN] = current_services().random_bytes(_SECRET_BYTES).hex()
    return _token_of(secret)


def keep_secret(response: Response) -> Response:
    """``response``, with the secret that its form's token was made of, if the browser has it not yet."""
    secret = request.environ.get(_DRAWN)
    return response if secret is None else set_cookie(response, "form", secret)


def check_form(cookie: str = "form", *, most_bytes: int = MOST_BYTES) -> None:
    """Hold a form that was sent against what other sites can do.

    1. Browsers say whence a request comes (Fetch Metadata; RFC 6454 section 7): from here, or it is refused.
       ``Origin: null`` says nothing: a page that sends no referrer sends that too.
    2. The token in the form must be that of the cookie, whatever the browser says.

    Raises NotAllowedError (``foreign_form``).
    """
    request.max_content_length = most_bytes
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "null")
    if site != "same-origin" or (origin != "null" and not _is_here(origin)):  # 1
        raise _refusal()
    secret = _form_secret() if cookie == "form" else read_cookie(cookie, longest=_LONGEST_SESSION)
    given = request.form.get(FIELD, "")
    if not secret or not hmac.compare_digest(given.encode(), _token_of(secret).encode()):  # 2
        raise _refusal()


def _is_here(origin: str) -> bool:
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        return False
    return netloc in {current_services().settings.host, request.host}


def _form_secret() -> str:
    secret = read_cookie("form", longest=2 * _SECRET_BYTES)
    return secret if _SECRET.fullmatch(secret) else ""


def _token_of(secret: str) -> str:
    return hmac.new(secret.encode(), b"certsvc form", hashlib.sha256).hexdigest()


def _refusal() -> NotAllowedError:
    return NotAllowedError(
        "This form was sent from another site, or its page was open for too long. Nothing was done.",
        code="foreign_form",
        hint="Open the page again and fill in the form there.",
    )
