"""The README tells the truth about settings and commands."""

import re
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


@pytest.mark.parametrize("line", re.findall(r"^\$ certsvc ([^#\n]+)", README, re.MULTILINE))
def test_every_command_of_the_readme_exists_with_its_options(line: str) -> None:
    words = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", line).split()
    command: click.Command = commands
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_defaults_of_the_readme_are_those_of_the_code() -> None:
    settings = read_settings({})
    rows = dict(re.findall(r"^\| `CERTSVC_([A-Z_]+)` \|.*\| `([^`]+)` \|$", README, re.MULTILINE))
    for name, default in rows.items():
        found = getattr(settings, {"KEYS_PASSPHRASE_FILE": "keys_passphrase_file"}.get(name, name.lower()))
        assert str(found) == default, name
