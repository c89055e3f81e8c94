"""Two datasets side by side: what differs is found, told apart, kept, and makes one the other."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.years import AcademicYear
from app.returns.comparing import Comparison, Deed, applied, compare
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT

YEAR, DAY = AcademicYear(2025), date(2025, 10, 1)


def made(**rows: list[dict[str, Any]]) -> Dataset:
    """A dataset of these rows; `_4_CONT` is sheet 4_CONT."""
    found = {name[1:]: given for name, given in rows.items()}
    return Dataset.of(CURRENT, "QD-01", YEAR, DAY, found)


def values_of(column: Any) -> st.SearchStrategy[Any]:
    """A few values, so that rows meet: right ones, wrong ones, none."""
    kind = column.type
    right = [] if kind.lists else [kind.sample(n, None) for n in range(2)]
    return st.sampled_from([None, *right, "A", "Б", "1", 1, True])


def rows_of(sheet: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows that have a few columns in common."""
    some = [*sheet.columns[:3], *(c for c in sheet.columns if c.name in ("n", "sex", "award"))]
    return st.lists(st.fixed_dictionaries({c.name: values_of(c) for c in some}), max_size=5)


def datasets() -> st.SearchStrategy[Dataset]:
    """Any dataset, valid or not."""
    rows = st.fixed_dictionaries({sheet.name: rows_of(sheet) for sheet in CURRENT.sheets})
    return st.builds(
        lambda code, year, found: Dataset.of(
            CURRENT, code, AcademicYear(year), date(year, 10, 1), found
        ),
        st.sampled_from(["QD-01", "QD-02"]),
        st.sampled_from([2024, 2025]),
        rows,
    )


@given(datasets())
def test_a_dataset_is_the_same_as_itself(one: Dataset) -> None:
    found = compare(one, one)
    assert found.is_same and not found.different
    assert all(sheet.kept == len(one.rows(sheet.name)) for sheet in found.sheets)


@given(datasets(), datasets())
def test_the_differences_made_in_one_make_the_other(one: Dataset, other: Dataset) -> None:
    assert applied(one, compare(one, other)).digest == other.digest
    assert applied(other, compare(other, one)).digest == one.digest


@given(datasets(), datasets())
def test_only_the_same_content_has_no_difference(one: Dataset, other: Dataset) -> None:
    assert compare(one, other).is_same is (one.digest == other.digest)


@given(datasets(), datasets())
def test_there_and_back_is_the_same_way(one: Dataset, other: Dataset) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.count(Deed.ADDED) == back.count(Deed.REMOVED)
    assert there.count(Deed.REMOVED) == back.count(Deed.ADDED)
    assert there.count(Deed.CHANGED) == back.count(Deed.CHANGED)
    for sheet, mirrored in zip(there.sheets, back.sheets, strict=True):
        assert sheet.kept == mirrored.kept
        assert (sheet.total_before, sheet.total_after) == (
            mirrored.total_after,
            mirrored.total_before,
        )
        assert len(one.rows(sheet.name)) == sum(
            (sheet.kept, sheet.count(Deed.CHANGED), sheet.count(Deed.REMOVED))
        )


@given(datasets(), datasets())
def test_what_is_kept_is_read_back_the_same(one: Dataset, other: Dataset) -> None:
    found = compare(one, other)
    again = Comparison.loaded(found.dumped())
    assert again.dumped() == found.dumped()
    assert applied(one, again).digest == other.digest


@given(datasets(), st.randoms())
def test_the_order_of_rows_is_no_difference(one: Dataset, chance: Any) -> None:
    shuffled = {name: tuple(chance.sample(rows, len(rows))) for name, rows in one.sheets.items()}
    assert compare(one, replace(one, sheets=shuffled)).is_same


def test_a_changed_row_says_which_cells_and_by_how_much() -> None:
    row = {"prog_id": "P1", "sex": "F", "entry_year": 2024, "n": 12, "n_leave": 1}
    found = compare(made(_4_CONT=[row]), made(_4_CONT=[row | {"n": 9, "n_leave": None}]))
    (sheet,) = found.different
    (changed,) = sheet.rows
    assert (sheet.name, changed.deed, changed.at) == ("4_CONT", Deed.CHANGED, 0)
    n, leave = changed.cells
    assert (n.column, n.before, n.after, n.difference) == ("n", 12, 9, -3)
    assert (leave.column, leave.before, leave.after, leave.difference) == ("n_leave", 1, None, None)
    assert (sheet.total_before, sheet.total_after) == (12, 9)


def test_rows_of_one_key_are_matched_in_their_order() -> None:
    row = {"prog_id": "P1", "sex": "F", "n": 1}
    before = made(_4_CONT=[row, row | {"n": 2}, row | {"n": 3}])
    after = made(_4_CONT=[row | {"n": 2}, row | {"n": 10}])
    (sheet,) = compare(before, after).different
    assert sheet.kept == 1
    assert [(one.deed, one.cells and one.cells[0].difference) for one in sheet.rows] == [
        (Deed.CHANGED, 9),
        (Deed.REMOVED, ()),
    ]


def test_the_one_row_of_the_institution_is_changed_and_not_exchanged() -> None:
    before = made(_1_INST=[{"inst_code": "QD-01", "total_contingent": 10}])
    after = made(_1_INST=[{"inst_code": "QD-02", "total_contingent": 12}])
    (sheet,) = compare(before, after).different
    assert [one.deed for one in sheet.rows] == [Deed.CHANGED]
    assert [cell.column for cell in sheet.rows[0].cells] == ["inst_code", "total_contingent"]


def test_what_datasets_say_of_themselves_is_compared_too() -> None:
    one = made()
    other = replace(one, institution="QD-02", reference_on=date(2025, 10, 2))
    found = compare(one, other)
    assert not found.is_same
    assert [(one.column, one.before, one.after) for one in found.head] == [
        ("institution", "QD-01", "QD-02"),
        ("reference_date", "2025-10-01", "2025-10-02"),
    ]


def test_a_total_with_a_cell_that_is_no_number_is_not_known() -> None:
    (sheet,) = compare(made(), made(_4_CONT=[{"n": 3}, {"n": "many"}])).different
    assert (sheet.total_before, sheet.total_after) == (0, None)


def test_the_part_about_some_sheets_is_taken_out() -> None:
    found = compare(made(), made(_4_CONT=[{"n": 3}], _3_PROG=[{"prog_id": "P1"}]))
    assert [sheet.name for sheet in found.only(["3_PROG"]).different] == ["3_PROG"]
