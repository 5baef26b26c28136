"""Somebody at a page: where she goes, what she sends, and what went wrong under way."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser.chromium import HERE

_NO_NEWS = "Failed to load resource"
"""Chromium says so of every page that answers 4xx; pictures and styles are looked at one by one."""

_LEFT = "net::ERR_ABORTED"
"""The browser's own doing: a page was saved as a file, or left before its last picture came."""


@dataclass
class Visit:
    """``page`` in the language of ``language``; ``trouble``: what a reader might not notice, a line each.

    ``here``: where its house stands.
    """

    page: Page
    language: str = "en"
    here: str = HERE
    trouble: list[str] = field(default_factory=list)
    pages: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._note_complaint)
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_answer)

    def leave(self) -> None:
        """Leave the window to the next visit, which goes elsewhere by itself."""
        self.page.remove_listener("console", self._note_complaint)
        self.page.remove_listener("requestfailed", self._note_failure)
        self.page.remove_listener("response", self._note_answer)
        self.page.unroute_all()

    def open(self, path: str) -> None:
        """Go there by the address bar."""
        mark = "&" if "?" in path else "?"
        self.page.goto(f"{self.here}{path}{mark}lang={self.language}")

    def send(self, form: str = "main form", **fields: str) -> None:
        """Fill in that form and send it, as a browser would that does not look at the fields first."""
        self.page.eval_on_selector_all("form", "forms => forms.forEach(form => { form.noValidate = true })")
        here = self.page.locator(form).first
        for name, value in fields.items():
            here.locator(f"[name='{name}']").fill(value)
        with self.page.expect_navigation():
            here.locator("button").last.click()

    def press(self, text: str) -> None:
        """Press the button or follow the link that says so, to another page."""
        button = self.page.get_by_role("button", name=text, exact=True)
        link = self.page.get_by_role("link", name=text, exact=True)
        with self.page.expect_navigation():
            button.or_(link).first.click()

    def download(self, text: str, target: Path) -> None:
        """Follow the link that says so, and keep what comes."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=text, exact=True).click()
        coming.value.save_as(target)

    @property
    def title(self) -> str:
        """The one heading of the first level."""
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.page.locator("main").inner_text()

    @property
    def path(self) -> str:
        """Of the address bar."""
        return urlsplit(self.page.url).path

    @property
    def at(self) -> Response:
        """The answer whose page is shown."""
        return self.pages[-1]

    def _note_complaint(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_NO_NEWS):
            self.trouble.append(message.text)

    def _note_failure(self, request: Request) -> None:
        if request.failure != _LEFT:
            self.trouble.append(f"{request.url}: {request.failure}")

    def _note_answer(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.pages.append(response)
        elif not response.ok:
            self.trouble.append(f"{response.url}: {response.status}")
