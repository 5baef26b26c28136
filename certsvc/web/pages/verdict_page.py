"""The page of a verdict, on our own copy or on what somebody presents."""

from http import HTTPStatus

from flask import Response

from certsvc.domain.verdicts import Finding, Verdict
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.headers import unlisted
from certsvc.web.pages.layout import page
from certsvc.web.pages.seen import seen
from certsvc.web.pages.speech import current_speech
from certsvc.web.services import current_services


def verdict_page(verdict: Verdict, *, typed: str = "") -> Response:
    """The page of the verdict on our own copy; ``typed`` is the code as it came. An unknown code: 404."""
    if verdict.finding is Finding.UNKNOWN:
        return _page(verdict, typed=typed, is_stored=True, status=HTTPStatus.NOT_FOUND)
    return cacheable(_page(verdict, typed=typed, is_stored=True), max_age=MINUTE)


def presented_page(verdict: Verdict) -> Response:
    """The page of the verdict on what was presented; no cache keeps it."""
    response = _page(verdict, is_stored=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(verdict: Verdict, *, typed: str = "", is_stored: bool, status: int = HTTPStatus.OK) -> Response:
    shown = seen(verdict, current_speech(), is_stored=is_stored)
    response = page(
        "verdict.html",
        status=status,
        seen=shown,
        is_presented=not is_stored,
        checked_at=current_services().now(),
        typed=typed,
    )
    return unlisted(response)
