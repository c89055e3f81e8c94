"""The grids through the web: proposal, lines, errors beside cells, two editors."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.cohorts.forms.lines import MOST_LINES
from app.cohorts.models import (
    Contingent,
    FiguresStage,
    Graduation,
    Mobility,
    Movement,
    Sex,
    StudyPlace,
    YearFigures,
)
from app.kernel.db import session
from app.programmes.models import ProgrammePartner
from tests.cohorts.conftest import Scene

LINE = {
    "entry_year": "2024",
    "course_year": "2",
    "place": "HOME",
    "funding": "O",
    "citizenship": "KZ",
    "language": "en",
    "direction": "OUT",
    "study_mode": "FT",
}
STAY = {
    "flow": "OUT",
    "starts_on": "2025-02-01",
    "ends_on": "2025-06-30",
    "host_name": "Hochschule",
    "country": "Germany",
    "mode": "OFF",
    "person_type": "STUD",
    "funding": "P",
    "n": "3",
}


def lines(*given: dict[str, Any]) -> dict[str, Any]:
    return {f"lines-{i}-{k}": v for i, line in enumerate(given) for k, v in line.items()}


def sent(page: str) -> dict[str, str]:
    """What a browser would send of the form in a page, untouched."""
    form = page.split("data-guard", 1)[1].split("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        first = re.search(r'<option[^>]*value="([^"]*)"', options)
        chosen = re.search(r'<option[^>]*selected[^>]*value="([^"]*)"', options)
        fields[name] = (chosen or first)[1] if first else ""  # type: ignore[index]
    return fields


def contingents() -> list[Contingent]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Contingent).order_by(Contingent.sex)))


def partner_of(scene: Scene) -> int:
    return session.scalars(
        select(ProgrammePartner.institution_id).where(
            ProgrammePartner.programme_id == scene.programme.id
        )
    ).one()


@pytest.fixture
def office(scene: Scene) -> Scene:
    scene.sign_in()
    return scene


def test_women_and_men_of_a_line_become_two_rows(office: Scene) -> None:
    answer = office.client.send(
        office.grid, data=lines(LINE | {"women": "10", "men": "1 200", "leave_men": "2"})
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    found = [(r.sex, r.n, r.on_leave, r.course_year) for r in contingents()]
    assert found == [(Sex.FEMALE, 10, 0, 2), (Sex.MALE, 1200, 2, 2)]


def test_the_proposal_is_last_year_moved_on_and_nothing_is_stored_until_saved(
    office: Scene,
) -> None:
    office.make.contingent(office.cohort, 2024, n=12, language="kk")
    office.make.save()
    page = office.client.get(office.grid).get_data(as_text=True)
    assert "moved on by one year" in page
    assert len(contingents()) == 1
    data = sent(page)
    assert data["lines-0-women"] == "12"
    assert (data["lines-0-course_year"], data["lines-0-language"]) == ("2", "Kazakh")
    assert office.client.post(office.grid, data=data).status_code == 303
    assert sorted((r.year, r.n) for r in contingents()) == [(2024, 12), (2025, 12)]


def test_the_place_is_proposed_from_the_study_path(office: Scene) -> None:
    office.make.contingent(office.cohort, 2025, n=12)
    office.make.save()
    page = office.client.get(office.grid.replace("2025", "2026")).get_data(as_text=True)
    assert sent(page)["lines-0-place"] == "PARTNER"


def test_a_saved_grid_comes_back_as_it_was_and_saves_without_change(office: Scene) -> None:
    office.client.send(
        office.grid,
        data=lines(
            LINE | {"women": "10", "men": "8"},
            LINE | {"women": "1", "place": "PARTNER", "funding_partner": "P"},
            LINE | {"men": "2", "citizenship": "XX", "direction": "IN", "residence": "KZ-71"},
        ),
    )
    before = [(r.id, r.n, r.place, r.citizenship, r.residence) for r in contingents()]
    assert len(before) == 4
    page = office.client.get(office.grid).get_data(as_text=True)
    assert office.client.post(office.grid, data=sent(page)).status_code == 303
    assert [(r.id, r.n, r.place, r.citizenship, r.residence) for r in contingents()] == before


@pytest.mark.parametrize("typed", ["KZ", "kz", " Kazakhstan ", "Қазақстан", "казахстан"])
def test_a_country_is_typed_by_code_or_by_name_in_any_language(office: Scene, typed: str) -> None:
    office.client.send(office.grid, data=lines(LINE | {"women": "1", "citizenship": typed}))
    assert [r.citizenship for r in contingents()] == ["KZ"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"women": "-1"}, "never negative"),
        ({"women": "1.5"}, "whole number"),
        ({"women": "abc"}, "whole number"),
        ({"women": "9" * 5000}, "whole number"),
        ({"women": "1000000"}, "100000"),
        ({"women": "1", "citizenship": "Atlantis"}, "no such country"),
        ({"women": "1", "citizenship": "\x00"}, "required"),
        ({"women": "1", "language": "Elvish"}, "no such language"),
        ({"women": "1", "place": "MOON"}, "values on the list"),
        ({"women": "1", "funding": ""}, "required"),
        ({"women": "1", "course_year": "9"}, "values on the list"),
        ({"women": "1", "entry_year": "1990"}, "no cohort of 1990"),
        ({"women": "1", "entry_year": "२०२४"}, "no cohort of 0"),
        ({"women": "1", "entry_year": "x" * 9000}, "no cohort of 0"),
        ({"women": "1", "residence": "Narnia"}, "no such country or region"),
        ({"women": "1", "direction": ""}, "required"),
    ],
)
def test_what_cannot_be_stays_typed_with_the_reason_beside_it(
    office: Scene, given: dict[str, str], told: str
) -> None:
    answer = office.client.send(office.grid, data=lines(LINE | {"women": "5"}, LINE | given))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page and "Line 2" in page
    assert contingents() == []


def test_one_wrong_cell_is_the_only_one_named(office: Scene) -> None:
    blank = {"men": "", "leave_women": " ", "leave_men": "", "residence": "", "funding_partner": ""}
    answer = office.client.send(office.grid, data=lines(LINE | blank | {"women": "x"}))
    page = answer.get_data(as_text=True)
    assert re.findall(r'<li><a href="#([^"]*)"', page.split("data-error-summary")[1]) == [
        "lines-0-women"
    ]


def test_alike_lines_are_named_with_both_numbers(office: Scene) -> None:
    answer = office.client.send(
        office.grid, data=lines(LINE | {"women": "5"}, LINE | {"men": "1"}, LINE | {"women": "2"})
    )
    assert answer.status_code == 422
    assert "Lines 1 and 3 say the same" in answer.get_data(as_text=True)
    assert contingents() == []


def test_lines_without_numbers_are_left_out_whatever_else_they_say(office: Scene) -> None:
    blank = LINE | {"women": "0", "men": " ", "citizenship": "nowhere", "funding": ""}
    answer = office.client.send(office.grid, data=lines(blank, LINE | {"men": "3"}))
    assert answer.status_code == 303
    assert len(contingents()) == 1


def test_clearing_every_number_empties_the_headcount(office: Scene) -> None:
    office.client.send(office.grid, data=lines(LINE | {"women": "5"}))
    office.client.send(office.grid, data=lines(LINE | {"women": ""}))
    assert contingents() == []


@pytest.mark.parametrize(
    "data",
    [
        {"lines-²-women": "1"},
        {"lines-99999999999999999999-women": "1"},
        {"lines--women": "1"},
        {"lines": "x"},
        {"lines-0": "1"},
        {"version": "x" * 5000},
        {"version": "\x00"},
        {},
    ],
)
def test_fields_that_no_page_has_do_no_harm(office: Scene, data: dict[str, str]) -> None:
    assert office.client.post(office.grid, data=data).status_code in (303, 422)


def test_more_lines_than_a_grid_takes_are_refused_not_cut(office: Scene) -> None:
    many = [{"women": "1"} for _ in range(MOST_LINES + 1)]
    answer = office.client.send(office.grid, data=lines(*many))
    assert answer.status_code == 422
    assert f"{MOST_LINES} lines at once" in answer.get_data(as_text=True)


@pytest.mark.parametrize("add", ["2024", "1999", "x", "²"])
def test_one_more_line_is_added_without_saving_and_keeps_what_was_typed(
    office: Scene, add: str
) -> None:
    answer = office.client.send(
        office.grid, data=lines(LINE | {"women": "oops", "men": "4"}) | {"add": add}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'value="oops"' in page and "lines-1-women" in page
    assert contingents() == []


def test_the_later_of_two_editors_sees_both_and_loses_nothing_unseen(office: Scene) -> None:
    page = office.client.get(office.grid).get_data(as_text=True)
    version = sent(page)["version"]
    first = lines(LINE | {"women": "5"}) | {"version": version}
    assert office.client.post(office.grid, data=first).status_code == 303
    second = lines(LINE | {"women": "6"}) | {"version": version}
    answer = office.client.post(office.grid, data=second)
    assert answer.status_code == 409
    assert "5 / 0" in answer.get_data(as_text=True) and "6 / 0" in answer.get_data(as_text=True)
    assert [r.n for r in contingents()] == [5]


def test_a_filed_year_is_shown_and_takes_no_counts(office: Scene) -> None:
    office.make.contingent(office.cohort, 2025, n=12)
    office.make.figures(office.home, 2025)
    office.make.save()
    page = office.client.get(office.grid).get_data(as_text=True)
    assert "filed" in page and "lines-0-women" not in page
    answer = office.client.send(office.grid, data=lines(LINE | {"women": "6"}))
    assert answer.status_code == 422
    assert "2025-2026 are filed" in answer.get_data(as_text=True)
    assert [r.n for r in contingents()] == [12]


def test_movement_is_entered_with_its_reasons(office: Scene) -> None:
    url = f"/cohorts/{office.cohort.id}/movement/2025"
    group = {"sex": "F", "citizenship_group": "KZ"}
    answer = office.client.send(
        url,
        data=lines(
            group | {"admitted": "18", "graduated": "0"},
            group | {"withdrawn": "2", "withdraw_reason": "W01"},
        ),
    )
    assert answer.status_code == 303
    assert session.scalar(select(Movement.withdrawn).where(Movement.withdraw_reason == "W01")) == 2
    page = office.client.get(url).get_data(as_text=True)
    assert office.client.post(url, data=sent(page)).status_code == 303
    wrong = office.client.send(url, data=lines(group | {"withdrawn": "2"}))
    assert wrong.status_code == 422 and "Say why" in wrong.get_data(as_text=True)


def test_graduates_are_entered_with_their_parts(office: Scene) -> None:
    url = f"/cohorts/{office.cohort.id}/graduates/2025"
    line = {"graduation_year": "2025", "sex": "F", "citizenship_group": "KZ", "diplomas": "BOTH"}
    assert office.client.send(url, data=lines(line | {"n": "4", "on_time": "3"})).status_code == 303
    assert session.scalar(select(Graduation.honours)) is None
    page = office.client.get(url).get_data(as_text=True)
    assert office.client.post(url, data=sent(page)).status_code == 303
    for wrong in ({"n": "4", "on_time": "5"}, {"n": "", "on_time": "5"}, {"n": "4", "sex": "X"}):
        assert office.client.send(url, data=lines(line | wrong)).status_code == 422


def test_mobility_is_entered_with_a_partner_or_another_host(office: Scene) -> None:
    url = f"/programmes/{office.programme.id}/mobility/2025"
    partner = partner_of(office)
    answer = office.client.send(
        url,
        data=lines(
            STAY | {"ects_planned": "90", "ects_earned": "84,5", "ects_recognised": "80"},
            STAY | {"host_id": str(partner), "starts_on": "01.09.2024", "ends_on": "31.01.2025"},
        ),
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    found = session.scalars(select(Mobility).order_by(Mobility.id)).all()
    assert (found[0].ects_earned, found[0].host_name) == (Decimal("84.5"), "Hochschule")
    assert (found[1].host_id, found[1].host_name, found[1].starts_on) == (
        partner,
        "",
        date(2024, 9, 1),
    )
    page = office.client.get(url).get_data(as_text=True)
    assert office.client.post(url, data=sent(page)).status_code == 303


@pytest.mark.parametrize(
    "given",
    [
        {"ends_on": "2025-01-01"},
        {"ends_on": "2025-13-01"},
        {"starts_on": ""},
        {"country": "KZ"},
        {"host_id": "999999"},
        {"host_id": "x"},
        {"host_name": ""},
        {"ects_planned": "NaN"},
        {"ects_planned": "-1"},
        {"ects_planned": "1e9"},
        {"ects_planned": "0E-99999999"},
        {"ects_planned": "1_000"},
        {"ects_planned": "7.55"},
        {"ects_earned": "1", "ects_recognised": "2"},
        {"n": "0", "ects_planned": "5"},
        {"funding": "?"},
    ],
)
def test_a_stay_that_cannot_be_is_refused_beside_the_cell(
    office: Scene, given: dict[str, str]
) -> None:
    url = f"/programmes/{office.programme.id}/mobility/2025"
    answer = office.client.send(url, data=lines(STAY | given))
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)
    assert session.scalar(select(Mobility)) is None


def test_mobility_says_to_which_cohort_the_students_belong(office: Scene) -> None:
    url = f"/programmes/{office.programme.id}/mobility/2025"
    assert office.client.send(url, data=lines(STAY | {"entry_year": "2024"})).status_code == 303
    assert session.scalars(select(Mobility.entry_year)).all() == [2024]
    page = office.client.get(url).get_data(as_text=True)
    assert '<option selected value="2024">' in page
    for wrong in ("2023", "x", "99999999999"):
        answer = office.client.send(url, data=lines(STAY | {"entry_year": wrong}))
        assert answer.status_code == 422
    assert session.scalars(select(Mobility.entry_year)).all() == [2024]


@pytest.mark.parametrize("kind", ["movement", "graduates"])
def test_the_other_grids_grow_by_a_line_too(office: Scene, kind: str) -> None:
    url = f"/cohorts/{office.cohort.id}/{kind}/2025"
    answer = office.client.post(url, data={"add": "1"})
    assert answer.status_code == 200 and "lines-0-sex" in answer.get_data(as_text=True)


def test_mobility_grows_by_a_line_with_the_partner_proposed(office: Scene) -> None:
    url = f"/programmes/{office.programme.id}/mobility/2025"
    page = office.client.post(url, data={"add": "1"}).get_data(as_text=True)
    assert sent(page)["lines-0-host_id"] == str(partner_of(office))


def test_the_first_entry_opens_the_year(office: Scene) -> None:
    office.client.send(office.grid, data=lines(LINE | {"women": "5"}))
    found = session.scalars(select(YearFigures)).one()
    assert (found.year, found.stage, found.reference_on) == (
        2025,
        FiguresStage.OPEN,
        date(2025, 10, 1),
    )


def test_another_institution_neither_reads_nor_enters(scene: Scene) -> None:
    other = scene.make.institution()
    scene.make.sign_in(scene.client, Role.INTERNATIONAL_OFFICE, other)
    assert scene.client.get(scene.grid).status_code == 403
    assert scene.client.post(scene.grid, data=lines(LINE | {"women": "5"})).status_code == 403


def test_the_place_online_is_kept_as_it_is(office: Scene) -> None:
    office.client.send(office.grid, data=lines(LINE | {"women": "5", "place": "ONLINE"}))
    assert [r.place for r in contingents()] == [StudyPlace.ONLINE]
