"""What holds for every command: help, one-line errors, exit codes."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import click
import pytest
from click.testing import CliRunner, Result

from certsvc.cli.commands import commands, run
from certsvc.cli.invocation import Invocation, no_worker
from certsvc.errors import ConflictError, SettingsError
from certsvc.workflows.services import Services

Run = Callable[..., Result]


def _walk(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _walk(command, (*path, name))


COMMANDS = dict(_walk(commands))
CONTRACT = {
    "init", "demo", "catalogue load", "catalogue list", "centres add", "centres list", "api-keys create",
    "api-keys list", "api-keys revoke", "keys create", "keys list", "keys rotate", "keys compromise",
    "keys seal create", "keys seal import", "keys seal list",
    "registry load", "registry list", "registry recognise", "registry remove", "import", "issue",
    "export", "verify", "revoke", "serve",
    "worker", "imports list", "imports show", "imports cancel", "bulk revoke", "bulk reissue", "confer",
    "claims export", "claims mail",
    "corrections list", "corrections show", "corrections approve", "corrections decline",
    "transcript",
    "notices send", "notices list", "housekeeping",
    "people export", "people erase", "people list-asked", "people release",
}  # fmt: skip


def _failing_with(error: BaseException, *, debug: bool = False) -> Result:
    def open_service() -> AbstractContextManager[Services]:
        raise error

    arguments = ["--debug"] if debug else []
    return CliRunner().invoke(commands, [*arguments, "keys", "list"], obj=Invocation(open_service))


def test_the_commands_of_the_contract_are_there() -> None:
    leaves = {" ".join(path) for path, command in COMMANDS.items() if not isinstance(command, click.Group)}
    assert leaves == CONTRACT


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_without_opening_the_service(
    path: tuple[str, ...], run_without_service: Run
) -> None:
    result = run_without_service(*path, "--help")
    assert result.exit_code == 0
    assert COMMANDS[path].help
    assert "..." not in COMMANDS[path].get_short_help_str(60)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_explains_itself(path: tuple[str, ...]) -> None:
    options = [parameter for parameter in COMMANDS[path].params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_what_may_be_left_out_can_be(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    with click.Context(command) as ctx:
        for parameter in command.params:
            if not parameter.required:
                parameter.handle_parse_result(ctx, {}, [])  # converts what is meant instead


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_shows_choices_and_defaults_as_they_stand_in_files(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    with click.Context(command) as ctx:
        for option in command.params:
            if isinstance(option, click.Option) and isinstance(option.type, click.Choice):
                choices = [str(choice) for choice in option.type.choices]
                assert option.make_metavar(ctx) == f"[{'|'.join(choices)}]"
                _, shown = option.get_help_record(ctx) or ("", "")
                assert set(re.findall(r"\[default: (.*?)\]", shown)) <= set(choices)


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("import",),
        ("import", "x.csv"),
        ("import", "x.csv", "--centre", "NG", "--mode", "by-post"),
        ("import", "x.csv", "--centre", "N G"),
        ("import", "x.csv", "--centre", "NG", "--json", "--refused", "-"),
        ("export", "X"),
        ("export", "X", "-o", "x.gif"),
        ("export", " ", "--format", "pdf"),
        ("revoke", "X"),
        ("revoke", "X", "--reason", " "),
        ("api-keys", "create", "--label", "x"),
        ("api-keys", "create", "--label", "x", "--centre", "NG", "--secretariat"),
        ("centres", "add", "ZZ", "--name", "Z", "--country", "ZZZ"),
        ("centres", "add", "ZZ", "--name", "Z\x1b[31m", "--country", "ZZ"),
        ("centres", "add", "ZZ", "--name", "Z", "--country", "ZZ", "--url", "ftp://z"),
        ("centres", "add", "ZZ", "--name", "Z", "--country", "ZZ", "--email", "nobody"),
        ("centres", "add", "ZZ", "--name", "Z", "--country", "ZZ", "--name-in", "1", "Z"),
        ("serve", "worker", "--port", "0"),
        ("imports", "show"),
        ("imports", "list", "--limit", "0"),
        ("bulk", "revoke", "--reason", "x", "--yes"),
        ("bulk", "revoke", "--centre", "NG", "--yes"),
        ("bulk", "revoke", "--centre", "NG", "--reason", "x"),
        ("bulk", "revoke", "--from", "yesterday", "--reason", "x", "--yes"),
        ("bulk", "revoke", "--from", "2026-11-24", "--until", "2026-11-23", "--reason", "x", "--yes"),
        ("export",),
        ("export", "--centre", "NG"),
        ("export", "--centre", "NG", "-o", "-"),
        ("export", "X", "--centre", "NG", "-o", "x.pdf"),
        ("export", "X", "--as", "files", "-o", "x.pdf"),
        ("export", "--from", "yesterday", "-o", "folder"),
        ("export", "--centre", "NG", "--format", "docx", "-o", "folder"),
        ("export", "--centre", "NG", "--format", "png", "-o", "all.pdf"),
        ("export", "--centre", "NG", "--as", "one-document", "-o", "folder"),
        ("export", "--centre", "NG", "--as", "one-document", "-o", "all.zip"),
        ("export", "--centre", "NG", "--as", "files", "-o", "all.pdf"),
        ("confer",),
        ("confer", "PIONEER-MC"),
    ],
    ids=" ".join,
)
def test_a_command_that_is_not_understood_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], run_without_service: Run
) -> None:
    result = run_without_service(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("certsvc: ")
    assert result.stderr.count("\n") == 1


def test_the_bare_program_shows_its_help(run_without_service: Run) -> None:
    result = run_without_service()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


def test_an_error_of_ours_is_one_line_with_its_hint_and_exit_code_1() -> None:
    result = _failing_with(ConflictError("It is taken.", hint="Choose\nanother."))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "certsvc: It is taken. Choose another.\n"


def test_a_wrong_setting_names_its_variable_on_one_line() -> None:
    result = _failing_with(SettingsError("CERTSVC_BASE_URL is wrong."))
    assert (result.exit_code, result.stderr) == (1, "certsvc: CERTSVC_BASE_URL is wrong.\n")


def test_an_error_cannot_steer_the_terminal() -> None:
    result = _failing_with(ConflictError("It is \x1b[2J\u202egnorw."))
    assert result.stderr == "certsvc: It is \ufffd[2J\ufffdgnorw.\n"


def test_an_unexpected_fault_is_one_line_without_what_it_held_and_exit_code_70() -> None:
    result = _failing_with(RuntimeError("Ngozi Okafor"))
    assert result.exit_code == 70
    assert result.stderr.count("\n") == 1
    assert "RuntimeError" in result.stderr
    assert "Ngozi" not in result.stderr


def test_debug_shows_the_trace_after_the_line() -> None:
    result = _failing_with(RuntimeError("boom"), debug=True)
    assert result.exit_code == 70
    assert "Traceback" in result.stderr


def test_a_disk_that_refuses_is_one_line_and_exit_code_1() -> None:
    result = _failing_with(PermissionError(13, "Permission denied", "keys"))
    assert (result.exit_code, result.stderr) == (1, "certsvc: Permission denied (keys).\n")


def test_an_interrupt_is_one_line_and_exit_code_130() -> None:
    result = _failing_with(KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr.strip() == "certsvc: Interrupted; what was finished before is kept."


def test_a_reader_who_goes_away_ends_the_command_quietly() -> None:
    result = _failing_with(BrokenPipeError())
    assert (result.exit_code, result.stdout, result.stderr) == (141, "", "")


def no_service() -> AbstractContextManager[Services]:
    raise AssertionError("no service is needed for this")


def test_run_takes_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["certsvc", "frobnicate"])
    with pytest.raises(SystemExit) as ended:
        run(no_service, no_worker)
    assert ended.value.code == 2
    assert capsys.readouterr().err == "certsvc: No such command 'frobnicate'. See 'certsvc --help'.\n"


@pytest.mark.parametrize(
    ("variable", "value", "shown"),
    [("TERM", "xterm", "\x1b[31mred\x1b[0m\n"), ("NO_COLOR", "1", "red\n"), ("TERM", "dumb", "red\n")],
)
def test_colours_can_be_declined(
    variable: str, value: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def painted() -> None:
        click.secho("red", fg="red")

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    monkeypatch.setitem(commands.commands, "painted", painted)
    result = CliRunner().invoke(commands, ["painted"], obj=Invocation(no_service), color=True)
    assert result.stdout == shown
