"""What a table hides cannot be worked out from what it shows."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.statistics.suppression import SMALLEST_SHOWN, Cell, Table, hidden

_counts = st.one_of(st.just(0), st.integers(1, 8), st.integers(5, 60))


@st.composite
def _tables(draw: st.DrawFn, most: int = 7, across: bool | None = None) -> Table:
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, most))
    rows = [[draw(_counts) for _ in range(width)] for _ in range(height)]
    return Table.of(rows, across=draw(st.booleans()) if across is None else across)


def sums(table: Table, values: dict[Cell, int]) -> list[int]:
    """What has to be nothing: every row and column less its total."""
    height, width = len(table.cells), len(table.cells[0])
    found = [
        sum(values[r, c] for r in range(height - 1)) - values[height - 1, c] for c in range(width)
    ]
    if table.across:
        found += [
            sum(values[r, c] for c in range(width - 1)) - values[r, width - 1]
            for r in range(height)
        ]
    return found


def can_differ(table: Table, hidden_: frozenset[Cell], cell: Cell) -> bool:
    """Whether some other table looks the same: tried out near the true values."""
    unknown = sorted(hidden_)
    true = {one: table.value(one) for one in table}
    for moves in product((-2, -1, 0, 1, 2), repeat=len(unknown)):
        values = true | {one: true[one] + m for one, m in zip(unknown, moves, strict=True)}
        is_other = values[cell] != true[cell] and min(values.values()) >= 0
        if is_other and not any(sums(table, values)):
            return True
    return False


def rank_settles(table: Table, hidden_: frozenset[Cell]) -> set[Cell]:
    """The hidden cells that the totals alone settle: solved by elimination, like a puzzle."""
    known = {cell: table.value(cell) for cell in table if cell not in hidden_}
    height, width = len(table.cells), len(table.cells[0])
    lines = [[(r, c) for r in range(height)] for c in range(width)]
    lines += [[(r, c) for c in range(width)] for r in range(height)] if table.across else []
    solved: set[Cell] = set()
    while True:
        for line in lines:
            left = [cell for cell in line if cell not in known]
            if len(left) == 1:
                known[left[0]] = table.value(left[0])
                solved.add(left[0])
                break
        else:
            return solved


@given(_tables())
def test_small_cells_are_hidden_and_zeros_are_no_secret(table: Table) -> None:
    found = hidden(table)
    for cell in table:
        assert (0 < table.value(cell) < SMALLEST_SHOWN) <= (cell in found)
    if not any(0 < table.value(cell) < SMALLEST_SHOWN for cell in table):
        assert not found


@given(_tables())
def test_no_hidden_cell_can_be_filled_in_from_the_totals(table: Table) -> None:
    assert not rank_settles(table, hidden(table))


@given(_tables(most=3))
def test_every_hidden_cell_could_be_another_number(table: Table) -> None:
    found = hidden(table)
    assume(0 < len(found) <= 6)
    for cell in found:
        assert can_differ(table, found, cell), (table, sorted(found))


@given(_tables(across=True))
def test_each_affected_row_and_column_hides_another_cell(table: Table) -> None:
    found = hidden(table)
    for row, column in found:
        assert any(r == row and c != column for r, c in found)
        assert any(c == column and r != row for r, c in found)


@given(_tables(across=True), st.data())
def test_totals_that_are_shown_elsewhere_are_hidden_here_only_with_them(
    table: Table, data: st.DataObject
) -> None:
    bottom = len(table.cells) - 1
    totals = [(bottom, c) for c in range(len(table.cells[0]))]
    given_ = hidden(Table.of([[n] for n in table.cells[bottom][:-1]], across=False))
    elsewhere = {(bottom, row if row < len(totals) - 1 else len(totals) - 1) for row, _c in given_}
    found = hidden(table, elsewhere, set(totals) - elsewhere)
    assert {cell for cell in found if cell[0] == bottom} == elsewhere
    assert not rank_settles(table, found)


@pytest.mark.parametrize(
    ("rows", "hidden_"),
    [
        ([[10, 20], [30, 40]], set()),
        ([[3, 20], [30, 40]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[3, 20, 50], [30, 40, 50]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[0, 20], [30, 40]], set()),
        ([[2]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
    ],
)
def test_what_is_hidden_by_examples(rows: list[list[int]], hidden_: set[Cell]) -> None:
    assert hidden(Table.of(rows)) == hidden_


def test_a_single_column_hides_the_next_smallest() -> None:
    table = Table.of([[3], [40], [9], [0]], across=False)
    assert hidden(table) == {(0, 0), (2, 0)}


def test_an_empty_table_hides_nothing() -> None:
    assert hidden(Table.of([])) == frozenset()
