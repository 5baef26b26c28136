"""A door of this service: a cookie, the session behind it, and where whoever has none is led."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from flask import Response, current_app, redirect, request

from certsvc.settings import LANGUAGES
from certsvc.web.cookies import drop_cookie, read_cookie, set_cookie
from certsvc.web.services import current_services
from certsvc.workflows.services import Services

T = TypeVar("T")

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Door(Generic[T]):
    """``cookie`` by its purpose; ``find`` knows who holds a token; ``path`` is the page that lets in."""

    cookie: str
    find: Callable[[Services, str], T | None]
    path: str

    def find_current(self) -> T | None:
        """Who is inside; None without a session, or when it has ended. Looked up once a request."""
        found = f"certsvc.{self.cookie}"
        if found not in request.environ:
            token = self.current_token()
            request.environ[found] = self.find(current_services(), token) if token else None
        return cast("T | None", request.environ[found])

    def current_token(self) -> str:
        """What the browser holds; empty without it."""
        return read_cookie(self.cookie, longest=_LONGEST)

    def begin(self, response: Response, token: str) -> Response:
        """Let the browser hold ``token`` until it is closed; here, the session ends by the clock."""
        return set_cookie(response, self.cookie, token)

    def end(self, response: Response) -> Response:
        """Let the browser forget it."""
        return drop_cookie(response, self.cookie)

    def lead_in(self) -> Response:
        """To its page, in the language that was asked for; a session that ended is forgotten."""
        asked = request.args.get("lang", "")
        ending = f"?lang={asked}" if asked in LANGUAGES else ""
        response = current_app.make_response(redirect(f"{self.path}{ending}", 303))
        return self.end(response) if self.current_token() else response
