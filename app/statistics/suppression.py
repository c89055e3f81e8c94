"""Cells that a published table hides, so that nobody can be recognised in it. Pure.

A cell of 1 to 4 persons is hidden (primary). Then, as long as any hidden cell could be
worked out from what is shown, one more is hidden (secondary): the smallest beside it that
shows somebody. Whether it could be worked out is decided exactly and not by counting
cells: a hidden cell is safe when the table allows it another value, with the same totals
and without negative numbers. A hidden cell whose row or column has no other hidden one
never is. See `is_settled` for how another value is found.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5

Cell = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """Counts of persons: rows and columns with their totals in the last row and column.

    With `across=False` the rows do not add up to anything: there are only columns, each
    with its total in the last row.
    """

    cells: tuple[tuple[int, ...], ...]
    across: bool = True

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]], *, across: bool = True) -> "Table":
        """A table of rows without totals; the totals are added."""
        lines = [(*row, sum(row)) if across else tuple(row) for row in rows]
        width = len(lines[0]) if lines else 0
        totals = tuple(sum(line[at] for line in lines) for at in range(width))
        return cls((*lines, totals), across)

    @property
    def last(self) -> Cell:
        """The grand total; without totals across, a place that no cell has."""
        right = len(self.cells[0]) - 1 if self.cells else 0
        return len(self.cells) - 1, right if self.across else -1

    def is_total(self, cell: Cell) -> bool:
        """Whether the cell is a total."""
        return cell[0] == self.last[0] or cell[1] == self.last[1]

    def __iter__(self) -> Iterator[Cell]:
        """Every cell by its row and column."""
        return ((r, c) for r, row in enumerate(self.cells) for c in range(len(row)))

    def value(self, cell: Cell) -> int:
        """What stands in a cell."""
        return self.cells[cell[0]][cell[1]]


def hidden(
    table: Table,
    given: Iterable[Cell] = (),
    shown: Iterable[Cell] = (),
    small: int = SMALLEST_SHOWN,
) -> frozenset[Cell]:
    """The cells to hide.

    `given` are hidden already elsewhere and stay so here; `shown` are shown elsewhere, so
    that hiding them here would hide nothing.
    """
    found = {cell for cell in table if 0 < table.value(cell) < small} | set(given)
    open_ = set(shown) - found
    while (more := _next(table, found, open_)) is not None:
        found.add(more)
    return frozenset(found)


def _next(table: Table, found: set[Cell], open_: set[Cell]) -> Cell | None:
    """The next cell to hide: beside one that is alone in its line, or that is settled all the same."""
    left = {cell for cell in table if cell not in found and cell not in open_}
    alone = [line & left for line in _lines(table) if len(line & found) == 1]
    near = next(filter(None, alone), None)
    if near is None:
        settled = [cell for cell in sorted(found) if is_settled(table, found, cell)]
        if not settled:
            return None
        near = next(filter(None, (_around(table, cell) & left for cell in settled)), left)
    return min(near, key=lambda cell: _cost(table, found, cell), default=None)


def is_settled(table: Table, hidden_: set[Cell], cell: Cell) -> bool:
    """Whether a hidden cell can have no other value than its own.

    Adding one to a cell has to be made good in its row and its column by other hidden
    cells: a way of hidden cells that leads, by turns along a column and along a row, back
    to where it began. Lowering a cell needs somebody in it; a total counts the other way.
    """
    return not any(_way(table, hidden_, cell, step) for step in (1, -1))


def _way(table: Table, hidden_: set[Cell], cell: Cell, step: int) -> bool:
    """Whether the cell can move by `step` with the others that are hidden."""
    if not _moves(table, cell, step):
        return False
    start, goal = ("column", cell[1]), _row(table, cell)
    waiting, met = deque([start]), {start}
    while waiting:
        node = waiting.popleft()
        if node == goal:
            return True
        for next_ in _steps(table, hidden_ - {cell}, node, step):
            if next_ not in met:
                met.add(next_)
                waiting.append(next_)
    return False


def _steps(
    table: Table, hidden_: set[Cell], node: tuple[str, int], step: int
) -> Iterator[tuple[str, int]]:
    """Along a column by a cell that moves against the first, along a row by one that moves with it."""
    kind, _at = node
    for cell in hidden_:
        ends = ("column", cell[1]), _row(table, cell)
        if kind == "column" and ends[0] == node and _moves(table, cell, -step):
            yield ends[1]
        elif kind == "row" and ends[1] == node and _moves(table, cell, step):
            yield ends[0]


def _row(table: Table, cell: Cell) -> tuple[str, int]:
    """The row of a cell. Where rows add up to nothing, they are all one."""
    return "row", cell[0] if table.across else 0


def _moves(table: Table, cell: Cell, step: int) -> bool:
    """Whether a cell may change so; a row or a column is its parts less its total."""
    row, column = table.last
    is_less = (cell[0] == row) != (cell[1] == column)
    return table.value(cell) > 0 or step == (-1 if is_less else 1)


def _lines(table: Table) -> list[set[Cell]]:
    """The cells of each column and, where rows add up, of each row."""
    height, width = len(table.cells), len(table.cells[0]) if table.cells else 0
    columns = [{(r, c) for r in range(height)} for c in range(width)]
    rows = [{(r, c) for c in range(width)} for r in range(height)]
    return columns + (rows if table.across else [])


def _around(table: Table, cell: Cell) -> set[Cell]:
    return set().union(*(line for line in _lines(table) if cell in line))


def _cost(table: Table, found: set[Cell], cell: Cell) -> tuple[bool, bool, bool, int, Cell]:
    """The least is lost by a small cell that shows somebody and helps two lines at once."""
    helps = sum(1 for line in _lines(table) if cell in line and len(line & found) == 1)
    value = table.value(cell)
    return value == 0, table.is_total(cell), helps < 2, value, cell
