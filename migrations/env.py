"""Alembic's environment: the application's engine and all models."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from app.kernel import db
from app.models import METADATA


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database sees, so migrations stand alone."""
    if kind == "type" and isinstance(item, db.Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, db.Coded):
        return "sa.String(length=24)"
    return False


@contextmanager
def foreign_keys_at_rest(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making the table anew; rows that refer to it must not mind.

    The switch has no effect inside a transaction, so it is moved past SQLAlchemy.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows refer to what is not there: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


with db.engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with foreign_keys_at_rest(connection), context.begin_transaction():
        context.run_migrations()
