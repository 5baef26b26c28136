"""The storeys hold: the import contracts of setup.cfg, and the house rules that a program can check."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "certsvc").rglob("*.py"))
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def functions(source: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_a_room_imports_only_from_lower_storeys() -> None:
    """In a process of its own: the linter turns off every logger there is, which other tests listen to."""
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    linted = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)  # noqa: PLW1510, S603  # what it says is shown
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(source: Path) -> None:
    assert source.read_text("utf-8").count("\n") <= LONGEST_FILE
    too_long = [
        node.name
        for node in functions(source)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
        and (node.end_lineno or 0) - node.body[0].lineno > LONGEST_FUNCTION
    ]
    assert not too_long


def test_no_room_or_file_has_a_name_that_says_nothing() -> None:
    names = {part for source in SOURCES for part in (*source.parts, source.stem)}
    assert not names & FORBIDDEN_NAMES


def test_every_room_states_its_law() -> None:
    rooms = list((ROOT / "certsvc").glob("*/__init__.py"))
    assert rooms
    for room in rooms:
        law = ast.get_docstring(ast.parse(room.read_text("utf-8"))) or ""
        assert re.search(r"^Law: ", law, re.MULTILINE) or room.parent.name == "domain", room


def test_storage_never_commits_outside_its_transaction() -> None:
    for source in (ROOT / "certsvc" / "storage").glob("*.py"):
        if source.name != "database.py":
            assert ".commit(" not in source.read_text("utf-8"), source


def test_nothing_below_the_web_knows_the_request() -> None:
    for source in SOURCES:
        if "web" not in source.relative_to(ROOT).parts and source.name != "app.py":
            text = source.read_text("utf-8")
            assert not re.search(r"\b(?:current_app|flask\.request|from flask import .*\brequest\b)", text), (
                source
            )


def test_only_builders_of_the_lint_make_a_linted_credential() -> None:
    makers = [
        source.relative_to(ROOT)
        for source in SOURCES
        if re.search(
            r"\bLintedCredential\(", source.read_text("utf-8").replace("class LintedCredential(", "")
        )
    ]
    assert makers == [Path("certsvc/credentials/lint.py")]
