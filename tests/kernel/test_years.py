"""An academic year is read from what people write and knows its own days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.years import AcademicYear

steady = settings(deadline=None)
years = st.integers(1900, 2199).map(AcademicYear)
days = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@pytest.mark.parametrize(
    "text", ["2025-2026", "2025/2026", "2025–2026", "2025-26", " 2025 — 2026 ", "2025/26"]
)
def test_a_year_is_read_as_people_write_it(text: str) -> None:
    assert AcademicYear.parse(text) == AcademicYear(2025)


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-2025", "2025-2027", "2025-27", "2026-2025", "25-26", "2025-2026-2027"]
    + ["abcd-efgh", "-2025-2026", "٢٠٢٥-٢٠٢٦", "0001-0002", "9999-10000", "2025-6", "2025 2026"]
    + ["1899-1900", "2200-2201"],
)
def test_what_names_no_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        AcademicYear.parse(text)


def test_the_turn_of_a_century_is_read_in_both_forms() -> None:
    assert AcademicYear.parse("1999-00") == AcademicYear.parse("1999-2000") == AcademicYear(1999)


def test_a_year_knows_its_days() -> None:
    year = AcademicYear(2025)
    assert (year.first_day, year.last_day) == (date(2025, 9, 1), date(2026, 8, 31))
    assert year.reference_date == date(2025, 10, 1)
    assert year.movement_period == (date(2024, 10, 1), date(2025, 9, 30))


def test_a_range_includes_both_ends() -> None:
    named = [str(y) for y in AcademicYear.range(AcademicYear(2019), AcademicYear(2021))]
    assert named == ["2019-2020", "2020-2021", "2021-2022"]


@steady
@given(years)
def test_a_year_survives_being_written_and_read(year: AcademicYear) -> None:
    assert AcademicYear.parse(str(year)) == year
    assert year.previous.next == year
    assert year.previous < year < year.next


@steady
@given(years)
def test_years_and_movement_periods_follow_each_other_without_a_gap(year: AcademicYear) -> None:
    assert year.last_day + timedelta(days=1) == year.next.first_day
    assert year.movement_period[1] + timedelta(days=1) == year.reference_date
    assert year.reference_date == year.next.movement_period[0]


@steady
@given(days)
def test_every_day_lies_in_the_year_that_claims_it(day: date) -> None:
    year = AcademicYear.of(day)
    assert year.first_day <= day <= year.last_day
