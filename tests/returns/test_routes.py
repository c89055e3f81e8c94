"""The page of returns and who may take which workbook."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.accounts.models import Role
from app.cohorts.models import FiguresStage
from app.institutions.models import Institution
from app.kernel import clock
from tests.makers import Make

ABOVE = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
WITHIN = tuple(role for role in Role if role not in ABOVE)


@pytest.fixture(autouse=True)
def today() -> Any:
    """The story's day: the academic year 2026–27 has begun."""
    with clock.moved_to(date(2026, 11, 23)):
        yield


@pytest.fixture
def home(make: Make) -> Institution:
    """A filed year and an open one."""
    found: Institution = make.institution(code="QD-01", name_en="Steppe University")
    make.figures(found, 2025)
    make.figures(found, 2026, stage=FiguresStage.OPEN, filed_at=None)
    make.contingent(make.cohort(make.programme(make.agreement(found))))
    return found


def address(institution: Institution, year: str = "2025-2026", language: str = "") -> str:
    """Where the workbook is."""
    asked = f"?language={language}" if language else ""
    return f"/returns/{institution.id}/{year}/workbook{asked}"


@pytest.mark.parametrize("role", WITHIN)
def test_everybody_of_the_house_takes_filed_and_open_figures(
    client: Any, make: Make, home: Institution, role: Role
) -> None:
    make.sign_in(client, role, home)
    for year in ("2025-2026", "2026-2027"):
        answer = client.get(address(home, year))
        assert answer.status_code == 200
        assert answer.mimetype.endswith("spreadsheetml.sheet")
        assert f"QD-01_{year}_en.xlsx" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
        assert load_workbook(BytesIO(answer.data)).sheetnames


@pytest.mark.parametrize("role", WITHIN)
def test_nobody_takes_the_figures_of_another_institution(
    client: Any, make: Make, home: Institution, role: Role
) -> None:
    make.sign_in(client, role, make.institution(name_en="River University"))
    for year in ("2025-2026", "2026-2027"):
        assert client.get(address(home, year)).status_code == 403
    listed = client.get("/returns").text
    assert "River University" in listed
    assert "Steppe University" not in listed


@pytest.mark.parametrize("role", ABOVE)
def test_the_centre_takes_filed_figures_only(
    client: Any, make: Make, home: Institution, role: Role
) -> None:
    make.sign_in(client, role)
    assert client.get(address(home)).status_code == 200
    assert client.get(address(home, "2026-2027")).status_code == 403
    assert client.get(address(home, "2024-2025")).status_code == 403
    filed = client.get("/returns?year=2025-2026").text
    assert address(home, language="kk") in filed
    assert "Download the Excel return" in filed and "have filed" not in filed
    waiting = client.get("/returns").text
    assert "after filing" in waiting
    assert "being entered" in waiting
    assert "/workbook" not in waiting


def test_visitors_are_asked_to_sign_in(client: Any, make: Make, home: Institution) -> None:
    make.save()
    for page in ("/returns", address(home), address(home, "1066-1067")):
        assert client.get(page).status_code == 302


@pytest.mark.parametrize(("language", "shown"), [("kk", "Бакалавриат"), ("en", "Bachelor")])
def test_the_workbook_is_in_the_language_asked_for(
    client: Any, make: Make, home: Institution, language: str, shown: str
) -> None:
    make.sign_in(client, Role.VIEWER, home)
    answer = client.get(address(home, language=language))
    assert f"_{language}.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    texts = " ".join(str(c) for row in book["3_PROG"].iter_rows(values_only=True) for c in row)
    assert shown in texts


@pytest.mark.parametrize(
    "year", ["2027-2028", "2017-2018", "2025", "2025-2027", "²025-2026", "x", "1900-1901"]
)
def test_there_is_no_return_of_a_year_in_which_none_is_expected(
    client: Any, make: Make, home: Institution, year: str
) -> None:
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    assert client.get(address(home, year)).status_code == 404


def test_nor_of_a_partner_nor_in_an_unknown_language(
    client: Any, make: Make, home: Institution
) -> None:
    partner = make.partner()
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get(address(partner)).status_code == 404
    assert client.get("/returns/99999999999999999999/2025-2026/workbook").status_code == 404
    assert client.get(address(home, language="de")).status_code == 404


@pytest.mark.parametrize(
    ("year", "status"),
    [("", 200), ("2025-2026", 200), ("1990-1991", 200), ("2027-2028", 404), ("\x00", 400)],
)
def test_any_year_in_the_address_is_answered(
    client: Any, make: Make, home: Institution, year: str, status: int
) -> None:
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get("/returns", query_string={"year": year}).status_code == status


def test_the_list_costs_the_same_for_many_institutions_as_for_few(
    client: Any, make: Make, home: Institution, statements: Any
) -> None:
    make.sign_in(client, Role.NCHED_LEAD)
    client.get("/returns?year=2025-2026")
    with statements() as few:
        client.get("/returns?year=2025-2026")
    for _n in range(40):
        make.figures(make.institution(), 2025)
    with statements() as many:
        client.get("/returns?year=2025-2026")
    assert len(few) == len(many)
