"""How a test gets to a sight, and knows that it is there."""

import re
from collections.abc import Callable, Mapping

from flask import Flask

from tests.browser.sights import Sight
from tests.browser.village import Village
from tests.browser.visit import Visit

Visiting = Callable[..., Visit]
"""Opens a window of its own: the house; ``scripts=False``."""
Looking = Callable[[Flask, Mapping[str, str], str], Visit]
"""Uses the window of the module: the house, the cookies, the language."""


def arrived(looking: Looking, village: Village, sight: Sight, language: str = "en") -> Visit:
    """At the page: the endpoint that the list names has answered, as the list says."""
    visit = looking(village.house.app, village.cookies[sight.who], language)
    sight.reach(visit, village)
    routes = village.house.app.url_map.bind("localhost:8000")
    path, method = re.sub(r"^http://localhost:8000|[?#].*", "", visit.at.url), visit.at.request.method
    assert (routes.match(path, method)[0], visit.at.status) == (sight.endpoint, sight.status)
    return visit
