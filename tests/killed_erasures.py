"""Erasures that are killed at a given step: real processes, forked from one that has imported everything.

A step is a statement that is sent to the database, or a file that is renamed or removed.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.settings import Settings, read_settings
from certsvc.storage.database import db
from certsvc.workflows.erase_person import erase_asked
from tests.conftest import NOW
from tests.forked_workers import as_environment

_FILE_EVENTS = frozenset({"os.remove", "os.rename"})


@contextmanager
def a_killer(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """A process that erases what was asked for, as often as ``erase_until`` says."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.killed_erasures import fork_erasures; fork_erasures()"],
        env=as_environment(settings),
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate()


def erase_until(process: "subprocess.Popen[str]", step: int | str) -> bool:
    """Erase in a process that is killed at that step, or statement; whether it came to its end before."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{step}\n")
    process.stdin.flush()
    answer = process.stdout.readline().strip()
    assert answer in {"done", "killed"}
    return answer == "done"


def fork_erasures() -> None:
    """The killer's own process: a line in is the step at which a life ends, what became of it the answer."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _erase(line.strip())
        _, status = os.waitpid(pid, 0)
        is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        said = "killed" if is_killed else "done" if os.waitstatus_to_exitcode(status) == 0 else "failed"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _erase(last: str) -> None:
    steps = 0

    def take_step(statement: str = "") -> None:
        nonlocal steps
        steps += 1
        if statement.startswith(last) if not last.isdecimal() else steps >= int(last):
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        take_step(statement)

    def watch(name: str, _arguments: object) -> None:
        if name in _FILE_EVENTS:
            take_step()

    app = create_app(read_settings(os.environ), now=lambda: NOW)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", execute)
        sys.addaudithook(watch)
        done = erase_asked(app.extensions["certsvc"], by=OPERATOR)
    os._exit(1 if any(one.hindrance for one in done) else 0)
