from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from certsvc.storage.database import db
from certsvc.storage.schema import METADATA, check_migrated


def test_the_migrations_make_the_schema_that_storage_describes(app: Flask) -> None:
    check_migrated()
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    assert compare_metadata(context, METADATA) == []
