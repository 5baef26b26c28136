import logging

import pytest


@pytest.fixture(autouse=True)
def listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The import linter, which another test runs in this process, turns off every logger there is."""
    for name in ("certsvc.jobs.queue", "certsvc.jobs.worker", "huey"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
