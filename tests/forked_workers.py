"""Workers that a test can kill: real processes, forked from one that has imported everything once.

Each life's clock begins well after the clock of the life before, as if the lease had passed in between.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, event

from certsvc.app import create_app
from certsvc.settings import Settings, read_settings
from certsvc.storage.database import db
from tests.conftest import NOW, PASSPHRASE

SECONDS_BETWEEN_LIVES = 10
_ISSUING = "INSERT INTO credential "
_WATCHED = ("INSERT INTO completion ", _ISSUING)


def as_environment(settings: Settings) -> Mapping[str, str]:
    """The same settings for another process."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CERTSVC_")} | {
        "CERTSVC_DATABASE_URL": settings.database_url,
        "CERTSVC_KEYS_DIR": str(settings.keys_dir),
        "CERTSVC_KEYS_PASSPHRASE": PASSPHRASE,
        "CERTSVC_VAR_DIR": str(settings.var_dir),
        "CERTSVC_LEASE_SECONDS": "2",
    }


@dataclass
class Nursery:
    """Starts workers (``certsvc worker`` after its imports) and kills them."""

    process: "subprocess.Popen[str]"
    diary: Path
    lives: int = 0
    alive: list[int] = field(default_factory=list)

    def start(self) -> int:
        """A worker's process id."""
        self.lives += 1
        return self._bear(f"{self.lives - 1}")

    def start_two(self) -> tuple[int, int]:
        """Two of one age whose clock stands: no lease passes, however long a step takes them."""
        self.lives += 1
        return self._bear(f"{self.lives - 1} stands"), self._bear(f"{self.lives - 1} stands")

    def _bear(self, life: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{life}\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        self.alive.append(pid)
        return pid

    @contextmanager
    def holding_back(self, issued: int) -> Iterator[None]:
        """Meanwhile whoever would issue more when so many have been issued waits, however fast it is."""
        with _gate_of(self.diary).open("r+") as gate:
            gate.write(str(issued))
            gate.flush()
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def kill(self, pid: int) -> None:
        """SIGKILL: nothing in it runs any more."""
        os.kill(pid, signal.SIGKILL)
        self.alive.remove(pid)

    def written(self) -> list[tuple[int, str]]:
        """Which process inserted into which table, in order (undone inserts too)."""
        lines = [line.split() for line in self.diary.read_text().splitlines()]
        return [(int(pid), table) for pid, table in lines]

    @property
    def last_clock(self) -> datetime:
        """Later than any time that any of them wrote."""
        return _birth(self.lives) + timedelta(hours=1)


@contextmanager
def a_nursery(settings: Settings, folder: Path) -> Iterator[Nursery]:
    """One for these settings; what lives at the end is killed."""
    diary = folder / "diary"
    diary.touch()
    _gate_of(diary).touch()
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(  # noqa: S603  # our own program
            [
                sys.executable,
                "-c",
                "from tests.forked_workers import fork_workers; fork_workers()",
                str(diary),
            ],
            env=as_environment(settings),
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    nursery = Nursery(process, diary)
    try:
        yield nursery
    finally:
        for pid in list(nursery.alive):
            nursery.kill(pid)
        process.communicate()


def fork_workers() -> None:
    """The nursery's own process: a line in is a life, its process id the answer."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no burying
    diary = Path(sys.argv[1])
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(line, diary)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _gate_of(diary: Path) -> Path:
    return diary.with_name("gate")


def _birth(life: int) -> datetime:
    return NOW + timedelta(seconds=SECONDS_BETWEEN_LIVES * life)


def _work(life: str, diary: Path) -> None:
    number, _, stands = life.strip().partition(" ")
    birth, born = _birth(int(number)), time.monotonic()

    def now() -> datetime:
        return birth if stands else birth + timedelta(seconds=time.monotonic() - born)

    app = create_app(read_settings(os.environ), now=now)
    with app.app_context():
        _keep_diary(diary)
        _heed(_gate_of(diary))
    app.extensions["certsvc-worker"].run()


def _keep_diary(diary: Path) -> None:
    descriptor = os.open(diary, os.O_WRONLY | os.O_APPEND)

    @event.listens_for(db.engine, "after_cursor_execute")
    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith(_WATCHED):
            os.write(descriptor, f"{os.getpid()} {statement.split()[2]}\n".encode())


def _heed(gate: Path) -> None:
    @event.listens_for(db.engine, "before_cursor_execute")
    def wait(connection: Connection, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_ISSUING):
            return
        with gate.open() as held:
            most, issued = held.read(), connection.exec_driver_sql("SELECT count(*) FROM credential").scalar()
            if most and (issued or 0) >= int(most):
                fcntl.flock(held, fcntl.LOCK_SH)
