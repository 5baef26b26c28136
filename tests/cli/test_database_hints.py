"""A database that cannot be worked with is named on the command line, and to nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from certsvc.app import create_app, create_service
from certsvc.cli.commands import commands
from certsvc.cli.invocation import Invocation
from certsvc.settings import read_settings
from certsvc.storage.database import db
from certsvc.web.services import services_of
from certsvc.workflows.services import Services
from tests.cli.processes import free_port

PASSWORD = "the-password-of-the-database"


def answer_about(database_url: str, *arguments: str) -> Result:
    """What ``certsvc ARGUMENTS`` says with that setting."""
    app = create_service(read_settings({"CERTSVC_DATABASE_URL": database_url}))

    @contextmanager
    def open_service() -> Iterator[Services]:
        with app.app_context():
            yield services_of(app)
            db.session.remove()

    return CliRunner().invoke(commands, arguments, obj=Invocation(open_service))


@pytest.mark.parametrize("arguments", [("keys", "list"), ("init",), ("serve",)], ids=" ".join)
def test_a_server_that_does_not_answer_is_named_without_its_password(arguments: tuple[str, ...]) -> None:
    port = free_port()
    result = answer_about(f"postgresql://certsvc:{PASSWORD}@127.0.0.1:{port}/records", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "certsvc: The database cannot be reached now. "
        f"CERTSVC_DATABASE_URL names 127.0.0.1:{port}/records: "
        "is it running, was the database made, are user and password right?\n"
    )


def test_a_database_that_was_not_made_is_named(postgresql: str) -> None:
    result = answer_about(postgresql.format("not_made"), "keys", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "/not_made: is it running, was the database made" in result.stderr


def test_a_file_that_is_none_of_sqlites_to_open_is_named(tmp_path: Path) -> None:
    result = answer_about(f"sqlite:///{tmp_path}", "keys", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"CERTSVC_DATABASE_URL names sqlite:///{tmp_path}: " in result.stderr


def test_a_relative_path_is_named_in_full_and_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = answer_about("sqlite:///certsvc.sqlite", "keys", "list")
    assert result.stderr == (
        "certsvc: There is no database yet. "
        f"Run 'certsvc init' if you mean sqlite:///{tmp_path}/certsvc.sqlite "
        "(relative paths are from the folder where you stand).\n"
    )


def test_the_public_is_not_told_where_the_database_is() -> None:
    address = f"127.0.0.1:{free_port()}"
    app = create_app(
        read_settings({"CERTSVC_DATABASE_URL": f"postgresql://certsvc:{PASSWORD}@{address}/records"})
    )
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert address not in answer.text
    assert PASSWORD not in answer.text
