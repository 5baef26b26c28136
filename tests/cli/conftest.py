"""The command line on a house of the test's own, in the process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from certsvc.cli.commands import commands
from certsvc.cli.invocation import Invocation
from certsvc.workflows.services import Services

SAMPLES = Path(__file__).parents[2] / "certsvc" / "demo"
NIGERIA = SAMPLES / "nigeria-B1-2024-04.csv"
HEADINGS = "learner_ref,full_name,email,course_code,cohort,completed_on,score,hours,outcome"

Run = Callable[..., Result]


def no_service() -> AbstractContextManager[Services]:
    raise AssertionError("no service is needed for this")


@pytest.fixture
def run_without_service() -> Run:
    def run(*arguments: str, **options: object) -> Result:
        return CliRunner().invoke(commands, arguments, obj=Invocation(no_service), **options)  # type: ignore[arg-type]  # input, env

    return run


@pytest.fixture
def run(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("import", path, …)`` as an operator would, in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    @contextmanager
    def open_service() -> Iterator[Services]:
        services: Services = app.extensions["certsvc"]
        yield services

    def run(*arguments: str | Path, **options: object) -> Result:
        return CliRunner().invoke(
            commands,
            [str(argument) for argument in arguments],
            obj=Invocation(open_service),
            **options,  # type: ignore[arg-type]  # input, env
        )

    return run


@pytest.fixture
def results_file(tmp_path: Path) -> Callable[..., Path]:
    """A results file of the given lines under the usual headings."""

    def write(*lines: str, name: str = "results.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((HEADINGS, *lines)) + "\n", encoding="utf-8")
        return path

    return write
