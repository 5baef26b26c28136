import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.storage import recognised_issuers
from certsvc.workflows.services import Services
from tests.workflows.registries import COLLEGE, a_peer, a_registry

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
PEER = a_peer()


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    path = tmp_path / "registry.json"
    path.write_bytes(a_registry(signer=PEER))
    return path


def test_a_signed_registry_is_loaded_and_listed(run: Run, signed: Path) -> None:
    loaded = run("registry", "load", signed, "--name", "peers", "--signed-by", PEER.issuer)
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    assert loaded.stdout.startswith("The registry peers lists 2 issuers.\n")
    listed = run("registry", "list").stdout
    assert "registry.json" in listed
    assert COLLEGE in listed
    assert "A College" in listed
    assert str(signed.parent) not in listed
    assert run("registry", "remove", "peers").exit_code == 0
    assert COLLEGE not in run("registry", "list").stdout


def test_an_unsigned_registry_is_taken_from_the_input_if_that_is_said(run: Run) -> None:
    result = run(
        "registry", "load", "-", "--name", "peers", "--unsigned", "--source", "by mail", input=a_registry()
    )
    assert result.exit_code == 0
    assert "nobody" in result.stdout
    assert "by mail" in run("registry", "list").stdout


def test_a_signature_that_does_not_hold_is_one_line(run: Run, signed: Path) -> None:
    signed.write_bytes(signed.read_bytes().replace(b"A College", b"B College"))
    result = run("registry", "load", signed, "--name", "peers", "--signed-by", PEER.issuer)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert recognised_issuers.list_recognised() == ()


def test_an_issuer_is_recognised_by_hand_and_published(run: Run, services: Services) -> None:
    result = run(
        "registry", "recognise", COLLEGE, "--name", "A College", "--url", "https://college.example/",
        "--location", "Accra",
    )  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, "Recognised A College.\n")
    listed = run("registry", "list").stdout
    assert [line.split()[:3] for line in listed.splitlines() if COLLEGE in line] == [["by", "hand", COLLEGE]]
    assert run("registry", "remove", COLLEGE).exit_code == 0
    assert run("registry", "remove", COLLEGE).exit_code == 1


def test_an_issuer_without_a_website_is_recognised_too(run: Run) -> None:
    result = run("registry", "recognise", COLLEGE, "--name", "A College")
    assert (result.exit_code, result.stdout) == (0, "Recognised A College.\n")


def test_a_house_that_recognises_nobody_says_how_to(run: Run) -> None:
    assert "certsvc registry load" in run("registry", "list").stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--name", "peers"),
        ("--name", "peers", "--unsigned", "--signed-by", "did:web:x.example"),
        ("--unsigned",),
        ("--name", " ", "--unsigned"),
    ],
)
def test_it_is_to_be_said_what_is_called_how_and_signed_by_whom(
    run: Run, signed: Path, options: tuple[str, ...]
) -> None:
    result = run("registry", "load", signed, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there_or_too_large_is_one_line(run: Run, tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"registry": {"x": "y" * 2_000_000}}), encoding="utf-8")
    for path in (tmp_path / "nothing.json", tmp_path, large):
        result = run("registry", "load", path, "--name", "peers", "--unsigned")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
