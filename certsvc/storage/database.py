"""The database: engine set-up, column types, and the transaction that workflows open."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, String, Table, event, insert
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from certsvc.errors import UnavailableError
from certsvc.storage.conflicts import conflict_from
from certsvc.storage.faults import translate_faults, unavailable_from

_SQLITE_PREFIX = "sqlite:///"
_WRITES = "certsvc_writes"


class Base(DeclarativeBase):
    """Every table; constraints get names by convention, so that errors can be told by them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite, which knows no zones, keeps it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; without its zone for SQLite."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text: SQLite has binary floats only, and a score is not to change by storing it."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """In plain notation."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  # SQLAlchemy's signature
        """As it was given."""
        return None if value is None else Decimal(value)


def bind_database(app: Flask, database_url: str) -> None:
    """Give ``app`` its engine. Nothing is made or connected to yet."""
    if database_url.startswith(_SQLITE_PREFIX):
        # Flask-SQLAlchemy would take a relative path from its own instance folder.
        path = Path(database_url.removeprefix(_SQLITE_PREFIX)).absolute()
        database_url = f"{_SQLITE_PREFIX}{path}"
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": not database_url.startswith(_SQLITE_PREFIX)}
    db.init_app(app)
    with app.app_context():
        translate_faults(db.engine)
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    """WAL for readers beside a writer; every commit on the disk; we say BEGIN, not the driver."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401  # pool internals
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: upgrading a read lock later fails without waiting.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside is written, or nothing. Not for nesting.

    Raises our own error for an integrity error (by the constraint's name), and UnavailableError
    when the database cannot be reached or is locked by somebody else for too long.
    """
    session = db.session
    session.rollback()  # ends the read transaction, if a query opened one
    try:
        session.connection(execution_options={_WRITES: True})
        yield
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise conflict_from(error) from error
    except OperationalError as error:  # a commit's
        session.rollback()
        raise unavailable_from(error) from error
    except BaseException:
        session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """A look at the database as it is now, which ends here: work between two looks holds nothing open."""
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def rehearsal() -> Iterator[None]:
    """Everything inside happens as in a transaction, and nothing of it stays."""
    with transaction():
        yield
        db.session.rollback()


def insert_rows(kind: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows in one statement, without an object for each."""
    if rows:
        table = cast("Table", kind.__table__)
        db.session.connection().execute(insert(table), list(rows))


def check_database() -> None:
    """Raise UnavailableError unless the database answers."""
    try:
        db.session.connection().exec_driver_sql("SELECT 1")
    except DBAPIError as error:
        raise UnavailableError("The database cannot be reached.", code="database_unavailable") from error


def is_postgresql() -> bool:
    """Whether rows can be locked one by one."""
    return db.engine.dialect.name == "postgresql"
