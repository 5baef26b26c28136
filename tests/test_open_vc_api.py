"""The setting that opens the VC-API is heard at every start."""

import logging
from pathlib import Path

import pytest

from certsvc.app import create_wsgi_app
from certsvc.errors import SettingsError
from certsvc.settings import read_settings


@pytest.mark.parametrize(("value", "warnings"), [("yes", 1), ("no", 0)])
def test_a_start_with_an_open_vc_api_shouts(
    value: str,
    warnings: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("CERTSVC_OPEN_VC_API", value)
    monkeypatch.setenv("CERTSVC_DATABASE_URL", f"sqlite:///{tmp_path / 'house.sqlite'}")
    monkeypatch.setenv("CERTSVC_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setattr("certsvc.jobs.worker.Worker.start_thread", lambda _: None)
    with caplog.at_level(logging.WARNING):
        app = create_wsgi_app()
    app.extensions["certsvc-worker"].queue.close()
    shouted = [record for record in caplog.records if "CERTSVC_OPEN_VC_API" in record.message]
    assert len(shouted) == warnings
    assert all(record.levelno >= logging.WARNING for record in shouted)


def test_it_is_closed_unless_somebody_opens_it() -> None:
    assert read_settings({}).open_vc_api is False
    assert read_settings({"CERTSVC_OPEN_VC_API": "yes"}).open_vc_api is True
    with pytest.raises(SettingsError, match="CERTSVC_OPEN_VC_API"):
        read_settings({"CERTSVC_OPEN_VC_API": "true"})
