"""``/v/{code}``: what was found, who earned what, and every check by its name."""

from http import HTTPStatus

from flask import Response

from certsvc.domain.verdicts import Check, CheckResult, Finding, Verdict
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.headers import unlisted
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.pages import wording
from certsvc.web.pages.certified import certified
from certsvc.web.pages.layout import page
from certsvc.web.security import PUBLIC
from certsvc.web.services import current_services
from certsvc.workflows import verify_credential

resource = Resource("verification pages", description="The page that a QR code leads to.", strict=False)

_HTML = "text/html"
_DOWNLOADS = {
    Finding.VALID: ("pdf", "json", "svg", "png"),
    Finding.EXPIRED: ("pdf", "json", "svg", "png"),
    Finding.NOT_YET_VALID: ("pdf", "json", "svg", "png"),
    Finding.UNVERIFIED: ("pdf", "json", "svg", "png"),
    Finding.REVOKED: ("json",),
}
"""A revoked certificate is handed out as evidence, no longer to be framed; an altered one not at all."""


@resource.operation(
    Operation(
        "GET",
        "/v/<code>",
        access=PUBLIC,
        answers=[
            Answer(200, "The verdict, good or bad, as a page", {"type": "string"}, media_type=_HTML),
            Answer(404, "No certificate has this code", {"type": "string"}, media_type=_HTML),
            Answer(400, "This cannot be a code", {"type": "string"}, media_type=_HTML),
        ],
        path={"code": "The printed code; case, O for 0, I for 1, spaces and hyphens do not matter."},
    )
)
def show_verdict(code: str) -> Response:
    """See whether a certificate is true.

    The page works without scripts and loads nothing from elsewhere.
    """
    return verdict_page(verify_credential.verify_code(current_services(), code), typed=code)


def verdict_page(verdict: Verdict, *, typed: str = "") -> Response:
    """The page of a verdict; ``typed`` is the code as it came.

    What an altered document says is withheld: nobody knows which of its words are true, and a picture
    of a forged name on this domain is what a forger would want.
    """
    services = current_services()
    is_withheld = verdict.finding in {Finding.TAMPERED, Finding.MALFORMED}
    is_readable = verdict.credential is not None
    shown = certified(verdict.credential) if verdict.credential is not None and not is_withheld else None
    is_unknown = verdict.finding is Finding.UNKNOWN
    response = page(
        "verdict.html",
        status=HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK,
        finding=verdict.finding.value,
        headline=wording.HEADLINES[verdict.finding],
        why=None if is_unknown else _deciding_check(verdict),
        shown=shown,
        withheld=is_withheld and is_readable,
        checks=verdict.checks,
        check_names=wording.CHECKS,
        result_names=wording.RESULTS,
        downloads=_DOWNLOADS.get(verdict.finding, ()) if shown else (),
        checked_at=services.now(),
        typed=typed,
    )
    unlisted(response)
    return response if is_unknown else cacheable(response, max_age=MINUTE)


def _deciding_check(verdict: Verdict) -> Check | None:
    """The first check that failed, else the first that was not made; None when all passed."""
    for result in (CheckResult.FAILED, CheckResult.NOT_CHECKED):
        for check in verdict.checks:
            if check.result is result:
                return check
    return None
