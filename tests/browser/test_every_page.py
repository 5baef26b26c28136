"""Every page, in every state: no barrier that axe-core knows, wide and narrow, left to right and back."""

import re

import pytest
from werkzeug.routing import Rule

from certsvc.web.pages.languages import SPOKEN
from tests.browser.arriving import Looking, arrived
from tests.browser.axe import violations
from tests.browser.every_sight import SIGHTS
from tests.browser.public_sights import VERDICT
from tests.browser.record_sights import RECORD
from tests.browser.sights import Sight
from tests.browser.village import Village, Who
from tests.browser.visit import Visit

WIDE, NARROW = 1280, 320
OTHERS = [language.tag for language in SPOKEN if language.tag not in {"en", "ar"}]
NO_PAGES = {
    "layout.style_sheet": "/assets/certsvc.css",
    "docs.openapi": "/api/openapi.json",
    "robots.robots": "/robots.txt",
    "record data.download_data": "/record/data/everything.json",
    "record transcripts.get_transcript_file": "/record/transcripts/{village.transcript.code}.json",
    "record transcripts.get_transcript_qr": "/record/transcripts/{village.transcript.code}/qr.svg",
    "officer corrections.get_attachment": "/officer/corrections/{village.waiting}/attachment",
    "record certificates.get_own_file": "/record/certificates/{village.valid.code}.pdf",
    "record certificates.get_own_qr": "/record/certificates/{village.valid.code}/qr.svg",
}
"""What is not in the description of the interface, and is no page either: where to see that."""

_REACHING_OUT = """() => [document.documentElement, ...document.querySelectorAll('.wide')]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 120))"""
"""What has to be pushed aside to be read: the page, or a table in it."""


def check_page(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    assert violations(visit.page) == []
    assert visit.page.evaluate(_REACHING_OUT) == []
    assert visit.trouble == []


@pytest.mark.parametrize(
    ("sight", "language"), [(sight, language) for sight in SIGHTS for language in sight.languages], ids=str
)
def test_a_page_has_no_barrier_and_fits_a_phone(
    looking: Looking, village: Village, sight: Sight, language: str
) -> None:
    visit = arrived(looking, village, sight, language)
    assert visit.page.locator("html").get_attribute("lang") == language
    for width in (NARROW, WIDE):
        check_page(visit, width)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("sight", [VERDICT, RECORD], ids=lambda sight: sight.name)
def test_a_verdict_and_a_record_fit_a_phone_in_every_language(
    looking: Looking, village: Village, sight: Sight, language: str
) -> None:
    check_page(arrived(looking, village, sight, language), NARROW)


def test_no_page_is_left_out(village: Village) -> None:
    listed = {sight.endpoint for sight in SIGHTS}
    documents = set(non_pages(village))
    unknown = {
        rule.endpoint
        for rule in village.house.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in listed | documents
    }
    assert unknown == set(NO_PAGES)


@pytest.mark.parametrize("endpoint", list(NO_PAGES))
def test_what_is_left_out_is_no_page(village: Village, endpoint: str) -> None:
    client = village.house.app.test_client()
    for cookies in (village.cookies[Who.SHE], village.cookies[Who.OFFICER]):
        for name, value in cookies.items():
            client.set_cookie(name, value)
    answer = client.get(NO_PAGES[endpoint].format(village=village), headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.mimetype != "text/html"


def non_pages(village: Village) -> list[str]:
    """What the description of the interface knows to answer with documents alone."""
    described = village.house.app.test_client().get("/api/openapi.json").get_json()["paths"]

    def is_document(rule: Rule) -> bool:
        path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        answers = described.get(path, {}).get("get", {}).get("responses", {})
        kinds = [kind for answer in answers.values() for kind in answer.get("content", ())]
        return bool(kinds) and "text/html" not in kinds

    return [rule.endpoint for rule in village.house.app.url_map.iter_rules() if is_document(rule)]
