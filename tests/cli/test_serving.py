"""Serving: where links lead, and what becomes of a port that is taken. These tests are about sockets."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from certsvc.cli.demo import next_steps
from certsvc.cli.serving import own_port, serve
from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.settings import Settings, read_settings
from certsvc.workflows.manage_api_keys import create_api_key
from certsvc.workflows.services import Services
from tests.cli.processes import ended_with, free_port, start, wait_until
from tests.uploads import a_row, csv_file

Run = Callable[..., Result]
on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


@pytest.fixture(name="free_port")
def a_free_port() -> int:
    return free_port()


@pytest.mark.parametrize(
    ("base_url", "port"),
    [
        ("http://localhost:8000", 8000),
        ("http://localhost:8123", 8123),
        ("http://localhost", 8000),
        ("https://certs.example", 8000),
        ("https://certs.example:444", 8000),
    ],
)
def test_a_local_service_listens_where_its_links_lead(base_url: str, port: int) -> None:
    assert own_port(read_settings({"CERTSVC_BASE_URL": base_url})) == port


@on_sqlite
def test_a_taken_port_is_one_line_that_says_what_to_do(run: Run, taken_port: int) -> None:
    result = run("serve", "--port", str(taken_port))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"certsvc: Port {taken_port} at 127.0.0.1 is taken by another program. "
        "End that one, or choose another --port.\n"
    )


@pytest.mark.parametrize(
    ("database_url", "told"),
    [("sqlite:///x", []), ("postgresql://x/y", ["Imports and mails wait for 'certsvc worker'."])],
)
def test_who_serves_without_a_worker_in_the_server_is_told_of_it(
    database_url: str,
    told: list[str],
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("certsvc.cli.serving._run_server", lambda *_: None)
    settings = read_settings({"CERTSVC_DATABASE_URL": database_url, "CERTSVC_BASE_URL": "https://x.example"})
    serve(settings, instead="", port=free_port)
    assert capsys.readouterr().err.splitlines()[1:] == [*told, "Stopped."]


def test_who_makes_a_house_on_postgresql_ready_is_told_of_the_worker() -> None:
    settings = read_settings({"CERTSVC_DATABASE_URL": "postgresql://certsvc@db.example/certsvc"})
    assert next_steps(settings).endswith("'certsvc serve', 'certsvc worker'.")


@on_sqlite
@pytest.mark.parametrize("host", ["256.1.1.1.1", "nowhere.invalid", "x" * 300, "192.0.2.1"])
def test_an_address_that_is_not_this_machines_is_one_line(host: str, run: Run, free_port: int) -> None:
    result = run("serve", "--host", host, "--port", str(free_port))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("certsvc: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("empty_settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_until_it_is_interrupted(
    ending: signal.Signals, empty_settings: Settings, free_port: int, tmp_path: Path
) -> None:
    environment = os.environ | {
        "CERTSVC_BASE_URL": f"http://localhost:{free_port}",
        "CERTSVC_DATABASE_URL": empty_settings.database_url,
        "CERTSVC_KEYS_DIR": str(empty_settings.keys_dir),
        "CERTSVC_KEYS_PASSPHRASE": str(empty_settings.keys_passphrase),
        "CERTSVC_VAR_DIR": str(empty_settings.var_dir),
    }
    certsvc = [sys.executable, "-c", "from certsvc.app import main; main()"]
    subprocess.run([*certsvc, "init"], env=environment, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603  # our own program
    server = subprocess.Popen(  # noqa: S603  # our own program
        [*certsvc, "serve"],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with ended_with(server):
        assert _answer(f"http://127.0.0.1:{free_port}/healthz", server) == 200
        server.send_signal(ending)
        _, said = server.communicate()
    assert server.returncode == 0
    assert said.splitlines() == [
        f"Serving http://localhost:{free_port} (listening at 127.0.0.1, port {free_port}). Ctrl-C ends it.",
        "Stopped.",
    ]


@on_sqlite
@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_is_sent_to_a_served_process_is_recorded_and_issued_by_it(
    workers: str, settings: Settings, services: Services, free_port: int, tmp_path: Path
) -> None:
    made = create_api_key(
        services,
        label="a test",
        role=Role.CENTRE,
        centre=PartnerCode("NG"),
        scopes=frozenset(Scope),
        by=OPERATOR,
    )
    server = start(settings, "serve", "--port", str(free_port), "--workers", workers, cwd=tmp_path)
    base = f"http://127.0.0.1:{free_port}"

    def ask(path: str, content: bytes | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {made.token}", "Content-Type": "text/csv"}
        asked = urllib.request.Request(base + path, data=content, headers=headers)  # noqa: S310  # of this test
        with urllib.request.urlopen(asked) as response:  # noqa: S310  # an address of this test
            return response.status, json.load(response)

    with ended_with(server):
        assert _answer(f"{base}/healthz", server) == 200
        status, taken = ask("/api/v1/imports", csv_file([a_row(1), a_row(2), a_row(3, score="101")]))
        assert (status, taken["state"]) == (202, "queued")
        wait_until(lambda: ask(taken["links"]["self"])[1]["state"] == "done", server)
        report = ask(taken["links"]["self"])[1]
        assert (report["counts"]["recorded"], report["counts"]["refused"], report["counts"]["issued"]) == (
            2,
            1,
            2,
        )
        issued = ask(report["links"]["credentials"])[1]["items"]
        assert len(issued) == 2
        for credential in issued:
            assert ask(f"/api/v1/verify/{credential['code']}")[1]["verdict"] == "valid"
        server.terminate()
        server.communicate()
        assert server.returncode == 0


def _answer(url: str, server: subprocess.Popen[str]) -> int:
    """The status of the first answer, asked for as long as the server runs."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url) as response:  # noqa: S310  # an address of this test
                status: int = response.status
                return status
        except urllib.error.URLError:
            continue
    return 0
