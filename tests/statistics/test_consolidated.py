"""The national workbook holds every return of a year, row by row, and says how it was made."""

import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.accounts.models import Role
from app.kernel.workbook.stream import Stream
from app.returns.editions import CURRENT
from app.returns.services import count
from tests.makers import NOW, Make


def country(make: Make, n: int = 3) -> list[Any]:
    """Institutions that have filed, each with a programme and students."""
    found = []
    for at in range(n):
        place = make.institution(code=f"QD-{at:02}")
        make.figures(place, 2025)
        agreement = make.agreement(place, title=f"@SUM({at})")
        make.contingent(make.cohort(make.programme(agreement)), n=10 + at)
        found.append(place)
    make.save()
    return found


def consolidated(app: Any, folder: Path, *more: str) -> Any:
    """The workbook that the command writes."""
    target = folder / "national.xlsx"
    asked = ["returns", "consolidate", "--year", "2025-2026", "--output", str(target), *more]
    done = app.test_cli_runner().invoke(args=asked)
    assert done.exit_code == 0, done.output
    return openpyxl.load_workbook(target)


def test_every_sheet_has_the_rows_of_all_institutions(app: Any, make: Make, tmp_path: Path) -> None:
    country(make)
    book = consolidated(app, tmp_path)
    names = [sheet.name for sheet in CURRENT.written]
    assert book.sheetnames == ["README", *names, "FIGURES", "SHARED"]
    for name in names[:4]:
        titles, machine, *rows = book[name].iter_rows(values_only=True)
        assert machine[:2] == ("institution_code", "institution_name")
        assert [row[0] for row in rows] == ["QD-00", "QD-01", "QD-02"]
        assert None not in titles
    n = [cell for cell in book["4_CONT"][2] if cell.value == "n"][0].column
    assert [row[n - 1] for row in book["4_CONT"].iter_rows(min_row=3, values_only=True)] == [
        10,
        11,
        12,
    ]


def test_the_readme_says_coverage_day_source_and_digests(
    app: Any, make: Make, tmp_path: Path
) -> None:
    homes = country(make, 2)
    told = " ".join(str(c.value) for r in consolidated(app, tmp_path)["README"] for c in r)
    assert "2" in told
    campaign = make.campaign(2025)
    delivery = make.delivery(make.filing(homes[0], campaign), accepted_at=NOW)
    make.filing(homes[1], campaign)
    count(delivery)
    make.save()
    page = consolidated(app, tmp_path, "--language", "en")["README"]
    told = " ".join(str(c.value) for r in page for c in r)
    assert delivery.digest in told
    assert "Coverage: 1 of 2 institutions" in told
    assert "Accepted returns" in told


def test_text_is_never_a_formula(app: Any, make: Make, tmp_path: Path) -> None:
    country(make, 1)
    book = consolidated(app, tmp_path)
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    told = {cell.value for row in book["2_AGR"].iter_rows() for cell in row}
    assert "@SUM(0)" in told


def test_a_year_without_returns_is_a_sentence(app: Any, tmp_path: Path) -> None:
    target = tmp_path / "none.xlsx"
    asked = ["returns", "consolidate", "--year", "2010-2011", "--output", str(target)]
    done = app.test_cli_runner().invoke(args=asked)
    assert done.exit_code == 2
    assert "nothing was written" in done.stderr
    assert not list(tmp_path.glob("none*"))


@pytest.mark.parametrize("role", [*Role])
def test_the_centre_takes_it_and_nobody_else(client: Any, make: Make, role: Role) -> None:
    homes = country(make, 1)
    above = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
    make.sign_in(client, role, None if role in above else homes[0])
    centre = role in (Role.NCHED_ANALYST, Role.NCHED_LEAD)
    for address in ("/statistics/2025-2026/workbook", "/returns/2025-2026/epvo"):
        answer = client.get(address)
        assert answer.status_code == (200 if centre else 403)
        if centre:
            assert openpyxl.load_workbook(BytesIO(answer.data)).sheetnames
    assert client.get("/statistics/2010-2011/workbook").status_code == (404 if centre else 403)


def test_rows_do_not_stay_in_memory() -> None:
    """The bound: 20,000 rows of twenty cells take less than 8 MB while they are written."""
    tracemalloc.start()
    page = Stream("large")
    sheet = page.page("DATA")
    for row in range(20_000):
        sheet.row([f"cell {row} {at}" for at in range(20)])
    target = BytesIO()
    page.save(target)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - len(target.getvalue()) < 8 * 1024 * 1024
