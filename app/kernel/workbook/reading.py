"""Reads what people have filled in: values by sheet and column, and every slip on the way.

`read` takes an opened workbook; it never stops at the first slip and never raises. What
a slip weighs, and what to do about it, is not said here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils.cell import range_boundaries

from app.kernel.workbook import gaps
from app.kernel.workbook.book import Book, Broken, Formula, Line
from app.kernel.workbook.checks import Told, told
from app.kernel.workbook.declaration import REQUIRED, SYSTEM, Column, Edition
from app.kernel.workbook.desk import FIRST_ROW, LAST_COLUMN, LAST_ROW
from app.kernel.workbook.kinds import Choices, Code, Codes, Date, Integer, Number
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.slips import Slip, Slips, Way, excerpt
from app.kernel.workbook.tables import Table, tables
from app.kernel.workbook.text import LANGUAGES

Row = Mapping[str, Any]
Area = tuple[int, int, int, int]

# So many empty rows below or between the data are worth a word.
EMPTY_ROWS = 1000
# Where a text that begins with = is a formula that does not count any more.
NO_TEXT = (Integer, Number, Date, Code, Codes)
REMEMBERED = 20_000


@dataclass(frozen=True)
class Reading:
    """What was read: by sheet the rows, the number of the line of each, and where columns stand.

    Values are in the form of their kind (`Kind.settled`), blank ones left out. `columns`
    gives for each sheet column name → number of the column from 1.
    """

    rows: Mapping[str, tuple[Row, ...]]
    lines: Mapping[str, tuple[int, ...]]
    columns: Mapping[str, Mapping[str, int]]
    tables: tuple[Table, ...]
    slips: Slips


def read(edition: Edition, book: Book, codes: Codebook, latest: date) -> Reading:
    """What stands in the tables of the workbook; `latest` is the last day a date may name."""
    slips, lists = Slips(), every_list(codes)
    found = tables(edition, book)
    rows: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, tuple[int, ...]] = {}
    _look_at_sheets(edition, found, slips)
    if book.is_linked:
        slips.add(Slip(Way.LINKED))
    for table in found:
        _look_at_columns(table, slips)
        content = list(_TableReader(table, lists, latest, slips).rows())
        rows[table.name] = tuple(row for _, row in content)
        lines[table.name] = tuple(number for number, _ in content)
        _look_at_rows(table, lines[table.name], slips)
    where = {table.name: dict(table.columns) for table in found}
    return Reading(rows, lines, where, tuple(found), slips)


def _look_at_sheets(edition: Edition, found: list[Table], slips: Slips) -> None:
    there = {table.name for table in found}
    for sheet in edition.written:
        if sheet.name not in there:
            slips.add(Slip(Way.MISSING_SHEET, sheet.name, found=sheet.name))
    for table in found:
        if table.is_renamed:
            slips.add(Slip(Way.RENAMED_SHEET, table.name, found=table.page.name, read=table.name))
        if not table.header:
            slips.add(Slip(Way.WITHOUT_HEADER, table.name, 1, 1, found=table.name))


def _look_at_columns(table: Table, slips: Slips) -> None:
    if not table.header:
        return
    for column in table.sheet.columns:
        if column.name not in table.columns and not column.required.is_given:
            way = Way.MISSING_COLUMN if column.required is REQUIRED else Way.ABSENT_COLUMN
            slips.add(Slip(way, table.name, table.header, 0, column.name, column.name))
    for at, name in table.twice.items():
        slips.add(Slip(Way.COLUMN_TWICE, table.name, table.header, at, name, name))
    for at, words in table.others.items():
        way = Way.UNKNOWN_COLUMN if words else Way.NAMELESS_COLUMN
        slips.add(Slip(way, table.name, table.header, at, "", excerpt(words[0] if words else "")))


def _look_at_rows(table: Table, lines: tuple[int, ...], slips: Slips) -> None:
    name, page = table.name, table.page
    if table.sheet.single_row and table.header and len(lines) != 1:
        row = lines[1] if lines else table.header + 1
        slips.add(Slip(Way.MANY_ROWS if lines else Way.NO_ROW, name, row, 1, count=len(lines)))
    if page.empty > EMPTY_ROWS:
        slips.add(Slip(Way.EMPTY_ROWS, name, (lines or (FIRST_ROW,))[-1], 1, count=page.empty))
    hidden = [line.number for line in table.rows if line.is_hidden]
    if hidden:
        slips.add(Slip(Way.HIDDEN_ROWS, name, hidden[0], 1, count=len(hidden)))


class _TableReader:
    """Walks the rows of one table. The same words in the same column are looked at once."""

    def __init__(self, table: Table, lists: Codebook, latest: date, slips: Slips) -> None:
        self.table, self.latest, self.slips = table, latest, slips
        read = [
            (column, table.columns[column.name])
            for column in table.sheet.columns
            if column.name in table.columns and column.required is not SYSTEM
        ]
        self.columns: list[tuple[Column, int, Choices, dict[str, Told]]] = [
            (column, at, choices(column.type, lists, LANGUAGES[0]), {}) for column, at in read
        ]
        self.merged = tuple(self._merged())

    def _merged(self) -> Iterator[Area]:
        """Merged ranges that reach into the data; each is a slip where it begins to."""
        names = {at: name for name, at in self.table.columns.items()}
        for where in self.table.page.merged:
            left, top, right, bottom = _area(where)
            inside = [at for at in sorted(names) if left <= at <= right]
            if bottom > self.table.header > 0 and inside:
                row = max(top, self.table.header + 1)
                at = inside[0]
                self.slips.add(Slip(Way.MERGED, self.table.name, row, at, names[at], where))
                yield left, top, right, bottom

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold something, each with the number of its line."""
        for line in self.table.rows:
            row = dict(self._values(line))
            self._look_for_gaps(line, row)
            yield line.number, row

    def _values(self, line: Line) -> Iterator[tuple[str, Any]]:
        cells = line.cells
        for column, at, chosen, known in self.columns:
            content = cells.get(at)
            if content is None:
                continue
            found = known.get(content) if type(content) is str else None
            if found is None:
                found = self._told(column, content, chosen)
                if type(content) is str and len(known) < REMEMBERED:
                    known[content] = found
            if found.way:
                self._add(found, line.number, at, column)
            if found.value is not None and found.value != "" and found.value != ():
                yield column.name, found.value

    def _told(self, column: Column, content: Any, chosen: Choices) -> Told:
        if isinstance(content, Formula):
            return Told(None, Way.FORMULA, excerpt(content.text))
        if isinstance(content, str) and content[0] == "=" and isinstance(column.type, NO_TEXT):
            return Told(None, Way.FORMULA, excerpt(content[1:]))
        if isinstance(content, Broken):
            return Told(None, Way.ERROR, content.text)
        return told(column.type, content, chosen, self.latest)

    def _add(self, found: Told, row: int, at: int, column: Column) -> None:
        self.slips.add(
            Slip(found.way, self.table.name, row, at, column.name, found.found, found.read)
        )

    def _look_for_gaps(self, line: Line, row: Row) -> None:
        """Required cells in which nothing stands at all."""
        for column, at, _, _ in self.columns:
            asked = column.required is REQUIRED and not column.left_to and at not in line.cells
            if asked and gaps.is_missing(column, row) and not self._is_merged(line, at):
                slip = Slip(Way.EMPTY_CELL, self.table.name, line.number, at, column.name)
                self.slips.add(slip)

    def _is_merged(self, line: Line, at: int) -> bool:
        """Whether a merged cell lies over it; not asked any more once gaps are only counted."""
        return not self.slips.is_full(Way.EMPTY_CELL) and any(
            left <= at <= right and top <= line.number <= bottom
            for left, top, right, bottom in self.merged
        )


def _area(where: str) -> Area:
    """First column and row, last column and row of a range; all of the sheet where it is none."""
    try:
        left, top, right, bottom = range_boundaries(where)
        return left, top, right, bottom
    except (ValueError, TypeError):
        return 1, 1, LAST_COLUMN, LAST_ROW
