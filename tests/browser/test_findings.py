"""Whatever is found has colours that can be read, on a phone too."""

from typing import Any

import pytest

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding, Form, Verdict
from certsvc.web.pages.verdict_page import verdict_page
from tests.browser.arriving import Looking
from tests.browser.axe import violations
from tests.browser.village import Village
from tests.browser.visit import Visit

_PATH = "/v/any"
_DOCUMENT: dict[str, Any] = {
    "issuer": {"id": "did:web:badges.example.edu", "name": "Example University"},
    "validFrom": "2025-05-01T00:00:00Z",
    "credentialSubject": {"name": "Amina Yusuf", "achievement": {"name": "Teamwork"}},
}
_CHECKS = tuple(
    Check(name, result, "a_reason", "It is so.")
    for name, result in zip(CheckName, [*CheckResult] * len(CheckName), strict=False)
)


def show(looking: Looking, village: Village, verdict: Verdict) -> Visit:
    """The page of that verdict, as if somebody had presented it."""
    visit = looking(village.house.app, {}, "en")
    with village.house.app.test_request_context(_PATH):
        answer = verdict_page(verdict)
    visit.page.route(
        f"**{_PATH}*", lambda route: route.fulfill(body=answer.get_data(), headers=dict(answer.headers))
    )
    visit.open(_PATH)
    visit.page.set_viewport_size({"width": 320, "height": 900})
    return visit


@pytest.mark.parametrize("finding", Finding)
def test_a_finding_is_readable(looking: Looking, village: Village, finding: Finding) -> None:
    visit = show(looking, village, Verdict(_CHECKS, _DOCUMENT, finding))
    assert violations(visit.page) == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert visit.trouble == []


def test_so_is_each_part_of_a_presentation(looking: Looking, village: Village) -> None:
    parts = tuple(Verdict(_CHECKS, _DOCUMENT, finding) for finding in Finding)
    own = Check(CheckName.HOLDER, CheckResult.PASSED, "holder_signed", "It is so.")
    whole = Verdict((own,), {"holder": "did:key:z6"}, Finding.TAMPERED, Form.PRESENTATION, parts=parts)
    visit = show(looking, village, whole)
    assert violations(visit.page) == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
