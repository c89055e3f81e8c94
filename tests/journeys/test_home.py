"""The home page says who one is, what waits and where things stand, at a fixed cost."""

from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.kernel import clock
from tests.makers import Make

TODAY = date(2026, 11, 24)


def _country(make: Make, n: int) -> Any:
    """A home with programmes counted in two years; `n` more institutions that have filed."""
    home = make.institution(name_en="Kokbel National University")
    cohort = make.cohort(make.programme(make.agreement(home)))
    make.contingent(cohort, 2025, n=9)
    make.contingent(cohort, 2026, n=12)
    _grown(make, n)
    return home


def _grown(make: Make, n: int) -> None:
    for _ in range(n):
        place = make.institution()
        one = make.cohort(make.programme(make.agreement(place)))
        for year in (2025, 2026):
            make.figures(place, year)
            make.contingent(one, year, n=5)
    make.save()


def test_an_office_sees_who_it_is_and_its_own_numbers(client: Any, make: Make) -> None:
    home = _country(make, 2)
    with clock.moved_to(TODAY):
        make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
        page = client.get("/").text
    assert "Kokbel National University · International office" in page
    tiles = page.split('class="tiles"')[1]
    assert tiles.count('class="tile"') == 4
    assert "3 more" in tiles and "33.3" in tiles
    assert "not begun" in tiles and "overdue" in tiles


def test_the_centre_sees_the_nation_over_who_filed_in_both_years(client: Any, make: Make) -> None:
    _country(make, 2)
    with clock.moved_to(TODAY):
        make.sign_in(client, Role.NCHED_LEAD)
        page = client.get("/").text
    assert "NCHED lead" in page
    assert "filed by 2 of 3" in page
    assert "over the 2 institutions that filed in both years" in page


def test_a_person_without_a_role_sees_no_numbers(client: Any, make: Make) -> None:
    make.sign_in(client)
    assert 'class="tile"' not in client.get("/").text


def test_a_visitor_is_offered_one_way_to_sign_in_on_a_wide_screen(client: Any) -> None:
    page = client.get("/").text
    assert page.count('href="/sign-in"') == 2
    assert '<p class="sign-in-here">' in page


@pytest.mark.parametrize("role", [Role.INTERNATIONAL_OFFICE, Role.NCHED_LEAD, Role.SYSTEM_ADMIN])
def test_home_costs_the_same_however_large_the_country(
    client: Any, make: Make, statements: Any, role: Role
) -> None:
    home = _country(make, 2)
    with clock.moved_to(TODAY):
        make.sign_in(client, role, home if role is Role.INTERNATIONAL_OFFICE else None)
        client.get("/")
        with statements() as few:
            client.get("/")
        _grown(make, 8)
        with statements() as many:
            client.get("/")
    assert len(few) == len(many)
