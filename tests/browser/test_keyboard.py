"""Every page without a mouse."""

import pytest

from tests.browser.arriving import Looking, arrived
from tests.browser.every_sight import SIGHTS
from tests.browser.keyboard import stop_here, usable, walk
from tests.browser.public_sights import CLAIM, VERDICT
from tests.browser.sights import Sight
from tests.browser.village import Village


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_tab_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(
    looking: Looking, village: Village, sight: Sight
) -> None:
    page = arrived(looking, village, sight).page
    page.evaluate("document.activeElement.blur()")
    wanted = usable(page)
    stops = walk(page)
    reached = [stop.number for stop in stops if stop.number >= 0]
    assert [wanted[number] for number in reached] == wanted
    assert [stop.html for stop in stops if stop.ring < 2 or not stop.is_seen] == []


def test_the_first_stop_skips_to_the_content(looking: Looking, village: Village) -> None:
    page = arrived(looking, village, VERDICT).page
    page.keyboard.press("Tab")
    first = stop_here(page)
    assert first is not None
    assert 'class="skip"' in first.html
    assert first.is_seen
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_another_language_is_chosen_with_three_keys(looking: Looking, village: Village) -> None:
    page = arrived(looking, village, VERDICT).page
    page.locator(".languages summary").focus()
    page.keyboard.press("Enter")
    for tag in ("en", "fr", "ar"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.lang") == tag
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_a_form_is_sent_with_enter_and_its_complaint_is_tied_to_the_field(
    looking: Looking, village: Village
) -> None:
    visit = arrived(looking, village, CLAIM)
    page = visit.page
    page.eval_on_selector_all("form", "forms => forms.forEach(form => { form.noValidate = true })")
    page.get_by_label("E-mail address").press_sequentially("nobody")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    field = page.get_by_label("E-mail address")
    assert field.get_attribute("aria-invalid") == "true"
    said = page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    assert "does not look like an e-mail address" in said
