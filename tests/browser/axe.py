"""axe-core on a page, from a package of the test dependencies (MPL-2.0; none of it is in this repository)."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # nothing lies on another origin
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2 has it at level AA, axe only when asked
}
_RUN = """async (options) => {
    if (!('axe' in window)) return null;
    const colours = [...document.querySelectorAll('*')].map((one) => {
        const style = getComputedStyle(one), size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 56 / 3 && style.fontWeight >= 700);
        return [one.checkVisibility({visibilityProperty: true}), isLarge, style.color, style.opacity,
            style.backgroundColor, style.backgroundImage].join();
    }).join('\\n');
    const rules = {...options.rules, 'color-contrast': {enabled: colours !== window.coloursSeen}};
    const {violations} = await axe.run(document, {...options, rules});
    if (!violations.length) window.coloursSeen = colours;
    return violations.flatMap(({id, nodes}) => nodes.map(
        (node) => `${id}: ${node.html.slice(0, 300)} (${node.failureSummary})`));
}"""
"""Half of the time went to contrast. It depends on colours and on whether letters are large (WCAG, 1.4.3),
not on widths: where all of that is as it was when it was found to be good, it is not measured again."""


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it is shown now: a rule, an element, what would mend it."""
    found: list[str] | None = page.evaluate(_RUN, _OPTIONS)
    if (
        found is None
    ):  # the first of this window: the others come with it, which is faster than to send it again
        page.add_init_script(_script())
        page.evaluate(_script())
        found = page.evaluate(_RUN, _OPTIONS)
    assert found is not None
    return found


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
