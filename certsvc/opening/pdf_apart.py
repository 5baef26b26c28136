"""Runs ``pdf_inside`` on a PDF: another process, with little memory and time, and nothing of ours to see."""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from threading import BoundedSemaphore

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.opening.held import Held, find_held
from certsvc.opening.refusals import damaged

_SECONDS = 15
"""On the clock, for a machine that is busy; of the processor's time it gets less."""
_WAITING = 30
_SOURCES = Path(__file__).parents[2]
DRAW_ONLY = "--draw"
"""As ``pdf_inside`` reads it, which is not imported here."""
_running = BoundedSemaphore(2)


def find_apart(content: bytes) -> Held | None:
    """What is attached to a PDF, linked or shown on its first pages, found by parsing it.

    Raises InvalidInputError (``carrier_malformed``) when it is locked, cannot be parsed, or takes too much
    time or memory; UnavailableError when too many are being read at once.
    """
    answer = _asked(content)
    return find_held(b64decode(answer["found"] or ""))


def check_drawable(content: bytes) -> None:
    """That this is a PDF of at least one page that can be drawn, looked at in the same way.

    Raises as ``find_apart`` does; one that is locked cannot be drawn.
    """
    _asked(content, DRAW_ONLY)


def _asked(content: bytes, *arguments: str) -> dict[str, str | None]:
    if not _running.acquire(timeout=_WAITING):
        raise UnavailableError("Too many PDF files are being read at once.", hint="Try again in a minute.")
    try:
        answer = _ask(content, *arguments)
    finally:
        _running.release()
    if answer["problem"] == "locked":
        raise damaged("The PDF is locked with a password.", hint="Save it without the password.")
    if answer["problem"]:
        raise damaged("The PDF is damaged.")
    return answer


def _ask(content: bytes, *arguments: str) -> dict[str, str | None]:
    # -P: nothing is imported from the folder that the service happens to run in; -B: nothing is written.
    # The environment is empty but for where we are: none of the service's secrets are in it.
    command = [sys.executable, "-P", "-B", "-m", "certsvc.opening.pdf_inside", *arguments]
    try:
        ran = subprocess.run(  # noqa: S603  # a fixed command; what a stranger sent goes to its standard input
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_SOURCES)},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _ran_wild() from error
    if ran.returncode < 0:  # ended by a signal: over a limit, or a fault of a parser
        raise _ran_wild()
    if ran.returncode:
        raise RuntimeError("the process that reads PDF files does not start")  # no fault of the file
    answer: dict[str, str | None] = json.loads(ran.stdout)
    return answer


def _ran_wild() -> InvalidInputError:
    return damaged("The PDF cannot be read within the time and memory that are given to one.")
