"""Headers that every answer carries."""

from flask import Response, request

from certsvc.web.security import find_access
from certsvc.web.services import current_services

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_YEAR = 365 * 24 * 60 * 60
ABOUT_PEOPLE = ("/v/", "/credentials/", "/record", "/claim", "/sign-in", "/officer", "/api/v1/", "/vc-api/")
"""What the addresses begin with under which something about a person may stand: no search engine lists it."""


def add_headers(response: Response) -> Response:
    """Nothing is sniffed, framed, scripted or referred; what is not marked cacheable is not kept."""
    headers = response.headers
    headers["Content-Security-Policy"] = _POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Cache-Control", "no-store")
    if current_services().settings.base_url.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    if request.path.startswith(ABOUT_PEOPLE):
        unlisted(response)
    access = find_access(request.endpoint)
    if access is not None and access.cross_origin:
        _open_to_other_origins(response)
    if access is not None and access.personal:
        headers["Cache-Control"] = "no-store"
        unlisted(response)
    return response


def unlisted(response: Response) -> Response:
    """``response``, kept out of search engines: it is about a person."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _open_to_other_origins(response: Response) -> None:
    """Public and without credentials, so that a wallet in a browser may read it (Fetch, CORS protocol)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
