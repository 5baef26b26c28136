"""Debian's Chromium, headless, which knows one host and reaches nothing else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

HERE = "http://localhost:8000"
"""Where every house of these tests stands, whatever port its door has: its certificates say so."""
MISSING = "No Chromium here: NO PAGE WAS LOOKED AT. Install Debian's package chromium."


def find_chromium() -> str | None:
    """Its path; None where there is none."""
    return shutil.which("chromium")


def is_needed() -> bool:
    """Whether these tests must not be left out: in CI."""
    return bool(os.environ.get("CI"))


@contextmanager
def running_chromium(executable: str, port: int) -> Iterator[Browser]:
    """A browser to which ``HERE`` is that port of this machine, and all other hosts are not there.

    Playwright's event loop sits on the thread for as long as this is open: other tests want one of their own.
    """
    rules = f"MAP localhost:8000 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    arguments = [f"--host-resolver-rules={rules}", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        # CI is root, and Chromium has no sandbox for root; nothing but our own pages is opened
        browser = playwright.chromium.launch(
            executable_path=executable, args=arguments, chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            browser.close()
