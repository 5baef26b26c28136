"""The README tells the truth about settings and commands."""

import re
import shlex
from pathlib import Path

import click
import pytest

from certsvc.cli.commands import commands
from certsvc.settings import read_settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "certsvc" / "settings.py").read_text("utf-8")


def test_the_table_of_the_readme_names_every_setting_and_no_other() -> None:
    read = set(re.findall(r'taken(?:\.get\(|\[)?"([A-Z_]+)"', SETTINGS))
    read |= set(re.findall(r'_positive\("([A-Z_]+)"', SETTINGS))
    documented = set(re.findall(r"^\| `CERTSVC_([A-Z_]+)`", README, re.MULTILINE))
    assert documented == read


def command_and_words(line: str) -> tuple[click.Command, list[str]]:
    """The command that the line begins with, and what follows; of ``show|approve`` each is there.

    What may be left out (``[--json]``) is said.
    """
    words = shlex.split(line.replace("[", "").replace("]", ""), comments=True)
    command: click.Command = commands
    while isinstance(command, click.Group) and words:
        names, *words = words
        command = [command.commands[name] for name in names.split("|")][-1]
    return command, words


@pytest.fixture
def _no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the examples are not here."""
    monkeypatch.setattr(click.Path, "convert", lambda _self, value, _param, _ctx: value)


@pytest.mark.usefixtures("_no_files")
@pytest.mark.parametrize("line", re.findall(r"^\$ certsvc (.+)", README, re.MULTILINE))
def test_every_command_of_the_readme_is_understood(line: str) -> None:
    command, words = command_and_words(line)
    command.make_context("certsvc", words)  # reads and converts every word, and runs nothing


@pytest.mark.usefixtures("_no_files")
@pytest.mark.parametrize("line", re.findall(r"`certsvc ([a-z][^`]*)`", README))
def test_every_command_in_a_sentence_of_the_readme_is_there_and_understood(line: str) -> None:
    command, words = command_and_words(line)
    if words:  # else the sentence only names it
        command.make_context("certsvc", words)


def test_the_defaults_of_the_readme_are_those_of_the_code() -> None:
    settings = read_settings({})
    rows = dict(re.findall(r"^\| `CERTSVC_([A-Z_]+)` \|.*\| `([^`]+)` \|$", README, re.MULTILINE))
    for name, default in rows.items():
        found = getattr(settings, {"KEYS_PASSPHRASE_FILE": "keys_passphrase_file"}.get(name, name.lower()))
        assert str(found) == default, name
