"""The verifier over HTTP, beside a bare Flask hello under the same server on the same core."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from certsvc.domain.access import OPERATOR
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.browse_records import list_credentials
from tests.benchmarks.load import Load
from tests.benchmarks.measuring import Figure

CONNECTIONS = 8
SECONDS = 8
MANY = 1_000_000
_SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

Granian(
    sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI, factory=True,
    workers=1, blocking_threads=2, websockets=False, log_level=LogLevels.error,
).serve()
"""


def serving(settings: Settings) -> Iterator[Figure]:
    """With what the importing benchmark left, and with a million more."""
    codes = [record.code for record in list_credentials(by=OPERATOR, limit=500).items]
    paths = [f"/api/v1/verify/{code}" for code in codes]
    with _served("tests.benchmarks.hello:create_hello", {}) as port:
        hello = _load(port, ["/"])
    yield Figure("bare Flask hello over HTTP", hello.rate, "/s")
    environment = _environment(settings)
    with _served("certsvc.app:create_wsgi_app", environment) as port:
        few = _load(port, paths)
    yield Figure("GET /api/v1/verify/CODE over HTTP", few.rate, "/s", few.rate / hello.rate, "hello")
    yield Figure("its p99", few.p99, "ms", few.p99 / hello.p99, "hello's p99")
    _store_many(settings)
    with _served("certsvc.app:create_wsgi_app", environment) as port:
        many = _load(port, paths)
    yield Figure(f"the same with {MANY:,} credentials more", many.rate, "/s", few.rate / many.rate, "slower")


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        "CERTSVC_DATABASE_URL": settings.database_url,
        "CERTSVC_KEYS_DIR": str(settings.keys_dir),
        "CERTSVC_VAR_DIR": str(settings.var_dir),
    }


@contextmanager
def _served(target: str, environment: Mapping[str, str]) -> Iterator[int]:
    """A server on the first core; its load comes from the others."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-c", _SERVE, target, str(port)]
    server = subprocess.Popen(command, env=os.environ | environment)  # noqa: S603  # our own program
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not answer")


def _load(port: int, paths: list[str]) -> Load:
    command = [sys.executable, "-m", "tests.benchmarks.load", str(port)]
    _run(command, 2, paths)  # warms up
    return Load(**json.loads(_run(command, SECONDS, paths)))


def _run(command: list[str], seconds: int, paths: list[str]) -> str:
    others = set(range(os.cpu_count() or 1)) - {0} or {0}
    done = subprocess.run(  # noqa: S603  # our own program
        [*command, str(seconds), str(CONNECTIONS)],
        input=json.dumps(paths),
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, others),  # no threads here
    )
    return done.stdout


def _store_many(settings: Settings) -> None:
    """Copies of one credential under other ids, codes and positions: as large, and never asked for."""
    db.session.remove()
    path = settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        model = dict(connection.execute("SELECT * FROM credential LIMIT 1").fetchone())
        columns = ", ".join(model)
        holes = ", ".join(f":{name}" for name in model)
        connection.execute("PRAGMA synchronous=OFF")
        connection.executemany(
            f"INSERT INTO credential ({columns}) VALUES ({holes})",  # noqa: S608  # our own columns
            (
                model
                | {
                    "id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number))),
                    "code": f"copy-{number}",
                    "award_id": f"copy-{number}",
                    "list_number": 1000 + number // 131_072,
                    "status_index": number % 131_072,
                }
                for number in range(MANY)
            ),
        )
        connection.commit()
