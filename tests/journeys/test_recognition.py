"""A ratification is recorded, and the country's route changes; a visitor reads it in three languages."""

from typing import Any

import pytest

from app.accounts.models import Role
from tests.journeys.conftest import Country

ROUTE = "/recognition/routes?country=IN"
NEW = "/recognition/conventions/TOKYO/claims/new"
RATIFIED = {
    "country": "IN",
    "source": "UNESCO, notice of the depositary of 02.10.2026",
    "status": "party",
    "ratified_on": "2026-09-01",
    "in_force_on": "2026-10-01",
}


def _visitor(country: Country, language: str) -> Any:
    """The browser of somebody who is not signed in and has chosen a language."""
    client = country.app.test_client()
    page = client.get("/").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/language", data={"language": language, "csrf_token": token})
    return client


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("kk", "жеке қарап", "шарт бойынша"),
        ("ru", "в индивидуальном", "по договору"),
        ("en", "individually", "by treaty"),
    ],
)
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.NCHED_LEAD])
def test_a_ratification_changes_the_route_that_everybody_reads(
    country: Country, language: str, before: str, after: str, role: Role
) -> None:
    visitor = _visitor(country, language)
    assert before in visitor.get(ROUTE).get_data(as_text=True)

    desk = country.desk(role, at_home=False)
    refused = desk.open(NEW).send(422, **RATIFIED | {"ratified_on": "2026-12-24"})
    assert "This day lies in the future." in refused.text
    desk.open(NEW).send(**RATIFIED)
    page = desk.open("/recognition/conventions/TOKYO")
    assert "14 parties" in page.text and "Claim added" in page.text

    read = visitor.get(ROUTE).get_data(as_text=True)
    assert after in read
    assert before in visitor.get(f"{ROUTE}&on=2026-09-30").get_data(as_text=True)


def test_a_claim_is_disputed_with_a_reason_that_everybody_reads(country: Country) -> None:
    desk = country.desk(Role.NCHED_LEAD, at_home=False)
    desk.open(NEW).send(**RATIFIED)
    page = desk.open("/recognition/countries/IN")
    links = page.tree.xpath("//a[contains(@href,'/settle')]/@href")
    # The claim of the news stands first, the one just added second.
    page = desk.open(links[1])
    page.send(422, standing="disputed", reason="")
    page.send(standing="disputed", reason="The depositary does not list it")
    visitor = _visitor(country, "en")
    read = visitor.get("/recognition/conventions/TOKYO").get_data(as_text=True)
    assert "The depositary does not list it" in read
    assert "13 parties" in read
    assert "individually" in visitor.get(ROUTE).get_data(as_text=True)


def test_the_later_of_two_who_judge_sees_both_and_loses_nothing(country: Country) -> None:
    one, other = (country.desk(Role.NCHED_LEAD, at_home=False) for _ in range(2))
    page = one.open("/recognition/countries/KR")
    address = page.tree.xpath("//a[contains(@href,'/settle')]/@href")[0]
    seen = other.open(address)
    one.send(address, standing="withdrawn", reason="Read anew")
    conflict = seen.send(409, standing="disputed", reason="The other was not sure")
    assert "withdrawn" in conflict.text and "disputed" in conflict.text
    assert "The other was not sure" in conflict.text


@pytest.mark.parametrize(
    "address",
    [
        "/recognition",
        "/recognition?on=2018-01-31",
        "/recognition/countries",
        "/recognition/conventions/TOKYO",
        "/recognition/conventions/lrc?on=1999-01-31",
        "/recognition/countries/IN",
        "/recognition/countries/kz",
        "/recognition/countries/AQ",
        "/recognition/routes",
        "/recognition/routes?country=US&online_share=40&on=2026-11-22",
        "/recognition/routes?country=KZ",
        "/recognition/routes?country=HK&is_partial=y",
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_visitor_reads_every_page_in_three_languages(
    country: Country, language: str, address: str
) -> None:
    answer = _visitor(country, language).get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/recognition/conventions/NONE", 404),
        ("/recognition/countries/XX", 404),
        ("/recognition/routes?country=XX", 422),
        ("/recognition/routes?country=DE&online_share=101", 422),
        ("/recognition/routes?country=DE&on=2026-02-30", 422),
        (NEW, 302),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_said(
    country: Country, address: str, status: int
) -> None:
    assert _visitor(country, "en").get(address).status_code == status


def test_the_journal_names_no_person_to_a_visitor(country: Country) -> None:
    desk = country.desk(Role.NCHED_LEAD, at_home=False)
    desk.open(NEW).send(**RATIFIED)
    assert "Айгүл Сапарова" in desk.open("/recognition/conventions/TOKYO").text
    read = _visitor(country, "en").get("/recognition/conventions/TOKYO")
    assert "Айгүл Сапарова" not in read.get_data(as_text=True)


def test_a_programme_shows_the_route_of_each_partner_and_a_card(country: Country) -> None:
    made = country.make.programme(country.make.agreement(country.home, list(country.partners)))
    desk = country.desk(Role.INTERNATIONAL_OFFICE)
    panel = desk.open(f"/programmes/{made.id}").text
    assert "Lisbon Convention" in panel and "Tokyo Convention" in panel
    page = desk.open(f"/programmes/{made.id}/recognition").text
    assert "Hill University" in page and "Han University" in page
    assert "every treaty that binds both comes with a reservation on partial studies" in page
    before = desk.open(f"/programmes/{made.id}/recognition?on=2026-02-17").text
    assert "individual recognition" in before
    card = desk.open(f"/programmes/{made.id}/recognition/card").text
    assert "What to hand in" in card and "An identity document." in card
