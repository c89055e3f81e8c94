"""Alembic's environment: the application's engine and all models."""

from typing import Any

from alembic import context

from app.kernel import db
from app.models import METADATA


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database sees, so migrations stand alone."""
    if kind == "type" and isinstance(item, db.Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, db.Coded):
        return "sa.String(length=24)"
    return False


with db.engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
