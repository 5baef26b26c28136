"""Alembic's environment: the application's own engine, the storage room's own schema."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from certsvc.storage.schema import METADATA


def render_plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401  # Alembic's hook
    """A migration names the database's own types: it must still run when our classes have moved."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run_migrations() -> None:
    """Online only: a migration runs against the database that the application is bound to."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
