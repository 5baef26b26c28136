"""Which officer is signed in: the cookie that says so, and the session behind it."""

from typing import cast

from flask import Response, current_app, redirect, request

from certsvc.domain.access import Actor
from certsvc.settings import LANGUAGES
from certsvc.web.cookies import drop_cookie, read_cookie, set_cookie
from certsvc.web.services import current_services
from certsvc.workflows import officer_sessions

_COOKIE = "officer"
_LONGEST = 1000
_FOUND = "certsvc.officer"


def find_current_officer() -> Actor | None:
    """Who acts in this request; None without a session that stands. Looked up once a request."""
    if _FOUND not in request.environ:
        token = current_officer_token()
        request.environ[_FOUND] = officer_sessions.find_officer(current_services(), token) if token else None
    return cast("Actor | None", request.environ[_FOUND])


def current_officer_token() -> str:
    """What the browser holds; empty without it."""
    return read_cookie(_COOKIE, longest=_LONGEST)


def begin_officer_session(response: Response, token: str) -> Response:
    """Let the browser hold ``token`` until it is closed; here, the session ends by the clock."""
    return set_cookie(response, _COOKIE, token)


def end_officer_session(response: Response) -> Response:
    """Let the browser forget it."""
    return drop_cookie(response, _COOKIE)


def lead_to_officers_door() -> Response:
    """To the page that signs officers in; a session that ended is forgotten."""
    asked = request.args.get("lang", "")
    ending = f"?lang={asked}" if asked in LANGUAGES else ""
    response = current_app.make_response(redirect(f"/officer/sign-in{ending}", 303))
    return end_officer_session(response) if current_officer_token() else response
