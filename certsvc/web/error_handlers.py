"""Whatever goes wrong is answered: a problem to programs, a page to people, the log keeps the rest."""

from dataclasses import replace
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from certsvc.errors import CertsvcError, trace_of
from certsvc.web import problems
from certsvc.web.negotiation import asks_for_page
from certsvc.web.pages import correction_pages
from certsvc.web.pages.errors import problem_page
from certsvc.web.services import current_services

_PAGES = {
    *("layout", "start", "verification pages", "claim", "sign-in", "record", "record certificates"),
    *("record transcripts", "record corrections", "record settings", "record data"),
    *("officer", "officer corrections", "officer reissue"),
}
"""Blueprints that answer nothing but pages."""
_ANYTHING = "application/octet-stream"


def register_error_handlers(app: Flask) -> None:
    """Every exception of every view ends in one of these three."""
    app.register_error_handler(CertsvcError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_fault)


def _answer_error(error: CertsvcError) -> Response:
    problem = problems.problem_of_error(error)
    if problem is problems.INTERNAL_PROBLEM:
        _report(error)
    return _answer(problem)


def _answer_http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:  # noqa: PLR2004  # below are redirects, no errors
        return current_app.make_response(error.get_response(request.environ))
    problem = problems.problem_of_http(error)
    if problem.code == "too_large" and request.blueprint == correction_pages.blueprint.name:
        return correction_pages.too_large_page()
    if problem.status is HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        problem = replace(problem, hint=_how_to_send(problem.headers.get("Accept-Post", "")))
    return _answer(problem)


def _how_to_send(accepted: str) -> str:
    """What a program may call what it sends, where not its type but its content decides what it is."""
    if _ANYTHING in accepted:
        return f"Send it as 'Content-Type: {_ANYTHING}', or as the field 'file' of a form."
    return "Send it as 'Content-Type: application/json'."


def _answer_fault(error: Exception) -> Response:
    _report(error)
    return _answer(problems.INTERNAL_PROBLEM)


def _report(error: Exception) -> None:
    """Which view it was, and where in it; its address may hold a token, and the error's words a name."""
    current_app.logger.error("A fault of ours in %s:\n%s", request.endpoint, trace_of(error))


def _answer(problem: problems.Problem) -> Response:
    if _is_for_people():
        return problem_page(problem)
    return problems.problem_response(
        problem, base_url=current_services().settings.base_url, instance=request.path
    )


def _is_for_people() -> bool:
    """Whether a page is the better answer: never under /api, always where pages live, else by Accept."""
    if request.path.startswith("/api/"):
        return False
    if request.blueprint in _PAGES:
        return True
    return asks_for_page(request.accept_mimetypes)
