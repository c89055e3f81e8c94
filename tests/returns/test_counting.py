"""What a return adds to the national figures is what the register adds by its own rows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.agreements.term import TermKind
from app.cohorts.models import Direction, StudyPlace
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.years import AcademicYear
from app.returns import counting, services, workbook
from app.returns.counting import Known
from app.returns.dataset import Dataset
from app.returns.models import (
    CountedInstitution,
    CountedPartner,
    CountedProgramme,
    CountedStudents,
)
from tests.makers import Make

YEAR = AcademicYear(2025)


@pytest.fixture
def made(make: Make) -> Any:
    """An institution with a programme, its students and those it receives."""
    home = make.institution()
    make.figures(home, 2025, total_contingent=4000, total_foreign=120)
    programme = make.programme(make.agreement(home))
    cohort = make.cohort(programme)
    make.contingent(cohort, n=10, on_leave=2)
    make.contingent(cohort, n=4, direction=Direction.IN, place=StudyPlace.HOME)
    return home


def dataset(home: Any) -> Dataset:
    """The return of the institution as its register has it."""
    session.flush()
    return workbook.dataset(home, YEAR)


def changed(data: Dataset, sheet: str, **given: Any) -> Dataset:
    """The same return with other values in the first row of a sheet; None takes one away."""
    first, *others = data.rows(sheet)
    row = {name: value for name, value in {**first, **given}.items() if value is not None}
    return replace(data, sheets={**data.sheets, sheet: (row, *others)})


def test_a_return_is_counted_row_by_row(made: Any) -> None:
    found = counting.rows_of(dataset(made))
    (one,) = found.programmes
    assert (found.total_contingent, found.total_foreign) == (4000, 120)
    assert (one.field, one.format, one.level, one.is_on_offer) == ("6B041", "2+2", "B", True)
    assert (one.term_kind, one.ends_on) == (TermKind.FIX, date(2029, 8, 31))
    assert [(s.direction, s.n, s.on_leave) for s in one.students] == [("OUT", 10, 2), ("IN", 4, 0)]
    assert [p.country for p in one.partners] == ["DE"]


@pytest.mark.parametrize(
    ("sheet", "given", "is_offered"),
    [
        ("3_PROG", {"first_intake": 2026}, False),
        ("3_PROG", {"first_intake": 2025}, True),
        ("3_PROG", {"last_intake": 2025}, True),
        ("3_PROG", {"last_intake": 2024}, False),
        ("2_AGR", {"signed_date": date(2025, 10, 1)}, True),
        ("2_AGR", {"signed_date": date(2025, 10, 2)}, False),
        ("2_AGR", {"agr_status": "EXPIRED"}, False),
        ("2_AGR", {"agr_status": "TEACHOUT"}, False),
        ("2_AGR", {"agr_status": None}, True),
        ("2_AGR", {"agr_status": None, "end_date": date(2025, 9, 30)}, False),
        ("2_AGR", {"agr_status": None, "start_date": date(2025, 10, 2)}, False),
        ("2_AGR", {"agr_status": None, "terminated_date": date(2025, 10, 1)}, False),
        ("2_AGR", {"agr_status": None, "terminated_date": date(2025, 10, 2)}, True),
    ],
)
def test_a_programme_is_on_offer_as_the_register_means_it(
    made: Any, sheet: str, given: dict[str, Any], is_offered: bool
) -> None:
    (one,) = counting.rows_of(changed(dataset(made), sheet, **given)).programmes
    assert one.is_on_offer is is_offered


@pytest.mark.parametrize(
    ("sheet", "given"),
    [
        ("4_CONT", {"prog_id": "nowhere"}),
        ("4_CONT", {"n": "many"}),
        ("4_CONT", {"n": None}),
        ("4_CONT", {"sex": "X"}),
        ("4_CONT", {"citizenship": "Kazakhstan"}),
        ("4_CONT", {"place_now": None}),
        ("3_PROG", {"agr_id": "nowhere"}),
        ("3_PROG", {"level": "Q"}),
        ("2_AGR", {"term_type": "sometimes"}),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_place(
    made: Any, sheet: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        counting.rows_of(changed(dataset(made), sheet, **given))
    assert sheet in str(refused.value)


def test_the_directory_says_the_country_of_further_partners(made: Any) -> None:
    data = changed(dataset(made), "2_AGR", partner_ids_other=("P-2", "P-3"))
    (one,) = counting.rows_of(data, {"P-2": Known("Second", "FR")}).programmes
    assert [p.country for p in one.partners] == ["DE", "FR", ""]
    assert counting.partner_codes(data) >= {"P-2", "P-3"}


def test_a_new_partner_is_known_by_its_name(made: Any) -> None:
    codes = set()
    for name in ("Universität Ulm", "UNIVERSITÄT  ULM", "Universität Bonn"):
        data = changed(dataset(made), "2_AGR", partner_id="NEW", partner_name_en=name)
        (one,) = counting.rows_of(data).programmes
        codes.add(one.partners[0].code)
    assert len(codes) == 2


def test_counting_twice_leaves_the_same_rows(make: Make, made: Any) -> None:
    session.flush()
    delivery = make.delivery(make.filing(made))
    for _ in range(2):
        services.count(delivery)
    kinds = (CountedInstitution, CountedProgramme, CountedPartner, CountedStudents)
    assert [session.scalar(select(func.count()).select_from(k)) for k in kinds] == [1, 1, 1, 2]


def test_a_nil_return_counts_the_institution_only(make: Make) -> None:
    home = make.institution()
    make.figures(home, 2025)
    delivery = make.delivery(make.filing(home))
    services.count(delivery)
    assert session.scalar(select(func.count()).select_from(CountedProgramme)) == 0
    assert session.scalar(select(func.count()).select_from(CountedInstitution)) == 1
