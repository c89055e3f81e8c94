"""A return as data: one content has one digest, and is read back as it was kept."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.workbook.kinds import NO_CHOICES, Codes
from app.kernel.years import AcademicYear
from app.returns.dataset import KEYS, Dataset
from app.returns.editions import CURRENT

YEAR, DAY = AcademicYear(2025), date(2025, 10, 1)
NO_LISTS = Codes("NONE")


def made(**rows: list[dict[str, Any]]) -> Dataset:
    return Dataset.of(
        CURRENT, "QD-01", YEAR, DAY, {name[1:]: found for name, found in rows.items()}
    )


def a_row(sheet: Any, n: int) -> dict[str, Any]:
    """A row with the n-th example in every column that chooses from no list."""
    return {
        column.name: column.type.sample(n, NO_CHOICES)
        for column in sheet.columns
        if not column.type.lists
    }


@given(st.lists(st.integers(0, 500), max_size=6))
def test_what_is_kept_is_read_back_the_same(numbers: list[int]) -> None:
    rows = {s.name: [a_row(s, n) for n in numbers] for s in CURRENT.sheets}
    dataset = Dataset.of(CURRENT, "QD-01", YEAR, DAY, rows)
    again = Dataset.loaded(dataset.dumped())
    assert again == dataset
    assert again.digest == dataset.digest


def test_the_order_of_rows_and_columns_does_not_change_the_digest() -> None:
    one, other = {"prog_id": "P1", "n": 3}, {"n": 4, "prog_id": "P2"}
    turned = {"prog_id": "P2", "n": 4}
    assert made(_4_CONT=[one, other]).digest == made(_4_CONT=[turned, one]).digest


def test_any_other_content_changes_the_digest() -> None:
    digests = {
        made(_4_CONT=[{"prog_id": "P1", "n": 3}]).digest,
        made(_4_CONT=[{"prog_id": "P1", "n": 4}]).digest,
        made(_4_CONT=[{"prog_id": "P1", "n": 3}, {"prog_id": "P1", "n": 3}]).digest,
        made(_5_MOVE=[{"prog_id": "P1"}]).digest,
        made().digest,
    }
    assert len(digests) == 5


def test_blanks_that_nobody_means_are_no_difference() -> None:
    one = made(
        _3_PROG=[{"prog_id": " P1", "prog_name_en": "Data\u00a0 science ", "ects_total": 240}]
    )
    other = made(
        _3_PROG=[{"prog_id": "P1", "prog_name_en": "Data science", "ects_total": Decimal("240.0")}]
    )
    assert one.digest == other.digest


def test_what_the_system_writes_is_not_declared() -> None:
    assert made(_1_INST=[{"inst_code": "QD-01", "file_hash": "x"}]).head == {"inst_code": "QD-01"}


def test_every_sheet_names_the_columns_its_rows_are_known_by() -> None:
    for sheet in CURRENT.sheets:
        assert {*KEYS[sheet.name]} <= {column.name for column in sheet.columns}
