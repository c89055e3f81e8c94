"""The database's structure: which one this version needs, and whether it is there.

Asked at the start of a server, by the monitor, and when a command fails.
"""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config() -> Config:
    """Alembic's settings, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


@cache
def newest() -> str:
    """The revision that this version of the program needs."""
    return str(ScriptDirectory.from_config(alembic_config()).get_current_head())


def is_newest(connection: Connection) -> bool:
    """Whether the database has it; one cheap statement, for the monitor."""
    asked = text("SELECT 1 FROM alembic_version WHERE version_num = :newest")
    return connection.execute(asked, {"newest": newest()}).first() is not None


def problem(engine: Engine) -> str | None:
    """What keeps the program from working with the database, as a sentence; None if nothing."""
    try:
        with engine.connect().execution_options(writes=False) as connection:
            found = _present(connection)
    except DBAPIError as trouble:
        reason = str(trouble.orig).strip().split("\n")[0]
        return f"The database cannot be reached: {reason}."
    if found == newest():
        return None
    return (
        f"The database has not the newest structure (it has {found or 'none'}, this version "
        f"needs {newest()}). Run: flask --app wsgi db upgrade"
    )


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
