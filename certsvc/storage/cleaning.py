"""What was deleted leaves the files of the database too."""

import sqlite3
from contextlib import closing

from sqlalchemy.engine.interfaces import DBAPIConnection

from certsvc.errors import UnavailableError
from certsvc.storage.database import db, is_postgresql

_TOUCHED = (
    *("learner", "completion", "credential", "refused_row", "row_problem", "correction", "corrected_value"),
    *("notice", "personal_link", "person", "person_address", "person_session", "event", "batch"),
    "results_import",
)
"""Tables from which an erasure takes something."""


def overwrite_deleted() -> None:
    """Inside a transaction: what it deletes is overwritten with zeros where the database can do that."""
    if not is_postgresql():
        db.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def clean_remains() -> None:
    """Nothing that was deleted or changed before can be read in the database's files any more.

    SQLite is written anew, which takes as much space again meanwhile and lets nobody else write; then its
    log is emptied. PostgreSQL frees the rows of the tables that an erasure touches; what its own log and
    the backups hold ends with these. Raises UnavailableError (``database_busy``) where somebody reads on
    and on: it can be done again.
    """
    db.session.rollback()
    if is_postgresql():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM {', '.join(_TOUCHED)}")
        return
    pooled = db.engine.raw_connection()
    try:
        if pooled.dbapi_connection is not None:
            _rewrite(pooled.dbapi_connection)
    except sqlite3.OperationalError as error:
        raise _busy() from error
    finally:
        pooled.close()


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
