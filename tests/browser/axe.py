"""axe-core on a page, from a package of the test dependencies (MPL-2.0; none of it is in this repository)."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # nothing lies on another origin
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2 has it at level AA, axe only when asked
}
_RUN = """async (options) => (await axe.run(document, options)).violations.flatMap(
    (violation) => violation.nodes.map(
        (node) => `${violation.id}: ${node.html.slice(0, 300)} (${node.failureSummary})`))"""


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it is shown now: a rule, an element, what would mend it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    found: list[str] = page.evaluate(_RUN, _OPTIONS)
    return found


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
