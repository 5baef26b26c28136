"""The cookies of this service: a person's session, an officer's, and the secret behind forms without."""

from flask import Response, request

from certsvc.web.services import current_services

_NAMES = {
    "session": ("__Host-certsvc", "certsvc-session"),
    "officer": ("__Host-certsvc-officer", "certsvc-officer"),
    "form": ("__Host-certsvc-form", "certsvc-form"),
}
"""Purpose -> name over https, and on localhost, where browsers take no ``__Host-`` without TLS.

The prefix keeps others below the same domain from setting it (RFC 6265bis, section 4.1.3.2).
"""


def read_cookie(purpose: str, *, longest: int) -> str:
    """Its value; empty when there is none that we can have set."""
    value = request.cookies.get(_name(purpose), "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def set_cookie(response: Response, purpose: str, value: str) -> Response:
    """Until the browser is closed; scripts cannot read it, and other sites do not send it with a form."""
    response.set_cookie(
        _name(purpose), value, path="/", secure=_is_secure(), httponly=True, samesite="Lax", max_age=None
    )
    return response


def drop_cookie(response: Response, purpose: str) -> Response:
    """Forgotten at once."""
    response.delete_cookie(_name(purpose), path="/", secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def _name(purpose: str) -> str:
    over_https, on_localhost = _NAMES[purpose]
    return over_https if _is_secure() else on_localhost


def _is_secure() -> bool:
    return current_services().settings.base_url.startswith("https:")
