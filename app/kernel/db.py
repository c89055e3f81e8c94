"""Database: one engine an application, one session a request, one commit.

A reader finds here the declarative `Base` with its naming convention, the
column types that behave the same on SQLite and PostgreSQL, and `session`, the
unit of work of the present application context. Services change objects and
never commit; `settle` is called once by the web layer and the command line.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import (
    JSON,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    scoped_session,
    sessionmaker,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# PostgreSQL's codes for a deadlock, for transactions in the wrong order, for a lock not gotten.
IN_EACH_OTHERS_WAY = ("40P01", "40001", "55P03")


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite stores it naive, the program never sees that."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Coded(TypeDecorator[Any]):
    """An enum stored by its value (the ministry's code), readable in the table."""

    impl = String(24)
    cache_ok = True

    def __init__(self, codes: type[Enum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else str(self.codes(value).value)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else self.codes(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: Instant(),
        list[str]: JSON(),
        dict[str, Any]: JSON(),
    }


class Identified:
    """A surrogate key; the field's own stable code is a column of its own."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class Versioned:
    """Counts edits, so that the later of two people at once gets a Conflict."""

    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class UnitOfWork(Session):
    """A session that finds its engine through the application it works for."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine:
        return engine()


session: scoped_session[UnitOfWork] = scoped_session(
    sessionmaker(class_=UnitOfWork, expire_on_commit=False),
    scopefunc=lambda: id(app_ctx._get_current_object()),  # type: ignore[attr-defined]
)


def engine() -> Engine:
    """The engine of the present application."""
    bound: Engine = current_app.extensions["engine"]
    return bound


def settle(keep: bool) -> None:
    """End the unit of work: commit when `keep`, otherwise undo everything."""
    if keep:
        session.commit()
    else:
        session.rollback()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """For commands and jobs: commit at the end, undo on any exception."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def is_contention(error: DBAPIError) -> bool:
    """Whether the database gave up because two writers were in each other's way."""
    sqlite_code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlite_code == sqlite3.SQLITE_BUSY or sqlstate in IN_EACH_OTHERS_WAY


@contextmanager
def set_aside(url: str) -> Iterator[None]:
    """Work with a new, empty database for a while: for a command that has none to ask."""
    usual, spare = current_app.extensions["engine"], _engine(url)
    session.remove()
    current_app.extensions["engine"] = spare
    try:
        Base.metadata.create_all(spare)
        yield
    finally:
        session.remove()
        spare.dispose()
        current_app.extensions["engine"] = usual


def install(app: Flask) -> None:
    """Give the application its engine and close each context's session."""
    app.extensions["engine"] = _engine(app.config["DATABASE_URL"])

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        session.remove()


def _engine(url: str) -> Engine:
    made = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if made.dialect.name == "sqlite":
        _prepare_sqlite(made)
    return made


def _prepare_sqlite(made: Engine) -> None:
    """WAL, foreign keys, patience, and a write lock taken at the start.

    The driver's own transaction begins at the first write, after reading, and
    then fails at once when another process has written in between; beginning
    IMMEDIATE when a request may write waits its turn instead.
    """

    @event.listens_for(made, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=15000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", _may_write())
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _may_write() -> bool:
    from flask import has_request_context, request

    return not has_request_context() or request.method not in ("GET", "HEAD", "OPTIONS")
