"""The forms of the national platform, from the data of the return, typed by nobody again."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.accounts.models import Role
from app.agreements.models import Stage
from app.agreements.term import TermKind
from app.cohorts.models import Direction, StudyPlace
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import ProgrammeKind
from app.returns import epvo, queries
from tests.makers import NOW, Make

YEAR = AcademicYear(2025)


@pytest.fixture
def home(make: Make) -> Institution:
    """An institution with a double-degree and a joint programme and an agreement without end."""
    made = make.institution(code="QD-01", epvo_number="D430")
    make.figures(made, 2025)
    double = make.programme(make.agreement(made), registry_code="6B04101")
    joint = make.programme(make.agreement(made), kind=ProgrammeKind.JOINT_PROGRAMME)
    cohort = make.cohort(double)
    make.contingent(cohort, n=10)
    make.contingent(cohort, n=3, citizenship="CN", funding="G", place=StudyPlace.PARTNER)
    make.contingent(cohort, n=99, direction=Direction.IN)
    make.contingent(cohort, n=50, study_mode="PT")
    make.contingent(make.cohort(joint), n=4)
    make.agreement(made, term={"kind": TermKind.IND, "ends_on": None}, title="=1+1")
    make.agreement(made, [make.institution(reports_from=None)])
    make.agreement(made, stage=Stage.TERMINATED, terminated_on=date(2025, 9, 1))
    make.save()
    return made


def forms(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each form by the platform's names."""
    book = openpyxl.load_workbook(BytesIO(content))
    found = {}
    for form in epvo.FORMS:
        _titles, names, *rows = book[form.name].iter_rows(values_only=True)
        found[form.name] = [dict(zip(names, row, strict=True)) for row in rows]
    return found


def written(home: Institution, language: str = "ru") -> bytes:
    """The workbook of one institution."""
    target = BytesIO()
    assert epvo.write(YEAR, queries.gathered(YEAR, home), target, language) == 1
    return target.getvalue()


def test_joint_and_double_degree_programmes_stand_in_their_forms(home: Institution) -> None:
    found = forms(written(home))
    (joint,) = found["ВП-31"]
    assert (joint["jointep"], joint["doublediploma"], joint["[students]"]) == (1, 0, 4)
    double = {(row["[citizenship]"], row["[fund]"]): row for row in found["ВП-32"]}
    assert {key: row["[students]"] for key, row in double.items()} == {
        ("KZ", "O"): 10,
        ("CN", "G"): 3,
    }
    assert [double[key]["paymentformid"] for key in sorted(double)] == [2, 1]
    row = double["KZ", "O"]
    assert (row["universityid"], row["universitytype"], row["diplomaissuerid"]) == ("D430", 2, "0")
    assert (row["hpeototaltermcount"], row["partnertotaltermcount"]) == (2, 2)
    assert (row["specinppscount"], row["specoutppscount"]) == (12, 6)
    assert row["contractfinish"].date() == date(2029, 8, 31)


def test_only_agreements_abroad_that_are_in_force_stand_in_their_form(home: Institution) -> None:
    found = forms(written(home))["ВП-40"]
    assert len(found) == 3
    assert {row["country"] for row in found} == {"DE"}
    assert [row["end_date"] for row in found if row["termless"] == 1] == [None]


def test_a_text_that_looks_like_a_formula_stays_a_text(home: Institution) -> None:
    page = openpyxl.load_workbook(BytesIO(written(home)))["ВП-40"]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_the_platform_asks_and_nobody_knows_is_named(home: Institution, language: str) -> None:
    page = openpyxl.load_workbook(BytesIO(written(home, language)))["NOTE"]
    told = {row[0] for row in page.iter_rows(values_only=True)}
    assert told >= set(epvo.MISSING)


def test_of_a_year_with_a_campaign_only_accepted_data_are_told(
    make: Make, home: Institution
) -> None:
    filing = make.filing(home, make.campaign(2025))
    assert not list(queries.gathered(YEAR, home))
    make.delivery(filing, accepted_at=NOW)
    session.flush()
    (found,) = queries.gathered(YEAR, home)
    assert found.accepted_at is not None


def test_the_house_and_the_centre_take_the_forms(client: Any, make: Make, home: Any) -> None:
    address = f"/returns/{home.id}/2025-2026/epvo"
    make.sign_in(client, Role.VIEWER, home)
    assert forms(client.get(address).data)["ВП-31"]
    other = client.application.test_client()
    make.sign_in(other, Role.VIEWER, make.institution())
    assert other.get(address).status_code == 403


def test_the_command_writes_one_or_all(app: Any, home: Institution, tmp_path: Path) -> None:
    run, target = app.test_cli_runner().invoke, tmp_path / "epvo.xlsx"
    asked = ["returns", "epvo", "--year", "2025-2026", "--output", str(target)]
    assert "1 returns" in run(args=[*asked, "--institution", "QD-01"]).output
    assert forms(target.read_bytes())["ВП-31"]
    assert "1 returns" in run(args=asked).output
    assert run(args=[*asked, "--institution", "QD-99"]).exit_code == 2


@pytest.mark.parametrize("year", ["2025", "2010-2011"])
def test_a_command_that_fails_leaves_what_was_there(
    app: Any, home: Institution, tmp_path: Path, year: str
) -> None:
    target = tmp_path / "epvo.xlsx"
    target.write_text("before")
    done = app.test_cli_runner().invoke(
        args=["returns", "epvo", "--year", year, "--output", str(target)]
    )
    assert done.exit_code == 2
    assert not list(tmp_path.glob("*.part"))
    assert target.read_text() == "before"
