"""Two datasets side by side: which rows came, went or changed, and what changed in them.

Pure. Rows that are the same on both sides are put together first, then rows of the same
key (`dataset.key_of`) in their order; what is left came or went. `Comparison.dumped` keeps
a comparison as text, with values as data keep them, so that it is told in the language
of whoever reads it (`telling`).
"""

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from app.kernel.workbook.declaration import Sheet
from app.kernel.workbook.kinds import Kind
from app.kernel.years import AcademicYear
from app.returns.dataset import Dataset, Row, edition_of, key_of

COUNT = "n"


class Deed(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One cell: what it held and what it holds; None is empty."""

    column: str
    before: Any
    after: Any

    @property
    def difference(self) -> int | Decimal | None:
        """By how much a number grew; None where one side is no number."""
        if _is_number(self.before) and _is_number(self.after):
            return self.after - self.before  # type: ignore[no-any-return]
        return None


@dataclass(frozen=True)
class RowChange:
    """One row that differs. `at` is its place in `after` (of a removed row: in `before`)."""

    deed: Deed
    at: int
    before: Row | None
    after: Row | None
    cells: tuple[Change, ...] = ()

    @property
    def row(self) -> Row:
        """The row as it is now, or as it was when it is gone."""
        return (self.after if self.after is not None else self.before) or {}


@dataclass(frozen=True)
class SheetComparison:
    """One sheet: rows that differ, how many stayed, and the people counted on both sides.

    The totals are of column `n`; None on a sheet that has none, or where a cell of it
    holds no number.
    """

    name: str
    rows: tuple[RowChange, ...]
    kept: int
    total_before: int | None = None
    total_after: int | None = None

    def of(self, deed: Deed) -> tuple[RowChange, ...]:
        """The rows to which that happened."""
        return tuple(row for row in self.rows if row.deed is deed)

    def count(self, deed: Deed | str) -> int:
        """To how many rows that happened."""
        return sum(row.deed == deed for row in self.rows)

    @property
    def is_same(self) -> bool:
        """Whether no row differs."""
        return not self.rows


@dataclass(frozen=True)
class Comparison:
    """Everything in which two datasets differ. `head` is what they say of themselves."""

    edition: str
    head: tuple[Change, ...]
    sheets: tuple[SheetComparison, ...]

    @property
    def is_same(self) -> bool:
        """Whether both say the same: their digests are then the same too."""
        return not self.head and all(sheet.is_same for sheet in self.sheets)

    @property
    def different(self) -> tuple[SheetComparison, ...]:
        """The sheets on which something differs."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_same)

    def count(self, deed: Deed | str) -> int:
        """To how many rows of all sheets that happened."""
        return sum(sheet.count(deed) for sheet in self.sheets)

    def only(self, names: Iterable[str]) -> "Comparison":
        """The part about these sheets, without the head."""
        wanted = {*names}
        return Comparison(self.edition, (), tuple(s for s in self.sheets if s.name in wanted))

    def dumped(self) -> str:
        """The comparison as text to keep; what stayed is counted only."""
        return json.dumps(
            {
                "edition": self.edition,
                "head": [[one.column, one.before, one.after] for one in self.head],
                "sheets": [_sheet_kept(self.edition, sheet) for sheet in self.sheets],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def loaded(cls, text: str) -> Self:
        """The comparison behind a kept text; KeyError for an edition that is not known."""
        found = json.loads(text)
        return cls(
            found["edition"],
            tuple(Change(*one) for one in found["head"]),
            tuple(_sheet_loaded(found["edition"], sheet) for sheet in found["sheets"]),
        )


def compare(before: Dataset, after: Dataset) -> Comparison:
    """What has to happen to `before` so that it says what `after` says.

    The sheets and columns of the edition of `after` are compared; what only an earlier
    one asked for is not.
    """
    edition = edition_of(after.edition)
    sheets = (_compared(s, before.rows(s.name), after.rows(s.name)) for s in edition.sheets)
    return Comparison(edition.code, tuple(_head(before, after)), tuple(sheets))


def applied(before: Dataset, comparison: Comparison) -> Dataset:
    """`before` with the differences made in it; rows keep no particular order."""
    head = {one.column: one.after for one in comparison.head}
    return Dataset(
        head.get("edition", before.edition),
        head.get("institution", before.institution),
        AcademicYear.parse(head.get("year", str(before.year))),
        date.fromisoformat(head.get("reference_date", before.reference_on.isoformat())),
        {sheet.name: tuple(_made(before, sheet)) for sheet in comparison.sheets},
    )


def text_of(sheet: Sheet, row: Row) -> str:
    """One text for one content of a row: what two rows that say the same have in common."""
    kinds = {column.name: column.type for column in sheet.columns}
    told = {name: kinds[name].stored(value) for name, value in row.items() if name in kinds}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def total(rows: Iterable[Row]) -> int | None:
    """The people counted in rows; None where a row has no number of them."""
    found = [row.get(COUNT, 0) for row in rows]
    return sum(found) if all(_is_number(one) for one in found) else None


def _head(before: Dataset, after: Dataset) -> Iterator[Change]:
    for name, was, now in (
        ("edition", before.edition, after.edition),
        ("institution", before.institution, after.institution),
        ("year", str(before.year), str(after.year)),
        ("reference_date", before.reference_on.isoformat(), after.reference_on.isoformat()),
    ):
        if was != now:
            yield Change(name, was, now)


def _compared(sheet: Sheet, before: Sequence[Row], after: Sequence[Row]) -> SheetComparison:
    same, pairs, gone, come = _paired(sheet, before, after)
    changed = [
        RowChange(Deed.CHANGED, at, before[was], after[at], _cells(sheet, before[was], after[at]))
        for was, at in pairs
    ]
    added = [RowChange(Deed.ADDED, at, None, after[at]) for at in come]
    removed = [RowChange(Deed.REMOVED, at, before[at], None) for at in gone]
    counts = any(column.name == COUNT for column in sheet.columns)
    return SheetComparison(
        sheet.name,
        (*sorted([*changed, *added], key=lambda row: row.at), *removed),
        same,
        total(before) if counts else None,
        total(after) if counts else None,
    )


Pairs = list[tuple[int, int]]


def _paired(
    sheet: Sheet, before: Sequence[Row], after: Sequence[Row]
) -> tuple[int, Pairs, list[int], list[int]]:
    """How many rows are the same; which other row is which; what went, and what came."""
    same, left, right = _matched(
        [(at, text_of(sheet, row)) for at, row in enumerate(before)],
        [(at, text_of(sheet, row)) for at, row in enumerate(after)],
    )
    pairs, gone, come = _matched(
        [(at, _key(sheet, before[at])) for at in left],
        [(at, _key(sheet, after[at])) for at in right],
    )
    return len(same), pairs, gone, come


def _matched(
    before: Iterable[tuple[int, str]], after: Iterable[tuple[int, str]]
) -> tuple[Pairs, list[int], list[int]]:
    """Rows of the same name, the first with the first; and what is left on either side."""
    known: dict[str, deque[int]] = defaultdict(deque)
    for at, name in before:
        known[name].append(at)
    pairs, come = [], []
    for at, name in after:
        if waiting := known.get(name):
            pairs.append((waiting.popleft(), at))
        else:
            come.append(at)
    return pairs, sorted(at for waiting in known.values() for at in waiting), come


def _key(sheet: Sheet, row: Row) -> str:
    """A sheet of one row has only that one, whatever its key says."""
    return "" if sheet.single_row else key_of(sheet.name, row)


def _cells(sheet: Sheet, before: Row, after: Row) -> tuple[Change, ...]:
    """The cells that differ, in the order of the columns."""
    found = (
        (column.type, Change(column.name, before.get(column.name), after.get(column.name)))
        for column in sheet.columns
    )
    return tuple(cell for kind, cell in found if _differs(kind, cell))


def _differs(kind: Kind, cell: Change) -> bool:
    """As data keep them: 240 and "240" are one number, yes and 1 are not one answer."""
    if cell.before is None or cell.after is None:
        return cell.before is not cell.after
    return json.dumps(kind.stored(cell.before)) != json.dumps(kind.stored(cell.after))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _made(before: Dataset, sheet: SheetComparison) -> Iterator[Row]:
    declared = edition_of(before.edition).sheet(sheet.name)
    gone: dict[str, int] = defaultdict(int)
    for change in sheet.rows:
        if change.before is not None:
            gone[text_of(declared, change.before)] += 1
    for row in before.rows(sheet.name):
        if gone[text_of(declared, row)]:
            gone[text_of(declared, row)] -= 1
        else:
            yield row
    yield from (change.after for change in sheet.rows if change.after is not None)


def _sheet_kept(edition: str, sheet: SheetComparison) -> dict[str, Any]:
    declared = edition_of(edition).sheet(sheet.name)
    return {
        "name": sheet.name,
        "kept": sheet.kept,
        "totals": [sheet.total_before, sheet.total_after],
        "rows": [
            [
                row.deed.value,
                row.at,
                _row_kept(declared, row.before),
                _row_kept(declared, row.after),
            ]
            for row in sheet.rows
        ],
    }


def _row_kept(sheet: Sheet, row: Row | None) -> Mapping[str, Any] | None:
    if row is None:
        return None
    kinds = {column.name: column.type for column in sheet.columns}
    return {name: kinds[name].stored(value) for name, value in row.items() if name in kinds}


def _sheet_loaded(edition: str, found: Mapping[str, Any]) -> SheetComparison:
    declared = edition_of(edition).sheet(found["name"])
    rows = []
    for deed, at, before, after in found["rows"]:
        was, now = _row_loaded(declared, before), _row_loaded(declared, after)
        cells = _cells(declared, was, now) if was is not None and now is not None else ()
        rows.append(RowChange(Deed(deed), at, was, now, cells))
    return SheetComparison(found["name"], tuple(rows), found["kept"], *found["totals"])


def _row_loaded(sheet: Sheet, row: Mapping[str, Any] | None) -> Row | None:
    if row is None:
        return None
    kinds = {column.name: column.type for column in sheet.columns}
    return {name: kinds[name].restored(value) for name, value in row.items()}
