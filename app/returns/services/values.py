"""Cells of a return as the values that services take; what does not fit is named.

A dataset may hold anything that was typed. Whether a value is one of its column's kind
and within its bounds is asked here, before it reaches a service or the database.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from app.kernel import iso
from app.kernel.workbook.declaration import Column, Sheet
from app.kernel.workbook.kinds import Email, Integer, Languages, Number, String, Url
from app.returns.columns import Names
from app.returns.dataset import Row

T = TypeVar("T")

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
WEB = re.compile(r"https?://[^\s/.]+\.[^\s]+")
LONGEST = {Email: 254, Url: 500}

# How many digits the register keeps before and behind the point: credits of a programme,
# credits summed over people, a mark.
DIGITS = {"3_PROG": (4, 1), "7_MOB": (7, 1), "adm_gpa_min": (2, 2)}


def built(
    kind: type[T], names: Names, sheet: Sheet, row: Row, more: Mapping[str, Any]
) -> T | list[str]:
    """A value of that kind from a row; or the columns that do not fit, or may not be empty.

    An empty cell is what the kind says when nobody says anything. `more` are values from
    elsewhere.
    """
    given, wrong = dict(more), []
    hints, known = _hints(kind), _fields(kind)  # type: ignore[arg-type]
    for column, attribute in names.items():
        value = row.get(column)
        if value is None and _may_be_empty(known[attribute]):
            continue
        try:
            given[attribute] = _fitting(sheet, sheet.column(column), hints[attribute], value)
        except ValueError:
            wrong.append(column)
    return wrong or kind(**given)


def fits(sheet: Sheet, column: Column, value: Any) -> bool:
    """Whether a value is one that the column may hold."""
    if isinstance(column.type, Number):
        return _is_measured(_digits(sheet, column)[0], value)
    return _BY_KIND.get(type(column.type), _is_short)(column, value)


def _is_short(column: Column, value: Any) -> bool:
    kind = column.type
    most = kind.most if isinstance(kind, String) else LONGEST.get(type(kind), 200)
    return not isinstance(value, str) or len(value) <= most


def _is_within(column: Column, value: Any) -> bool:
    kind = column.type
    return isinstance(kind, Integer) and _is_whole(value) and kind.least <= value <= kind.most


def _digits(sheet: Sheet, column: Column) -> tuple[int, int]:
    return DIGITS.get(column.name) or DIGITS[sheet.name]


def _is_measured(digits: int, value: Any) -> bool:
    return (_is_whole(value) or isinstance(value, Decimal)) and 0 <= value <= 10**digits - 1


def _is_address(column: Column, value: Any) -> bool:
    return bool(ADDRESS.fullmatch(str(value))) and _is_short(column, value)


def _is_web(column: Column, value: Any) -> bool:
    return bool(WEB.fullmatch(str(value))) and _is_short(column, value)


def _are_languages(column: Column, value: Any) -> bool:
    return isinstance(value, tuple) and {*value} <= {*iso.LANGUAGES}


_BY_KIND: Mapping[type, Callable[[Column, Any], bool]] = {
    **dict.fromkeys((Integer, *Integer.__subclasses__()), _is_within),
    Email: _is_address,
    Url: _is_web,
    Languages: _are_languages,
}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _rounded(behind: int, value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-behind), ROUND_HALF_UP)


def _fitting(sheet: Sheet, column: Column, hint: Any, value: Any) -> Any:
    """The value as the service takes it; ValueError when it is none."""
    kind = next(one for one in _alternatives(hint) if one is not NoneType)
    if value is None or not fits(sheet, column, value):
        raise ValueError(column.name)
    if kind is Decimal:
        return _rounded(_digits(sheet, column)[1], Decimal(value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind in (int, str, date) and not isinstance(value, kind):
        raise ValueError(column.name)
    return value


def _alternatives(hint: Any) -> Iterable[Any]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _may_be_empty(field: Field[Any]) -> bool:
    return field.default is not MISSING


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _fields(kind: Any) -> Mapping[str, Field[Any]]:
    return {field.name: field for field in fields(kind)}
