"""The pages and workbooks of a comparison: who reads them, what they say, what they do."""

import gzip
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.accounts.models import Role
from app.cohorts.models import FiguresStage
from app.kernel.db import session
from app.returns import queries, workbook
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT
from tests.makers import NOW, Make
from tests.returns.test_applying import YEAR, Desk, changed, today, with_rows

__all__ = ["today"]


@pytest.fixture
def desk(make: Make) -> Desk:
    return Desk(make)


def address(desk: Desk, wanted: Dataset, page: str = "register", **given: Any) -> str:
    """The page about a delivery of these data."""
    delivery = desk.make.delivery(desk.filing, wanted, **given)
    desk.make.save()
    return f"/returns/deliveries/{delivery.id}/{page}"


def enter(desk: Desk, client: Any, role: Role = Role.INTERNATIONAL_OFFICE) -> None:
    """Sign somebody of the house in."""
    desk.make.sign_in(client, role, desk.home)


def seen(page: Any) -> str:
    """What the button of the page sends."""
    return str(page.text.partition('name="seen" value="')[2].partition('"')[0])


def test_the_preview_says_what_changes_and_the_button_does_it(client: Any, desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", n=7391)
    url = address(desk, wanted)
    enter(desk, client)
    page = client.get(url)
    assert page.status_code == 200
    assert "1 row changed" in page.text and "<ins>7,391</ins>" in page.text
    assert "Students" in page.text and "sex" not in page.text.split("What would change")[1][:200]
    answer = client.post(url, data={"seen": seen(page)})
    assert (answer.status_code, answer.location) == (303, url)
    session.rollback()
    assert desk.register.digest == wanted.digest
    again = client.get(url).text
    assert "the register says the same already" in again and 'name="seen"' not in again


def test_what_stands_against_it_is_said_with_a_way_and_without_a_button(
    client: Any, desk: Desk
) -> None:
    now = desk.register
    unknown = {**now.rows("3_PROG")[0], "prog_id": "NEW-1"}
    wanted = with_rows(
        changed(now, "4_CONT", citizenship="ZZ"), _3_PROG=[*now.rows("3_PROG"), unknown]
    )
    url = address(desk, wanted)
    enter(desk, client)
    page = client.get(url).text
    assert "does not know this programme" in page and "/programmes/new" in page
    assert "There is no such country" in page and "4_CONT" in page
    assert 'name="seen"' not in page
    before = desk.register.digest
    answer = client.post(url, data={"seen": now.digest})
    assert answer.status_code == 422
    assert desk.register.digest == before


def test_a_register_that_changed_meanwhile_is_a_conflict(client: Any, desk: Desk) -> None:
    url = address(desk, changed(desk.register, "4_CONT", n=77))
    enter(desk, client)
    told = seen(client.get(url))
    desk.apply(changed(desk.register, "5_MOVE", admitted=9))
    desk.make.save()
    assert client.post(url, data={"seen": told}).status_code == 409
    assert client.post(url, data={}).status_code == 409
    assert desk.register.rows("4_CONT")[0]["n"] == 20


def test_filed_figures_are_told_with_the_way_to_open_them(client: Any, desk: Desk) -> None:
    url = address(desk, changed(desk.register, "4_CONT", n=77))
    figures = queries.figures_of(desk.home.id, YEAR)
    assert figures is not None
    figures.stage = FiguresStage.FILED
    enter(desk, client)
    page = client.get(url).text
    assert "are filed and cannot be changed" in page
    assert f"/years/{desk.home.id}/2025" in page


def test_what_is_not_applied_is_shown_with_the_page_to_put_it_right(
    client: Any, desk: Desk
) -> None:
    wanted = changed(desk.register, "2_AGR", agr_title="Another title")
    url = address(desk, changed(wanted, "3_PROG", last_intake=2025))
    enter(desk, client)
    page = client.get(url).text
    assert "What would still differ" in page
    assert "<ins>Another title</ins>" in page
    assert "/amend" in page and f"/programmes/{desk.programmes[0].id}/edit" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SIGNATORY, Role.QUALITY_MANAGER])
def test_only_the_office_applies(client: Any, desk: Desk, role: Role) -> None:
    url = address(desk, desk.register)
    enter(desk, client, role)
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert client.get(url.replace("register", "changes")).status_code == 200


def test_the_centre_sees_the_changes_of_what_was_submitted(client: Any, desk: Desk) -> None:
    first = desk.register
    address(desk, first, submitted_at=NOW)
    private = address(desk, changed(first, "4_CONT", n=9), "changes")
    url = address(desk, changed(first, "4_CONT", n=7391), "changes", submitted_at=NOW)
    desk.make.sign_in(client, Role.NCHED_ANALYST)
    assert client.get(private).status_code == 403
    page = client.get(url)
    assert page.status_code == 200
    assert "<del>20</del>" in page.text and "<ins>7,391</ins>" in page.text
    assert "<del>9</del>" not in page.text
    assert client.get(url.replace("changes", "register")).status_code == 403
    assert client.get(f"{url}/workbook").status_code == 200


def test_the_first_delivery_has_nothing_to_compare_with(client: Any, desk: Desk) -> None:
    url = address(desk, desk.register, "changes", submitted_at=NOW)
    enter(desk, client)
    assert "nothing to compare with" in client.get(url).text
    assert client.get(f"{url}/workbook").status_code == 200


def big(desk: Desk) -> Dataset:
    """The register with two thousand more rows of students."""
    row = desk.register.rows("4_CONT")[0]
    more = [{**row, "course_year": n % 7 + 1, "n": n + 1} for n in range(2000)]
    return with_rows(desk.register, _4_CONT=[*desk.register.rows("4_CONT"), *more])


def test_a_big_comparison_stays_a_light_page(client: Any, desk: Desk) -> None:
    address(desk, desk.register, submitted_at=NOW)
    url = address(desk, big(desk), "changes", submitted_at=NOW)
    enter(desk, client)
    page = client.get(url)
    assert "2,000 rows added" in page.text or "2000 rows added" in page.text
    assert "more rows: they are in the workbook" in page.text
    assert len(gzip.compress(page.data)) < 12_000


def test_the_workbook_is_the_delivery_with_what_changed_coloured(client: Any, desk: Desk) -> None:
    now = desk.register
    rows = now.rows("4_CONT")
    address(desk, now, submitted_at=NOW)
    after = with_rows(
        changed(now, "3_PROG", prog_name_en='=HYPERLINK("http://evil")'),
        _4_CONT=[{**rows[0], "n": 77, "sex": "F"}, {**rows[0], "sex": "M", "n": 5}],
    )
    url = address(desk, after, "changes", submitted_at=NOW)
    enter(desk, client)
    answer = client.get(f"{url}/workbook")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    book = load_workbook(BytesIO(answer.data))
    page = book["4_CONT"]
    names = [cell.value for cell in page[2]]
    cell = page.cell(3, names.index("n") + 1)
    assert cell.value == 77 and cell.fill.start_color.rgb.endswith("FBE7C6")
    assert cell.comment.text == "was: 20"
    assert {one.fill.start_color.rgb[-6:] for one in page[4][: len(names)]} == {"DDF0E1"}
    title = book["3_PROG"].cell(3, 6)
    assert title.value.startswith("=HYPERLINK") and title.data_type == "s"
    first = book.worksheets[0]
    assert first.title == "What changed"
    told = [[cell.value for cell in row] for row in first.iter_rows()]
    assert ["4_CONT · Contingent", 1, 1, 1, 40, 82] in [row[:6] for row in told]
    assert any(str(row[0]).startswith("Removed from 4_CONT") for row in told)
    gone = [cell for row in first.iter_rows() for cell in row if cell.value == rows[1]["prog_id"]]
    assert gone and gone[0].fill.start_color.rgb.endswith("F6D9D6")
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_a_comparison_of_values_that_are_none_becomes_a_workbook_too(
    client: Any, desk: Desk
) -> None:
    address(desk, desk.register, submitted_at=NOW)
    wanted = changed(desk.register, "4_CONT", n="=1+1", entry_year="soon")
    wanted = changed(wanted, "7_MOB", period_end="soon", ects_planned="much")
    url = address(desk, wanted, "changes", submitted_at=NOW)
    enter(desk, client)
    assert client.get(url).status_code == 200
    book = load_workbook(BytesIO(client.get(f"{url}/workbook").data))
    values = [c for row in book["4_CONT"].iter_rows() for c in row if c.value == "=1+1"]
    assert [cell.data_type for cell in values] == ["s"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_is_told_in_the_language_of_the_reader(client: Any, desk: Desk, language: str) -> None:
    address(desk, desk.register, submitted_at=NOW)
    wanted = changed(desk.register, "4_CONT", sex="M")
    url = address(desk, wanted, "changes", submitted_at=NOW)
    enter(desk, client)
    client.post("/language", data={"language": language})
    page = client.get(url).text
    assert CURRENT.sheet("4_CONT").title.in_(language) in page
    assert workbook.codebook()["SEX"]["M"].in_(language) in page
