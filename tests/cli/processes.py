"""certsvc as a process of its own, on the house of a test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from certsvc.settings import Settings

PROGRAM = (sys.executable, "-c", "from certsvc.app import main; main()")


def start(settings: Settings, *arguments: str, cwd: Path) -> subprocess.Popen[str]:
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
        [*PROGRAM, *arguments], env=environment, cwd=cwd, stderr=subprocess.PIPE, text=True
    )


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """For as long as the process lives."""
    while not is_so():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.02)
