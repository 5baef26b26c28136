"""What only an eye would notice: seen once, and held."""

import pytest

from tests.browser.arriving import Looking, arrived
from tests.browser.every_sight import SIGHTS
from tests.browser.village import Village

BY_NAME = {sight.name: sight for sight in SIGHTS}


def test_of_several_lists_the_one_that_is_shown_is_filled(looking: Looking, village: Village) -> None:
    page = arrived(looking, village, BY_NAME["approved corrections"]).page
    filled = page.eval_on_selector_all(
        "nav .downloads a",
        "links => links.filter(one => getComputedStyle(one).color === 'rgb(255, 255, 255)')"
        ".map(one => one.getAttribute('aria-current'))",
    )
    assert filled == ["page"]


@pytest.mark.parametrize("name", ["file, code needed", "transcripts", "waiting correction"])
def test_a_code_is_never_broken_in_two(looking: Looking, village: Village, name: str) -> None:
    page = arrived(looking, village, BY_NAME[name], "ar").page
    page.set_viewport_size({"width": 320, "height": 900})
    lines: list[int] = page.eval_on_selector_all(
        ".code", "codes => codes.map(one => one.getClientRects().length)"
    )
    assert set(lines) == {1}
