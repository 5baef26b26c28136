"""Whatever goes wrong is answered: a problem to programs, a page to people, the log keeps the rest."""

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from certsvc.errors import CertsvcError, trace_of
from certsvc.web import problems
from certsvc.web.pages.errors import problem_page
from certsvc.web.services import current_services

_PAGES = {
    *("layout", "start", "verification pages", "claim", "sign-in", "record", "record certificates"),
    *("record transcripts", "record corrections", "record settings", "record data"),
    *("officer", "officer corrections", "officer reissue"),
}
"""Blueprints that answer nothing but pages."""


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
    return _answer(problems.problem_of_http(error))


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
    accepted = request.accept_mimetypes
    return "text/html" in [media_type for media_type, _ in accepted] and (
        accepted.best_match(["application/json", "text/html"]) == "text/html"
    )
