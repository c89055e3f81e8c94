"""The office enters a curriculum and sees the gap close; the pages open in three languages."""

import pytest

from app.accounts.models import Role
from app.agreements.models import Stage
from tests.journeys.conftest import Country
from tests.journeys.desk import Desk

SPREADSHEET = (
    "Код\tАтауы\tКредит\nFIN\tҚаржы\t60\nMAR\tМаркетинг\t60\nEXP\tТәжірибе\t120\nBAD\tҚате\tбес"
)


@pytest.fixture
def address(country: Country) -> str:
    """A signed programme of 120 credits here and 120 there."""
    agreement = country.make.agreement(country.home, [country.partners[0]], stage=Stage.SIGNED)
    programme = country.make.programme(agreement)
    country.make.save()
    return f"/programmes/{programme.id}"


def test_the_office_enters_a_curriculum_and_the_gap_closes(country: Country, address: str) -> None:
    desk = country.desk(Role.INTERNATIONAL_OFFICE)
    page = f"{address}/curriculum"
    assert "No curriculum is entered" in desk.open(address).text
    desk.send(
        f"{page}/outcomes",
        **{
            "outcomes-0-code": "LO1",
            "outcomes-0-text_kk": "Қаржыны талдайды",
            "outcomes-1-code": "LO2",
            "outcomes-1-text_en": "Leads a team",
        },
    )
    _paste_home(desk, f"{page}/modules/{country.home.id}")
    assert "120 credits too many" in desk.open(page).text
    desk.send(
        f"{page}/modules/{country.partners[0].id}",
        **{
            "modules-0-code": "CF",
            "modules-0-name_en": "Corporate Finance",
            "modules-0-ects": "60",
            "modules-0-outcomes": "LO2",
            "modules-1-code": "IM",
            "modules-1-name_en": "International Marketing",
            "modules-1-ects": "60",
        },
    )
    gap = desk.open(page).text
    assert "not recognised at home 2 modules of Hill University" in gap
    matching = desk.open(f"{page}/matches")
    options = {o.text.split()[0]: o.get("value") for o in matching.tree.xpath("//option") if o.text}
    matching.send(
        **{"matches-0-counts_for": options["FIN"], "matches-1-counts_for": options["MAR"]}
    )
    desk.send(
        f"{page}/grades/{country.partners[0].id}",
        **{
            "grades-0-label": "1,0",
            "grades-0-grade": "A",
            "grades-1-label": "5,0",
            "grades-1-grade": "F",
        },
    )
    closed = desk.open(page).text
    assert closed.count("agrees") >= 3
    assert "credits are missing" not in closed
    assert "too many" not in closed
    assert "to put right" not in closed
    assert "agrees" in desk.open(address).text


def _paste_home(desk: Desk, page: str) -> None:
    """Read from a spreadsheet; the line that cannot be read is told, corrected, and all is saved."""
    shown = desk.open(page).send(422, press="read", pasted=SPREADSHEET, language="kk")
    assert "Line 1 (BAD" in shown.text
    assert shown.values["modules-2-code"] == "EXP"
    shown.send(303, pasted="", **{"modules-0-outcomes": "LO1", "modules-1-period": "2"})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_each_language(country: Country, address: str, language: str) -> None:
    desk = country.desk(Role.QUALITY_MANAGER)
    token = desk.open("/").tree.xpath("//input[@name='csrf_token']/@value")
    desk.client.post("/language", data={"language": language, "csrf_token": token})
    page = f"{address}/curriculum"
    partner = country.partners[0].id
    for one in ("", "/outcomes", f"/modules/{country.home.id}", "/matches", f"/grades/{partner}"):
        assert desk.open(f"{page}{one}").tree.get("lang") == language
