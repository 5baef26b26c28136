"""Who is signed in: the cookie that says so, and the session behind it."""

from typing import cast

from flask import Response, current_app, redirect, request

from certsvc.domain.sessions import Session
from certsvc.errors import UnauthenticatedError
from certsvc.settings import LANGUAGES
from certsvc.web.cookies import drop_cookie, read_cookie, set_cookie
from certsvc.web.services import current_services
from certsvc.workflows import sign_in

_COOKIE = "session"
_LONGEST = 1000
_FOUND = "certsvc.person_session"


def find_current_session() -> Session | None:
    """The session of this request; None without one, or when it has ended. Looked up once a request."""
    if _FOUND not in request.environ:
        token = current_session_token()
        request.environ[_FOUND] = sign_in.find_session(current_services(), token) if token else None
    return cast("Session | None", request.environ[_FOUND])


def current_session() -> Session:
    """The same, where the gate has let nobody else in."""
    session = find_current_session()
    if session is None:
        raise UnauthenticatedError("Nobody is signed in.")
    return session


def current_session_token() -> str:
    """What the browser holds; empty without it."""
    return read_cookie(_COOKIE, longest=_LONGEST)


def begin_session(response: Response, token: str) -> Response:
    """Let the browser hold ``token`` until it is closed; here, the session ends by the clock."""
    return set_cookie(response, _COOKIE, token)


def end_session(response: Response) -> Response:
    """Let the browser forget it."""
    return drop_cookie(response, _COOKIE)


def lead_to_sign_in() -> Response:
    """To the page that signs in, in the language that was asked for; a session that ended is forgotten."""
    asked = request.args.get("lang", "")
    ending = f"?lang={asked}" if asked in LANGUAGES else ""
    response = current_app.make_response(redirect(f"/sign-in{ending}", 303))
    return end_session(response) if current_session_token() else response
