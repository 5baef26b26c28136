"""Over HTTPS, as people are served: the cookies are this host's alone, and everything works with them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Cookie

from tests.browser.arriving import Visiting
from tests.browser.chromium import HERE
from tests.browser.door import Door
from tests.browser.house import House, standing_house
from tests.browser.visit import Visit
from tests.conftest import Template
from tests.people import ADDRESS, claim_token
from tests.uploads import a_row, upload_rows

THERE = HERE.replace("http:", "https:")


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door(tls=True).open() as door:
        yield door


@pytest.fixture(scope="module")
def house(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with standing_house(sqlite_template, tmp_path_factory.mktemp("https"), address=THERE) as house:
        yield house


def held(visit: Visit) -> set[str]:
    """The names of the cookies that the browser holds, each of which nobody else can read, set or send."""
    cookies = visit.page.context.cookies()
    assert [flags(cookie) for cookie in cookies] == [
        {
            "secure": True,
            "httpOnly": True,
            "sameSite": "Lax",
            "path": "/",
            "domain": "localhost",  # without a dot: of no host below it
            "expires": -1,  # with the browser
        }
    ] * len(cookies)
    return {cookie.get("name", "") for cookie in cookies}


def flags(cookie: Cookie) -> dict[str, object]:
    return {name: value for name, value in cookie.items() if name not in {"name", "value"}}


def test_she_claims_her_record_chooses_and_signs_out_with_cookies_of_this_host_alone(
    house: House, visiting: Visiting
) -> None:
    with house.inside() as services:
        upload_rows(services, a_row(1))
        link = f"/claim/{claim_token(services)}"
    her = visiting(house.app)
    her.open(link)
    assert held(her) == {"__Host-certsvc-form"}
    her.send(address=ADDRESS)
    house.work_off()
    her.page.goto(house.link_mailed_to(ADDRESS))
    her.press("Sign in now")
    assert (her.path, her.title) == ("/record", "Your record")
    assert held(her) == {"__Host-certsvc-form", "__Host-certsvc"}
    her.press("Your settings")
    her.page.get_by_label("Everything but results").check()
    her.press("Keep this")
    assert "Your choice is kept." in her.text
    assert her.page.get_by_label("Everything but results").is_checked()
    her.open("/record")
    her.press("Sign out here")
    assert held(her) == {"__Host-certsvc-form"}
    her.open("/record")
    assert (her.path, her.trouble) == ("/sign-in", [])


def test_an_officer_signs_in_and_out_with_a_cookie_of_this_host_alone(
    house: House, visiting: Visiting
) -> None:
    officer = visiting(house.app)
    officer.open("/officer/sign-in")
    officer.send(api_key=house.officers_key())
    assert (officer.path, officer.title) == ("/officer", "Desk")
    assert held(officer) == {"__Host-certsvc-form", "__Host-certsvc-officer"}
    officer.press("Sign out here")
    assert held(officer) == {"__Host-certsvc-form"}
    officer.open("/officer")
    assert (officer.path, officer.trouble) == ("/officer/sign-in", [])
