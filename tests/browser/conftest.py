"""One house and one door a worker; a browser for as long as tests of one module run."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from certsvc.workflows.services import Services
from tests.browser.arriving import Looking, Visiting
from tests.browser.chromium import HERE, MISSING, find_chromium, is_needed, running_chromium
from tests.browser.door import Door
from tests.browser.house import House, standing_house
from tests.browser.village import Village, settle_village
from tests.browser.visit import Visit
from tests.conftest import Template

WIDE: ViewportSize = {"width": 1280, "height": 900}
_PATIENCE = 15_000
"""Milliseconds until an element that is not there counts as missing."""


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    with Door().open() as door:
        yield door


@pytest.fixture(scope="module")
def browser(door: Door) -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        if is_needed():
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with running_chromium(executable, door.port) as browser:
        yield browser


@pytest.fixture
def house(door: Door, sqlite_template: Template, tmp_path: Path) -> Iterator[House]:
    """An empty house, for a test that changes it."""
    with standing_house(sqlite_template, tmp_path) as house:
        yield house


@pytest.fixture(scope="session")
def village(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """A house in which everything has happened already, for tests that only look."""
    with standing_house(sqlite_template, tmp_path_factory.mktemp("village")) as house:
        yield settle_village(house)


@pytest.fixture
def visiting(browser: Browser, door: Door) -> Iterator[Visiting]:
    """Opens windows of their own on a house: ``visiting(house.app)``, with or without scripts."""
    with ExitStack() as opened:

        def open_window(house: Flask, *, scripts: bool = True) -> Visit:
            door.house = house
            page = new_page(browser, scripts=scripts)
            opened.callback(page.context.close)
            services: Services = house.extensions["certsvc"]
            return Visit(page, here=services.settings.base_url)

        yield open_window


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One for all tests of a module: a new one costs more than what is looked at in it."""
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def looking(window: Page, door: Door) -> Iterator[Looking]:
    """Uses that window with the cookies of somebody: ``looking(house.app, {}, "ar")``."""
    visits: list[Visit] = []

    def look(house: Flask, cookies: Mapping[str, str], language: str) -> Visit:
        door.house = house
        window.set_viewport_size(WIDE)
        window.context.clear_cookies()
        window.context.add_cookies(
            [{"name": name, "value": value, "url": HERE} for name, value in cookies.items()]
        )
        visits.append(Visit(window, language))
        return visits[-1]

    yield look
    for visit in visits:
        visit.leave()


def new_page(browser: Browser, *, scripts: bool = True) -> Page:
    """In a window without a past."""
    context = browser.new_context(
        java_script_enabled=scripts,
        accept_downloads=True,
        viewport=WIDE,
        ignore_https_errors=True,  # a door with TLS has signed its certificate itself
    )
    context.set_default_timeout(_PATIENCE)
    return context.new_page()
