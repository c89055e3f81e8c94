"""What belongs to an institution: contacts, rankings, links to others."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Role
from app.institutions import queries
from app.institutions.models import Institution, InstitutionContact, InstitutionLink, Ranking
from app.kernel.db import session
from tests.makers import Make


@pytest.fixture
def home(make: Make) -> Institution:
    """A home institution."""
    found: Institution = make.institution(code="QD-01", name_en="Steppe University")
    return found


@pytest.fixture
def office(make: Make, client: Any, home: Institution) -> Institution:
    """Its international office is signed in."""
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    return home


@pytest.fixture
def centre(make: Make, client: Any) -> Any:
    """A lead of the centre, signed in."""
    return make.sign_in(client, Role.NCHED_LEAD)


def contacts_of(institution: Institution) -> list[str]:
    """Names of the contacts in the database now."""
    return list(
        session.scalars(
            select(InstitutionContact.name)
            .where(InstitutionContact.institution_id == institution.id)
            .order_by(InstitutionContact.id)
        )
    )


def row(n: int, name: str, **given: str) -> dict[str, str]:
    """One contact as typed."""
    values = {"name": name, "position": "", "email": "", "phone": ""} | given
    return {f"contacts-{n}-{key}": value for key, value in values.items()}


def test_an_office_keeps_its_own_contacts(office: Any, client: Any) -> None:
    address = f"/institutions/{office.id}/contacts"
    sent = {"website": "https://steppe.example", "version": str(office.version)}
    sent |= row(0, "Дина Оспанова", email="dina@steppe.example", phone="+7 700 000 00 00")
    sent |= row(1, "Ерлан Қасымов", position="Vice-rector")
    answer = client.post(address, data=sent)
    assert answer.status_code == 303
    assert contacts_of(office) == ["Дина Оспанова", "Ерлан Қасымов"]
    page = client.get(answer.location).text
    assert "dina@steppe.example" in page
    assert "https://steppe.example" in page
    again = client.get(address).text
    assert "Дина Оспанова" in again
    assert "Vice-rector" in again


def test_a_row_is_added_and_taken_away_without_saving(office: Any, client: Any) -> None:
    address = f"/institutions/{office.id}/contacts"
    more = client.post(address, data={**row(0, "Дина"), "add_contacts": "1"})
    assert more.status_code == 200
    assert "contacts-1-name" in more.text
    fewer = client.post(
        address, data={**row(0, "Дина"), **row(1, "Ерлан"), "remove_contacts-0": "1"}
    )
    assert "Ерлан" in fewer.text
    assert "Дина" not in fewer.text
    assert contacts_of(office) == []


def test_a_contact_without_a_name_is_not_dropped_in_silence(office: Any, client: Any) -> None:
    sent = row(0, "", email="dina@steppe.example")
    refused = client.post(f"/institutions/{office.id}/contacts", data=sent)
    assert refused.status_code == 422
    assert 'id="contacts-0-name-error"' in refused.text
    assert "dina@steppe.example" in refused.text


@pytest.mark.parametrize(
    "sent",
    [
        row(0, "Дина", email="dina"),
        row(0, "Д" * 201),
        {**row(0, "Дина"), "website": "steppe"},
    ],
)
def test_a_wrong_contact_is_refused_and_kept_as_typed(
    office: Any, client: Any, sent: dict[str, str]
) -> None:
    refused = client.post(f"/institutions/{office.id}/contacts", data=sent)
    assert refused.status_code == 422
    assert "field-error" in refused.text
    assert contacts_of(office) == []


@pytest.mark.parametrize(
    "name", ["contacts-²-name", "contacts--name", "contacts-9999999999999-name"]
)
def test_a_field_that_no_page_has_is_no_contact(office: Any, client: Any, name: str) -> None:
    answer = client.send(f"/institutions/{office.id}/contacts", data={name: "x"})
    assert answer.status_code in (303, 422)


def test_twelve_contacts_are_enough(office: Any, client: Any) -> None:
    address = f"/institutions/{office.id}/contacts"
    sent: dict[str, str] = {}
    for n in range(14):
        sent |= row(n, f"Person {n}")
    assert client.send(address, data=sent).status_code == 303
    assert len(contacts_of(office)) == 12
    assert client.get(address).status_code == 200


def test_two_editors_of_contacts_see_both_lists(office: Any, client: Any) -> None:
    address = f"/institutions/{office.id}/contacts"
    seen = {"version": str(office.version)}
    assert client.post(address, data=seen | row(0, "Дина Оспанова")).status_code == 303
    late = client.post(address, data=seen | row(0, "Ерлан Қасымов"))
    assert late.status_code == 409
    assert "Дина Оспанова" in late.text
    assert "Ерлан Қасымов" in late.text
    assert contacts_of(office) == ["Дина Оспанова"]


def test_the_journal_tells_what_became_of_a_contact(office: Any, client: Any) -> None:
    address = f"/institutions/{office.id}/contacts"
    client.send(address, data=row(0, "Дина", email="old@steppe.example"))
    client.send(
        address,
        data=row(0, "Дина", email="new@steppe.example") | {"website": "https://steppe.example"},
    )
    page = client.get(f"/institutions/{office.id}").text
    told = page.split('id="journal"')[1]
    assert "old@steppe.example" in told
    assert "new@steppe.example" in told
    assert "https://steppe.example" in told


def test_contacts_of_another_institution_are_not_theirs_to_edit(
    office: Any, client: Any, make: Make
) -> None:
    other = make.institution()
    make.save()
    address = f"/institutions/{other.id}/contacts"
    assert client.get(address).status_code == 403
    assert client.post(address, data=row(0, "X")).status_code == 403


def ranked(**given: Any) -> dict[str, Any]:
    """A place in a ranking as typed."""
    return {"system": "QS", "year": "2026", "rank": "163"} | given


def test_a_place_in_a_ranking_is_added_and_taken_back(
    centre: Any, client: Any, home: Institution
) -> None:
    address = f"/institutions/{home.id}/rankings"
    answer = client.post(address, data=ranked(rank="501", rank_to="550", source="QS, June 2025"))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "501–550" in page
    assert "Ranking added" in page
    told = page.split('id="journal"')[1]
    assert "550" in told
    assert "QS, June 2025" in told
    (number,) = session.scalars(select(Ranking.id)).all()
    assert client.post(f"/rankings/{number}/remove").status_code == 303
    assert session.scalar(select(func.count()).select_from(Ranking)) == 0
    assert client.post(f"/rankings/{number}/remove").status_code == 404


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("system", "FT"),
        ("year", "1999"),
        ("year", ""),
        ("rank", "0"),
        ("rank", "-1"),
        ("rank", "1.5"),
        ("rank", "9" * 40),
        ("rank_to", "100"),
    ],
)
def test_an_impossible_place_is_refused_beside_its_field(
    centre: Any, client: Any, home: Institution, column: str, value: str
) -> None:
    refused = client.post(f"/institutions/{home.id}/rankings", data=ranked(**{column: value}))
    assert refused.status_code == 422
    assert f'id="{column}-error"' in refused.text
    assert session.scalar(select(func.count()).select_from(Ranking)) == 0


def test_a_ranking_has_one_place_a_year(centre: Any, client: Any, home: Institution) -> None:
    address = f"/institutions/{home.id}/rankings"
    assert client.post(address, data=ranked()).status_code == 303
    again = client.post(address, data=ranked(rank="170"))
    assert again.status_code == 422
    assert "already recorded" in again.text
    assert client.post(address, data=ranked(system="THE")).status_code == 303


def linked(origin: Institution, **given: Any) -> dict[str, Any]:
    """A link as typed."""
    return {"kind": "predecessor", "origin": origin.code} | given


def test_an_institution_tells_from_which_it_came_and_what_became_of_it(
    centre: Any, client: Any, home: Institution, make: Make
) -> None:
    old = make.institution(name_en="Old Institute")
    address = f"/institutions/{home.id}/links"
    sent = linked(old, happened_on="2020-09-01") | {"origin": old.code.lower()}
    assert client.post(address, data=sent).status_code == 303
    assert "successor of" in client.get(f"/institutions/{home.id}").text
    assert "01.09.2020" in client.get(f"/institutions/{home.id}").text
    assert "Steppe University" in client.get(f"/institutions/{old.id}").text
    (number,) = session.scalars(select(InstitutionLink.id)).all()
    assert client.post(f"/links/{number}/remove").status_code == 303
    assert "successor of" not in client.get(f"/institutions/{old.id}").text.split('id="journal"')[0]


def test_history_has_no_circles(centre: Any, client: Any, make: Make) -> None:
    first, second, third = (make.institution() for _ in range(3))
    assert client.post(f"/institutions/{second.id}/links", data=linked(first)).status_code == 303
    assert client.post(f"/institutions/{third.id}/links", data=linked(second)).status_code == 303
    for institution, origin in ((first, third), (first, second), (first, first)):
        refused = client.post(f"/institutions/{institution.id}/links", data=linked(origin))
        assert refused.status_code == 422
        assert "its own origin" in refused.text
    again = client.post(f"/institutions/{second.id}/links", data=linked(first))
    assert "already recorded" in again.text
    assert session.scalar(select(func.count()).select_from(InstitutionLink)) == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [("origin", "NOBODY"), ("origin", ""), ("kind", "cousin"), ("happened_on", "31.02.2020")],
)
def test_a_link_to_nobody_or_at_no_time_is_refused(
    centre: Any, client: Any, home: Institution, make: Make, column: str, value: str
) -> None:
    other = make.institution()
    sent = linked(other) | {column: value}
    refused = client.post(f"/institutions/{home.id}/links", data=sent)
    assert refused.status_code == 422
    assert f'id="{column}-error"' in refused.text


def test_rankings_and_links_are_the_centres(office: Any, client: Any, make: Make) -> None:
    for part in ("rankings", "links"):
        assert client.get(f"/institutions/{office.id}/{part}").status_code == 403
        assert client.post(f"/institutions/{office.id}/{part}").status_code == 403


def test_home_institutions_are_those_expected_in_a_year(make: Make) -> None:
    make.institution(code="A", reports_from=2018, reports_until=2020)
    make.institution(code="B", reports_from=2021)
    make.partner(code="C")
    in_ = {year: {i.code for i in queries.home_institutions(year)} for year in (2017, 2020, 2021)}
    assert in_ == {2017: set(), 2020: {"A"}, 2021: {"B"}}
    assert {i.code for i in queries.home_institutions()} == {"A", "B"}
