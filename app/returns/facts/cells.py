"""The values of a row as rules need them: of the right kind, or `None`.

What stands in a cell may be anything. That it is wrong is found by the rules about
cells; to every other rule it is then simply not known.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from app.returns.dataset import Row

Chosen = TypeVar("Chosen", bound=StrEnum)


def text(row: Row, name: str) -> str | None:
    """Words; None for an empty cell."""
    value = row.get(name)
    return value if isinstance(value, str) and value else None


def texts(row: Row, name: str) -> tuple[str, ...]:
    """Several codes or keys; none for an empty cell."""
    value = row.get(name)
    return value if isinstance(value, tuple) else ()


def integer(row: Row, name: str) -> int | None:
    """A whole number."""
    value = row.get(name)
    return value if type(value) is int else None


def decimal(row: Row, name: str) -> Decimal | None:
    """A number that may have a fraction."""
    value = row.get(name)
    return value if isinstance(value, Decimal) else None


def day(row: Row, name: str) -> date | None:
    """A calendar day."""
    value = row.get(name)
    return value if isinstance(value, date) else None


def flag(row: Row, name: str) -> bool | None:
    """Yes or no."""
    value = row.get(name)
    return value if isinstance(value, bool) else None


def member(row: Row, name: str, kind: type[Chosen]) -> Chosen | None:
    """A code that the program itself reasons about."""
    try:
        return kind(row.get(name))  # type: ignore[arg-type]
    except ValueError:
        return None


def total(rows: Iterable[Row], name: str) -> int | None:
    """The sum of a column of required numbers; not known if one of them is not."""
    counts = [integer(row, name) for row in rows]
    return None if None in counts else sum(n for n in counts if n is not None)


def added(rows: Iterable[Row], name: str) -> int:
    """The sum of a column that may stay empty."""
    return sum(integer(row, name) or 0 for row in rows)
