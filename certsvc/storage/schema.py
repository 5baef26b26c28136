"""The whole schema in one import, and its migrations."""

import sys
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade

from certsvc.errors import UnavailableError
from certsvc.storage import (
    api_keys,
    awards,
    batches,
    catalogue,
    completions,
    conferrals,
    corrections,
    credentials,
    erasures,
    events,
    imports,
    issued_documents,
    issuers,
    learners,
    notices,
    officer_sessions,
    partners,
    people,
    personal_links,
    recognised_issuers,
    sessions,
    status_lists,
)
from certsvc.storage.database import Base, check_database, db

_BESIDE = Path(__file__).parents[2] / "migrations"
MIGRATIONS = _BESIDE if _BESIDE.is_dir() else Path(sys.prefix) / "share" / "certsvc" / "migrations"
"""Beside the package in a checkout; an installed one has them where setup.cfg puts them."""
AGGREGATES = (
    api_keys,
    awards,
    batches,
    catalogue,
    completions,
    conferrals,
    corrections,
    credentials,
    erasures,
    events,
    imports,
    issued_documents,
    issuers,
    learners,
    notices,
    officer_sessions,
    partners,
    people,
    personal_links,
    recognised_issuers,
    sessions,
    status_lists,
)
"""Imported for their tables."""
METADATA = Base.metadata


def bind_migrations(app: Flask) -> None:
    """Make ``flask db …`` and ``upgrade_database`` find the migrations."""
    Migrate(app, db, directory=str(MIGRATIONS))


def upgrade_database() -> None:
    """Bring the database to the newest migration."""
    db.session.remove()
    upgrade(directory=str(MIGRATIONS))


def check_migrated() -> None:
    """Raise UnavailableError unless the database answers and stands at the newest migration."""
    check_database()
    context = MigrationContext.configure(db.session.connection())
    newest = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    if set(context.get_current_heads()) != newest:
        raise UnavailableError(
            "The database is not at the newest migration.", code="not_migrated", hint="Run 'certsvc init'."
        )
