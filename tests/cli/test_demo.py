from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from flask import Flask
from PIL import Image

from certsvc.app import create_app
from certsvc.cli.commands import commands
from certsvc.cli.invocation import Invocation
from certsvc.domain.access import OPERATOR
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.browse_records import list_completions, list_credentials
from certsvc.workflows.services import Services

pytestmark = pytest.mark.parametrize("empty_settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
TRAINEES, PASSED = 40, 37


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


@pytest.fixture
def empty_app(empty_settings: Settings) -> Iterator[Flask]:
    app = create_app(empty_settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def run_empty(empty_app: Flask) -> Run:
    @contextmanager
    def open_service() -> Iterator[Services]:
        services: Services = empty_app.extensions["certsvc"]
        yield services

    return lambda *arguments: CliRunner().invoke(commands, arguments, obj=Invocation(open_service))


def test_the_demo_goes_the_whole_way_from_nothing(run_empty: Run, empty_settings: Settings) -> None:
    result = run_empty("demo", "--no-serve")
    assert result.exit_code == 0
    assert f"{TRAINEES} completions recorded" in result.stdout
    assert f"{PASSED} signed and issued" in result.stdout
    (pdf,) = (empty_settings.var_dir / "demo").iterdir()
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert result.stdout.rstrip().endswith(f"http://localhost:8000/v/{pdf.stem}")
    assert "VALID: genuine" in result.stdout
    assert _scanned(result.stdout) == [f"http://localhost:8000/v/{pdf.stem}"]


def _scanned(output: str) -> list[str]:
    """What a phone reads off the terminal: every character is two squares, a block one is lit."""
    lit = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    lines = [line.removeprefix("  ") for line in output.splitlines() if "██" in line]
    rows = [bytes(lit[character][half] for character in line) for line in lines for half in (0, 1)]
    image = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    enlarged = image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(enlarged)]


def test_a_second_demo_repeats_nothing_and_issues_nothing_twice(
    run_empty: Run, empty_settings: Settings
) -> None:
    first = run_empty("demo", "--no-serve")
    before = {record.id for record in list_credentials(by=OPERATOR, limit=100).items}
    second = run_empty("demo", "--no-serve")
    assert second.exit_code == 0
    assert second.stdout.count("already") == 5
    assert {record.id for record in list_credentials(by=OPERATOR, limit=100).items} == before
    assert len(before) == PASSED
    assert len(list_completions(by=OPERATOR, limit=100).items) == TRAINEES
    assert len(list((empty_settings.var_dir / "demo").iterdir())) == 1
    assert first.stdout.splitlines()[-1] == second.stdout.splitlines()[-1]


def test_a_demo_that_was_killed_before_issuing_is_finished_by_the_next(
    run_empty: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("certsvc.workflows.run_import.issue_batches", killed)
        assert run_empty("demo", "--no-serve").exit_code == 130
    assert list_credentials(by=OPERATOR).items == ()
    assert run_empty("demo", "--no-serve").exit_code == 0
    assert len(list_credentials(by=OPERATOR, limit=100).items) == PASSED


def test_invented_people_stay_out_of_a_service_that_is_in_use(empty_settings: Settings) -> None:
    app = create_app(replace(empty_settings, base_url="https://certs.example"))

    @contextmanager
    def open_service() -> Iterator[Services]:
        with app.app_context():
            yield app.extensions["certsvc"]
            db.session.remove()
            db.engine.dispose()

    result = CliRunner().invoke(commands, ["demo"], obj=Invocation(open_service))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "CERTSVC_BASE_URL" in result.stderr


def test_init_makes_the_house_ready_once_and_says_what_comes_next(
    run_empty: Run, empty_settings: Settings
) -> None:
    file_of(empty_settings).parent.rmdir()
    made = run_empty("init")
    assert "did:web:localhost%3A8000" in made.stdout
    assert made.stderr.endswith("'certsvc serve'.\n")
    assert run_empty("init").stdout == "Everything is ready already.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("keys", "list"), 1),
        (("issue",), 1),
        (("import", str(Path(__file__)), "--centre", "NG"), 1),
        (("export", "0000-0000-0000-0000-0", "--format", "json", "-o", "-"), 1),
        (("verify", "0000-0000-0000-0000-0"), 3),
        (("serve",), 1),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_where_no_house_is_none_is_made_unasked(
    arguments: tuple[str, ...], code: int, run_empty: Run, empty_settings: Settings
) -> None:
    result = run_empty(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    meant = empty_settings.database_url
    assert result.stderr == f"certsvc: There is no database yet. Run 'certsvc init' if you mean {meant}.\n"
    assert not file_of(empty_settings).exists()


def test_a_database_that_is_not_migrated_is_named(run_empty: Run, empty_settings: Settings) -> None:
    file_of(empty_settings).touch()
    result = run_empty("keys", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "certsvc: The database is not at the newest migration. "
        f"Run 'certsvc init' if you mean {empty_settings.database_url}.\n"
    )


def test_a_folder_that_is_not_there_is_said(run_empty: Run, empty_settings: Settings) -> None:
    file_of(empty_settings).parent.rmdir()
    result = run_empty("keys", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("certsvc: The folder of the database is not there.")
    assert empty_settings.database_url in result.stderr
