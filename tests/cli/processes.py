"""certsvc as a process of its own, on the house of a test."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from certsvc.settings import Settings

PROGRAM = (sys.executable, "-c", "from certsvc.app import main; main()")
_OWN = 20_000 + os.getpid() % 1_000 * 10
_PORTS = itertools.cycle(range(_OWN, _OWN + 10))


def free_port() -> int:
    """One of this process's own, below those that the system deals out: nobody takes it until it is used."""
    for port in _PORTS:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError  # they go round and round


def start(
    settings: Settings, *arguments: str, cwd: Path, program: tuple[str, ...] = PROGRAM
) -> subprocess.Popen[str]:
    """``certsvc ARGUMENTS``, on the database and the folders of ``settings``; what it says is kept."""
    environment = os.environ | {
        "CERTSVC_BASE_URL": settings.base_url,
        "CERTSVC_DATABASE_URL": settings.database_url,
        "CERTSVC_KEYS_DIR": str(settings.keys_dir),
        "CERTSVC_KEYS_PASSPHRASE": str(settings.keys_passphrase),
        "CERTSVC_VAR_DIR": str(settings.var_dir),
        "CERTSVC_LEASE_SECONDS": str(settings.lease_seconds),
    }
    return subprocess.Popen(  # noqa: S603  # our own program
        [*program, *arguments],
        env=environment,
        cwd=cwd,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def ended_with(process: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever a test comes to, nothing that the process began outlives it: a server's workers would.

    They hold its stderr open, so that a test that fails would wait for ever instead of saying why.
    """
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with process:
            pass


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """For as long as the process lives."""
    while not is_so():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.02)
