"""A comparison in the words of whoever reads it: titles of the edition, labels of codes.

Of a long sheet the first rows of each kind are told, and how many more there are; all of
them are in the workbook (`compared`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel import codes, i18n
from app.kernel.workbook.declaration import Column, Sheet
from app.kernel.workbook.kinds import Year
from app.kernel.workbook.lists import every_list
from app.kernel.workbook.text import Named
from app.returns.comparing import Change, Comparison, Deed, RowChange, SheetComparison
from app.returns.dataset import KEYS, Row, edition_of

MOST_OF_A_KIND, MOST_CELLS = 12, 8

# What a row is called besides its key, where it has a name.
NAMES = {"2_AGR": "agr_title", "3_PROG": "prog_name_{}", "1_INST": "inst_name_{}"}
HEAD = {
    "edition": _l("Edition of the workbook"),
    "institution": _l("Institution"),
    "year": _l("Academic year"),
    "reference_date": _l("Reference date"),
}

Lists = Mapping[str, Mapping[str, Named]]


@dataclass(frozen=True)
class Cell:
    """What a cell said and says; empty text is an empty cell."""

    title: str
    before: str
    after: str
    difference: str = ""


@dataclass(frozen=True)
class Line:
    """A row that differs: what it is called, and more of its key; `more` cells are not told."""

    deed: str
    name: str
    detail: str
    cells: tuple[Cell, ...]
    more: int = 0


@dataclass(frozen=True)
class Part:
    """A sheet on which something differs; `more` are rows that are not told."""

    name: str
    title: str
    lines: tuple[Line, ...]
    more: int
    counts: Mapping[str, int]
    kept: int
    total_before: int | None
    total_after: int | None


@dataclass(frozen=True)
class Telling:
    """Everything that differs, in words."""

    head: tuple[Cell, ...]
    parts: tuple[Part, ...]


class Words:
    """What cells and rows are called in the reader's language; code lists are looked up once."""

    def __init__(self) -> None:
        self.language = i18n.current_language()
        self.lists: Lists = every_list(codes.book())

    def value(self, column: Column, value: Any) -> str:
        """A value as a person reads it; empty text for an empty cell."""
        if value is None:
            return ""
        if isinstance(value, tuple):
            return ", ".join(self._label(column, one) for one in value)
        if isinstance(value, bool):
            return self._label(column, "Y" if value else "N")
        if isinstance(value, date):
            return i18n.day(value)
        if isinstance(value, int | Decimal):
            return str(value) if isinstance(column.type, Year) else i18n.number(value)
        return self._label(column, value)

    def title(self, column: Column) -> str:
        """How the column is headed."""
        return column.title.in_(self.language)

    def name(self, sheet: Sheet, row: Row) -> tuple[str, str]:
        """What a row is called, and what else it is known by: its key in words."""
        first, *rest = KEYS[sheet.name]
        called = NAMES.get(sheet.name, "").format(self.language)
        return self._joined(sheet, row, [first, called]) or "—", self._joined(sheet, row, rest)

    def _joined(self, sheet: Sheet, row: Row, names: Iterable[str]) -> str:
        known = {column.name: column for column in sheet.columns}
        told = (self.value(known[name], row.get(name)) for name in names if name in known)
        return " · ".join(one for one in told if one)

    def _label(self, column: Column, code: str) -> str:
        for name in column.type.lists:
            if found := self.lists[name].get(code):
                return found.in_(self.language)
        return code


def telling(comparison: Comparison) -> Telling:
    """The comparison in the reader's words."""
    words, edition = Words(), edition_of(comparison.edition)
    return Telling(
        tuple(Cell(str(HEAD[c.column]), c.before, c.after) for c in comparison.head),
        tuple(_part(words, edition.sheet(one.name), one) for one in comparison.different),
    )


def _part(words: Words, sheet: Sheet, found: SheetComparison) -> Part:
    rows = [row for deed in Deed for row in found.of(deed)[:MOST_OF_A_KIND]]
    return Part(
        found.name,
        sheet.title.in_(words.language),
        tuple(_line(words, sheet, row) for row in rows),
        len(found.rows) - len(rows),
        {deed.value: found.count(deed) for deed in Deed if found.count(deed)},
        found.kept,
        found.total_before,
        found.total_after,
    )


def _line(words: Words, sheet: Sheet, row: RowChange) -> Line:
    cells = tuple(_cells(words, sheet, row))
    shown = cells[:MOST_CELLS]
    return Line(row.deed.value, *words.name(sheet, row.row), shown, len(cells) - len(shown))


def _cells(words: Words, sheet: Sheet, row: RowChange) -> Iterable[Cell]:
    """The cells that changed; of a row that came or went, what is beside its key."""
    known = {column.name: column for column in sheet.columns}
    changes = row.cells if row.deed is Deed.CHANGED else _whole(sheet, row)
    for change in changes:
        column = known[change.column]
        yield Cell(
            words.title(column),
            words.value(column, change.before),
            words.value(column, change.after),
            "" if change.difference is None else i18n.signed(change.difference),
        )


def _whole(sheet: Sheet, row: RowChange) -> Iterable[Change]:
    key = {*KEYS.get(sheet.name, ())}
    was, now = row.before or {}, row.after or {}
    for column in sheet.columns:
        if column.name in row.row and column.name not in key:
            yield Change(column.name, was.get(column.name), now.get(column.name))
