"""What was deleted leaves the files of the database too."""

import sqlite3
import time
from contextlib import closing

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection

from certsvc.errors import UnavailableError
from certsvc.storage.database import db, is_postgresql

_TOUCHED = (
    *("learner", "completion", "credential", "refused_row", "row_problem", "correction", "corrected_value"),
    *("notice", "personal_link", "person", "person_address", "person_session", "event", "batch"),
    "results_import",
)
"""Tables from which an erasure takes something."""
_PATIENCE = 10
"""Seconds that PostgreSQL waits for one table, and for whoever still sees what was deleted."""
_PAUSE = 0.2
_LOCK_NOT_AVAILABLE = "55P03"
_LOOKING_BACK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type <> 'autovacuum worker'
  AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST(CAST(%(now)s AS text) AS xid))
"""
"""Sessions that work on something older than a transaction: what was deleted before it is kept for them."""


def overwrite_deleted() -> None:
    """Inside a transaction: what it deletes is overwritten with zeros where the database can do that."""
    if not is_postgresql():
        db.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def clean_remains() -> None:
    """Nothing that was deleted or changed before can be read in the database's files any more.

    SQLite is written anew, which takes as much space again meanwhile and lets nobody else write; then its
    log is emptied. PostgreSQL writes the tables anew from which an erasure takes something, one after the
    other; each takes as much space again meanwhile and is closed to others, and what its statistics quote is
    gathered anew. What its own log and the backups hold ends with these. Raises UnavailableError
    (``database_busy``) where somebody reads on and on: it can be done again.
    """
    db.session.rollback()
    if is_postgresql():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _rewrite_tables(connection)
        return
    pooled = db.engine.raw_connection()
    try:
        if pooled.dbapi_connection is not None:
            _rewrite(pooled.dbapi_connection)
    except sqlite3.OperationalError as error:
        raise _busy() from error
    finally:
        pooled.close()


def _rewrite_tables(connection: Connection) -> None:
    """A plain VACUUM frees rows, and leaves their bytes in the files until others need the space."""
    connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}s'")
    try:
        _wait_for_readers(connection)
        for table in _TOUCHED:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table}")
        connection.exec_driver_sql("VACUUM (FULL) pg_statistic")
    except UnavailableError as error:
        if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:  # the driver's own error
            raise
        raise _busy() from error
    finally:
        connection.invalidate()  # nobody else gets it with our patience


def _wait_for_readers(connection: Connection) -> None:
    """Until nobody's transaction is so old that what was deleted is still there for it."""
    now = connection.exec_driver_sql("SELECT CAST(pg_current_xact_id() AS xid)").scalar()
    until = time.monotonic() + _PATIENCE
    while connection.exec_driver_sql(_LOOKING_BACK, {"now": str(now)}).scalar():
        if time.monotonic() > until:
            raise _busy()
        time.sleep(_PAUSE)


def _rewrite(connection: DBAPIConnection) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.fetchall()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(is_blocked, *_)] = cursor.fetchall()
    if is_blocked:
        raise _busy()


def _busy() -> UnavailableError:
    return UnavailableError(
        "Somebody else works on the database, so that what was deleted is still in its files.",
        code="database_busy",
        hint="Run the erasure again: it goes on where it stopped.",
    )
