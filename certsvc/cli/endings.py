"""How a command ends: an exit code, and for every error one line on stderr."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from certsvc.cli.invocation import Invocation
from certsvc.cli.printing import plain
from certsvc.errors import CertsvcError

PROGRAM = "certsvc"

FAILED = 1
"""It could not be done: nothing could be read, or what was asked for is not so."""
USAGE = 2
"""The command was not understood."""
NOT_CHECKED = 3
"""``verify``: neither valid nor invalid, it could not be checked."""
SOME_REFUSED = 4
"""``import``: some rows were refused."""
UNEXPECTED = 70
"""A fault of this program (EX_SOFTWARE)."""
INTERRUPTED = 130
"""Ctrl-C (128 + SIGINT)."""
PIPE_CLOSED = 141
"""Whoever read the output went away (128 + SIGPIPE)."""


def say_error(text: str) -> None:
    """One line on stderr, whatever ``text`` holds."""
    click.echo(f"{PROGRAM}: {' '.join(plain(text).split())}", err=True)


class OneLineErrors(click.Group):
    """A group whose every error is one line on stderr and an exit code. It never returns."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's signature
        """Run the command; end quietly when whoever reads the output has gone away."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _end_quietly()

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002  # click's signature; errors are shown here
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002  # click's signature
        **extra: Any,  # noqa: ANN401  # click's signature
    ) -> NoReturn:
        """Run the command line and exit."""
        try:
            status = super().main(
                args,
                prog_name or PROGRAM,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            sys.stdout.flush()
            code = status if isinstance(status, int) else 0
        except BrokenPipeError:
            _end_quietly()
        except Exception as error:  # noqa: BLE001  # the outermost edge: whatever comes is shown as one line
            code = _show(error, extra.get("obj"))
        sys.exit(code)


def _show(error: Exception, invocation: object) -> int:
    """Say what went wrong; returns the exit code."""
    code, text = _described(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return code
    say_error(text)
    if isinstance(invocation, Invocation):
        if invocation.debug:
            traceback.print_exception(error)
        if code == FAILED:
            return invocation.failure_code
    return code


def _described(error: Exception) -> tuple[int, str]:
    match error:
        case click.UsageError():
            page = error.ctx.command_path if error.ctx else PROGRAM
            return USAGE, f"{error.format_message()} See '{page} --help'."
        case click.ClickException():
            return FAILED, error.format_message()
        case click.Abort():
            return INTERRUPTED, "Interrupted; what was finished before is kept."
        case CertsvcError():
            return FAILED, str(error)
        case OSError() if error.errno is not None:
            where = f" ({error.filename})" if error.filename else ""
            return FAILED, f"{os.strerror(error.errno)}{where}."
        case _:
            return UNEXPECTED, (
                f"An unexpected fault ({type(error).__name__}), not of your making. "
                f"'{PROGRAM} --debug …' shows the trace to report."
            )


def _end_quietly() -> NoReturn:
    """Python would complain once more when it flushes a closed pipe at its own end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno not in {errno.EBADF, None}:  # stdout is a file, or none at all
            raise
    sys.exit(PIPE_CLOSED)
