"""Rows on their way to the database: numbered, complete, written in one go.

Ids are given out here, so that rows can point to one another before anything is
written, and each table is filled by one Core insert. Every row carries every
column, because the driver is asked once for a whole table.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from app.kernel.db import Base

Row = dict[str, Any]
BATCH = 2000


class Rows:
    """All rows of the demonstration, by table."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._next: dict[str, int] = {}
        self._blanks: dict[str, Row] = {}
        self.by_table: dict[str, list[Row]] = defaultdict(list)

    def add(self, model: type[Base], **values: Any) -> Row:
        """Note a row down; its `id` is known at once. Unknown columns are a KeyError."""
        table = _table(model)
        blank = self._blank(table)
        if not blank.keys() >= values.keys():
            raise KeyError(f"{table.name} has no {sorted(set(values) - set(blank))}")
        row: Row = {**blank, **values, "id": self._number(table)}
        self.by_table[table.name].append(row)
        return row

    def of(self, model: type[Base]) -> list[Row]:
        """The rows noted for a table so far."""
        return self.by_table[_table(model).name]

    def write(self) -> None:
        """Insert everything, tables before those that point to them."""
        for table in Base.metadata.sorted_tables:
            rows = self.by_table.get(table.name, [])
            for start in range(0, len(rows), BATCH):
                self._session.execute(insert(table), rows[start : start + BATCH])
            if rows and self._session.get_bind().dialect.name == "postgresql":
                self._move_sequence(table)

    def _blank(self, table: Table) -> Row:
        """A row with what each column has when nothing is said."""
        if table.name not in self._blanks:
            self._blanks[table.name] = {column.key: _default(column) for column in table.c}
        return self._blanks[table.name]

    def _number(self, table: Table) -> int:
        if table.name not in self._next:
            last = self._session.scalar(select(func.max(table.c.id)))
            self._next[table.name] = (last or 0) + 1
        number = self._next[table.name]
        self._next[table.name] += 1
        return number

    def _move_sequence(self, table: Table) -> None:
        """PostgreSQL counts on from its own sequence: tell it which ids are taken."""
        self._session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": table.name, "last": self._next[table.name] - 1},
        )


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table of its own")
    return table


def _default(column: Any) -> Any:
    if column.default is None or not column.default.is_scalar:
        return None
    return column.default.arg
