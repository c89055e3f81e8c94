"""Long lists page by page, from key to key: never an offset, never a count of everything.

A feature names the columns that order its list in a `Keyset` (the last one
unique), asks `slice_of` for the rows around a cursor, and its view turns the
result into a `Page` for `components/pager.html`:

    found = queries.listing(actor(), filters, listing.cursor())
    return page("agreements/index.html", listing=listing.page_of(found))

A page costs the same at the end of a million rows as at the beginning.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request
from flask_babel import ngettext
from sqlalchemy import Select, literal, tuple_

from app.kernel.db import session

PAGE = 50
PARAMETER = "page"
LARGEST = 2**31 - 1

T = TypeVar("T")


@dataclass(frozen=True)
class Keyset:
    """What a list is ordered by; together the columns are unique and never empty."""

    columns: tuple[Any, ...]
    descending: bool = False
    size: int = PAGE


@dataclass(frozen=True)
class Slice(Generic[T]):
    """Rows of a list, with the cursors of what lies before and after them."""

    rows: Sequence[T]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows with the addresses of the neighbouring pages, as the pager shows them."""

    rows: Sequence[T]
    next_url: str | None
    previous_url: str | None
    shown: str


@dataclass(frozen=True)
class _Place:
    """A point in a list, and whether the reader goes back from it."""

    values: tuple[Any, ...]
    back: bool


def cursor() -> str:
    """The cursor in the address of the present request; empty on the first page."""
    return request.args.get(PARAMETER, "")


def slice_of(statement: Select[Any], keyset: Keyset, cursor: str = "") -> Slice[Any]:
    """The rows of `statement` after (or before) the cursor, in the order of the keyset.

    A cursor that cannot be read, or behind which nothing is left, means the first page.
    """
    place = _read(cursor, keyset)
    rows = _rows(statement, keyset, place)
    if place and not rows:
        place, rows = None, _rows(statement, keyset, None)
    has_more = len(rows) > keyset.size
    shown = rows[: keyset.size]
    if place and place.back:
        shown.reverse()
    back = place is not None and place.back
    has_before, has_after = (has_more, True) if back else (place is not None, has_more)
    return Slice(
        rows=shown,
        before=_write(shown[0], keyset, back=True) if has_before else None,
        after=_write(shown[-1], keyset, back=False) if has_after else None,
    )


def page_of(found: Slice[T]) -> Page[T]:
    """The page of the present request, its links keeping every filter in the address."""
    return Page(
        rows=found.rows,
        next_url=_address(found.after),
        previous_url=_address(found.before),
        shown=_shown(found),
    )


def _rows(statement: Select[Any], keyset: Keyset, place: _Place | None) -> list[Any]:
    falling = keyset.descending != (place is not None and place.back)
    order = [column.desc() if falling else column.asc() for column in keyset.columns]
    wanted = statement.order_by(None).order_by(*order).limit(keyset.size + 1)
    if place:
        here = tuple_(*keyset.columns)
        there = tuple_(
            *(literal(v, c.type) for v, c in zip(place.values, keyset.columns, strict=True))
        )
        wanted = wanted.where(here < there if falling else here > there)
    found = session.execute(wanted)
    return list(found.scalars() if len(statement.column_descriptions) == 1 else found)


def _write(row: Any, keyset: Keyset, *, back: bool) -> str:
    values = [getattr(row, column.key) for column in keyset.columns]
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    content = json.dumps([int(back), *plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _read(cursor: str, keyset: Keyset) -> _Place | None:
    """The place a cursor names; None for anything that this list cannot have written."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        back, *values = json.loads(base64.urlsafe_b64decode(padded))
        pairs = zip(values, keyset.columns, strict=True)
        return _Place(tuple(_value(v, c.type.python_type) for v, c in pairs), bool(back))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None


def _value(given: Any, kind: type) -> Any:
    """A value of the column's type; ValueError for what no database would compare."""
    if kind is date:
        return date.fromisoformat(given)
    if not isinstance(given, kind) or isinstance(given, bool):
        raise ValueError(given)
    if isinstance(given, int) and abs(given) > LARGEST:
        raise ValueError(given)
    if isinstance(given, str) and ("\x00" in given or not given.isprintable()):
        raise ValueError(given)
    return given


def _address(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != PARAMETER]
    return f"{request.script_root}{quote(request.path)}?{urlencode([*kept, (PARAMETER, cursor)])}"


def _shown(found: Slice[Any]) -> str:
    n = len(found.rows)
    if found.before is None and found.after is None:
        return ngettext("%(num)d in the list", "%(num)d in the list", n)
    return ngettext("%(num)d on this page", "%(num)d on this page", n)
