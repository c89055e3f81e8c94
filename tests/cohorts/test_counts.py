"""Rows, fingerprints, the proposal for a new year, and how a cohort adds up. No database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cohorts.counts import (
    Balance,
    ContingentRow,
    Flows,
    changes,
    fingerprint,
    merged,
    study_ends_on,
)
from app.cohorts.models import Direction, Sex, StudyPlace
from app.cohorts.proposal import moved_on, place_in
from app.programmes.path import Level, StudyPath, Unit, parse_label, parse_text

ROW = ContingentRow(
    entry_year=2024,
    course_year=1,
    sex=Sex.FEMALE,
    citizenship="KZ",
    funding="O",
    place=StudyPlace.HOME,
    language="en",
    n=10,
)
TWO_AND_TWO = parse_label("2+2", Level.BACHELOR)
HALVES = parse_text("H1-P1-H2", Unit.SEMESTER)

ROWS = st.builds(
    replace,
    st.just(ROW),
    course_year=st.integers(1, 7),
    sex=st.sampled_from(Sex),
    place=st.sampled_from(StudyPlace),
    direction=st.sampled_from(Direction),
    n=st.integers(0, 300),
    on_leave=st.integers(0, 9),
)


def test_a_year_later_students_are_a_course_further_and_go_where_the_path_leads() -> None:
    second = replace(ROW, course_year=2)
    (row,) = moved_on([second], TWO_AND_TWO)
    assert (row.course_year, row.place, row.n) == (3, StudyPlace.PARTNER, 10)


def test_graduates_are_dropped_from_the_proposal() -> None:
    assert moved_on([replace(ROW, course_year=4)], TWO_AND_TWO) == []


def test_who_comes_home_no_longer_has_a_source_of_funding_at_the_partner() -> None:
    path = parse_text("P1-H3", Unit.YEAR)
    away = replace(ROW, place=StudyPlace.PARTNER, funding_partner="P")
    (row,) = moved_on([away], path)
    assert (row.place, row.funding_partner) == (StudyPlace.HOME, "")


def test_teaching_by_the_partners_teachers_goes_on_while_the_path_stays_at_home() -> None:
    (row,) = moved_on([replace(ROW, place=StudyPlace.HOME_WITH_PARTNER)], TWO_AND_TWO)
    assert row.place is StudyPlace.HOME_WITH_PARTNER


def test_a_divided_year_leaves_the_place_as_it_was() -> None:
    assert place_in(HALVES, 1) is None
    (row,) = moved_on([replace(ROW, place=StudyPlace.ONLINE)], parse_text("H3-P3", Unit.SEMESTER))
    assert row.place is StudyPlace.ONLINE


def test_incoming_students_stay_where_they_are() -> None:
    incoming = replace(ROW, course_year=2, direction=Direction.IN)
    (row,) = moved_on([incoming], TWO_AND_TWO)
    assert row.place is StudyPlace.HOME


def test_rows_that_become_alike_are_put_together() -> None:
    one = replace(ROW, course_year=2)
    other = replace(one, place=StudyPlace.ONLINE, n=3, on_leave=1)
    (row,) = moved_on([one, other], TWO_AND_TWO)
    assert (row.n, row.on_leave, row.place) == (13, 1, StudyPlace.PARTNER)


@given(st.lists(ROWS, max_size=12))
def test_the_proposal_keeps_everybody_who_does_not_graduate(rows: list[ContingentRow]) -> None:
    staying = [row for row in rows if row.course_year < 4]
    proposed = moved_on(rows, TWO_AND_TWO)
    assert sum(row.n for row in proposed) == sum(row.n for row in staying)
    assert len({row.key for row in proposed}) == len(proposed)


@given(st.lists(ROWS, max_size=8), st.randoms())
def test_a_fingerprint_does_not_depend_on_the_order(rows: list[ContingentRow], random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(rows)
    random.shuffle(mixed)
    assert fingerprint(mixed) == fingerprint(rows)


@given(st.lists(ROWS, max_size=8), ROWS.filter(lambda row: not row.is_empty))
def test_one_more_row_is_another_fingerprint(rows: list[ContingentRow], row: ContingentRow) -> None:
    assert fingerprint([*rows, row]) != fingerprint(rows)


def test_putting_rows_together_keeps_the_line_numbers_out_of_it() -> None:
    assert merged([ROW, replace(ROW, line=7)])[0].n == 20


def test_the_journal_keeps_changed_rows_only() -> None:
    other = replace(ROW, sex=Sex.MALE)
    found = changes([ROW, other], [replace(ROW, n=12), other])
    assert found == {"2024 1 OUT KZ F O HOME en FT": ["10 / 0", "12 / 0"]}


def test_rows_with_the_same_attributes_do_not_hide_each_other_in_the_journal() -> None:
    assert len(changes([], [ROW, ROW])) == 2


@pytest.mark.parametrize(
    ("balance", "difference", "is_open"),
    [
        (Balance(2024, 10, Flows(withdrawn=2), 8), 0, False),
        (Balance(2024, 10, Flows(transferred_in=1, reinstated=1, graduated=3), 9), 0, False),
        (Balance(2024, 10, Flows(), 9), -1, True),
        (Balance(2024, 10, Flows(), 9, leave=1), -1, False),
        (Balance(2024, 10, Flows(), 9, leave=-1), -1, True),
        (Balance(2024, 10, Flows(), 12, leave=-2), 2, False),
        (Balance(2025, 0, Flows(admitted=18), 18), 0, False),
        (Balance(2024, None, Flows(), 9), None, False),
        (Balance(2024, 10, Flows(), None), None, False),
    ],
)
def test_a_cohort_adds_up_or_says_by_how_much_it_does_not(
    balance: Balance, difference: int | None, is_open: bool
) -> None:
    assert (balance.difference, balance.is_open) == (difference, is_open)


def test_study_ends_on_the_last_day_of_august() -> None:
    assert study_ends_on(2024, 48) == date(2028, 8, 31)
    assert study_ends_on(2024, 18) == date(2026, 2, 28)


def test_the_unit_of_the_path_is_not_lost() -> None:
    assert isinstance(HALVES, StudyPath) and HALVES.nominal_years == 2
