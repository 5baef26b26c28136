"""Whoever sits at the terminal is asked before something that cannot be undone."""

import sys

import click

from certsvc.cli.endings import say_error


def is_somebody_there() -> bool:
    """Whether there is a terminal to ask at."""
    return sys.stdin.isatty()


def check_somebody_there(otherwise: str = "say --yes") -> None:
    """Raise click.UsageError where nobody can be asked; it says what to do ``otherwise``."""
    if not is_somebody_there():
        raise click.UsageError(f"There is nobody here to confirm it: {otherwise}.")


def is_confirmed(question: str) -> bool:
    """The answer; a no is told that nothing was done."""
    if click.confirm(question, err=True):
        return True
    say_error("Nothing was done.")
    return False
