"""What a reader without a mouse meets on a page, key by key."""

from dataclasses import dataclass

from playwright.sync_api import Page

_STOPS = """() => {
    const wanted = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const isThere = (one) => one.checkVisibility({visibilityProperty: true})
        && !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0;
    const group = (one) => [...one.getRootNode().querySelectorAll('input[type=radio]')].filter(
        (other) => other.name === one.name && other.form === one.form);
    const isMet = (one) => one.type !== 'radio'
        || one === (group(one).find((other) => other.checked) || group(one)[0]);
    const found = [...document.querySelectorAll(wanted)].filter(isThere).filter(isMet);
    found.forEach((one, number) => { one.dataset.stop = number; });
    return found.map((one) => one.outerHTML.slice(0, 120));
}"""
_HERE = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        stop: one.dataset.stop === undefined ? -1 : Number(one.dataset.stop),
        ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth,
        html: one.outerHTML.slice(0, 120),
    };
}"""
_MOST = 2000


@dataclass(frozen=True)
class Stop:
    """``number`` among the elements that can be used, in the order of the page; -1: none of them."""

    number: int
    ring: float
    """Width of the ring around it in CSS pixels; 0: there is none."""
    is_seen: bool
    html: str


def usable(page: Page) -> list[str]:
    """Every element that a mouse could use, in the order of the page; of radio buttons one a group."""
    found: list[str] = page.evaluate(_STOPS)
    return found


def stop_here(page: Page) -> Stop | None:
    """Where the keyboard is; None: nowhere."""
    found = page.evaluate(_HERE)
    return found and Stop(found["stop"], found["ring"], found["seen"], found["html"])


def walk(page: Page) -> list[Stop]:
    """Press Tab until the page is through. A field with parts, such as a date, is one stop."""
    stops: list[Stop] = []
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        here = stop_here(page)
        if here is None or (stops and here.number == 0):
            return stops
        if not stops or stops[-1].html != here.html or stops[-1].number != here.number:
            stops.append(here)
    raise AssertionError("the keyboard is caught on this page")
