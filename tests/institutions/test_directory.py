"""The directory through the web: finding, adding, correcting institutions."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Role
from app.institutions import queries
from app.institutions.models import Institution
from app.kernel import journal
from app.kernel.db import session
from tests.makers import Make


def typed(**given: Any) -> dict[str, Any]:
    """A partner university as a person types it into the form."""
    return {
        "name_kk": "Солтүстік жағалау университеті",
        "name_ru": "Университет северного побережья",
        "name_en": "North Shore University",
        "country": "DE",
        "city_en": "Nordhafen",
    } | given


def known(code: str) -> Institution | None:
    """The entry with that code, as it is in the database now."""
    return session.scalar(select(Institution).where(Institution.code == code))


def how_many() -> int:
    """The size of the directory."""
    return session.scalar(select(func.count()).select_from(Institution)) or 0


@pytest.fixture
def centre(make: Make, client: Any) -> Any:
    """A lead of the centre, signed in."""
    return make.sign_in(client, Role.NCHED_LEAD)


@pytest.fixture
def office(make: Make, client: Any) -> Institution:
    """A home institution whose international office is signed in."""
    home = make.institution(code="QD-01")
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    return home


def test_a_new_partner_gets_a_code_and_stands_in_the_directory(office: Any, client: Any) -> None:
    answer = client.post("/institutions/new", data=typed())
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "North Shore University" in page.text
    assert "Nordhafen, Germany" in page.text
    assert "Institution registered" in page.text


def test_the_journal_keeps_everything_that_was_entered(centre: Any, client: Any) -> None:
    given = {
        "name_original": "Nordufer-Universität",
        "city_kk": "Нордхафен",
        "legal_form": "foreign",
        "website": "https://north-shore.de",
        "ror": "03q0vrn42",
        "pic": "999986096",
        "schac": "north-shore.de",
        "erasmus_code": "D  NORD01",
    }
    answer = client.post("/institutions/new", data=typed(**given))
    assert answer.status_code == 303
    (entry,) = journal.about("institutions", int(answer.location.rsplit("/", 1)[-1]))
    kept = {name: after for name, before, after in entry.changes if before is None}
    assert kept == typed(**given) | {"code": "DE-001", "source": "by_hand"}
    told = client.get(answer.location).text.split('id="journal"')[1]
    assert "Nordufer-Universität" in told
    assert "by_hand" not in told


def test_the_source_that_the_program_writes_is_a_word_and_others_stay_as_they_are(
    office: Any, client: Any, make: Make
) -> None:
    page = client.get(client.post("/institutions/new", data=typed()).location).text
    assert page.count("registered by hand") == 2
    assert "by_hand" not in page
    listed = make.partner(source="The ministry's list")
    make.save()
    assert "The ministry&#39;s list" in client.get(f"/institutions/{listed.id}").text


def test_made_codes_are_never_given_twice(office: Any, client: Any, make: Make) -> None:
    make.partner(code="DE-001")
    make.partner(code="DE-003")
    assert client.post("/institutions/new", data=typed()).status_code == 303
    assert known("DE-004") is not None


@pytest.mark.parametrize(
    "name",
    [
        {"name_en": "NORTH SHORE UNIVERSITY"},
        {"name_en": "University of North-Shore"},
        {"name_ru": "«Университет Северного побережья»"},
        {"name_kk": "СОЛТҮСТІК ЖАҒАЛАУ УНИВЕРСИТЕТІ"},
        {"name_kk": "Солтустик жагалау университети"},
        {"name_en": "Soltustik Zhagalau Universiteti"},
    ],
)
def test_a_name_like_a_known_one_is_shown_before_it_is_added(
    office: Any, client: Any, name: dict[str, str]
) -> None:
    client.post("/institutions/new", data=typed())
    other = {
        "name_kk": "Басқа жоғары мектеп",
        "name_ru": "Совсем иная высшая школа",
        "name_en": "Quite Another School",
    }
    size = how_many()
    refused = client.post("/institutions/new", data=typed(**other | name))
    assert refused.status_code == 422
    assert "very similar name" in refused.text
    assert "North Shore University" in refused.text
    assert "It is a different institution" in refused.text
    assert how_many() == size
    accepted = client.post("/institutions/new", data=typed(**other | name, confirmed="y"))
    assert accepted.status_code == 303
    assert how_many() == size + 1


def test_initials_and_dots_do_not_hide_a_duplicate(centre: Any, client: Any) -> None:
    refused = client.post(
        "/institutions/new",
        data=typed(
            country="KZ",
            name_kk="Гумилев атындагы ЕУРАЗИЯ УЛТТЫК УНИВЕРСИТЕТИ",
            name_ru="Новое имя",
            name_en="New name",
        ),
    )
    assert refused.status_code == 422
    assert "L.N. Gumilyov Eurasian National University" in refused.text


@pytest.mark.parametrize(
    ("country", "name", "known_as"),
    [
        ("KZ", {"name_en": "Karaganda Technical University"}, "Abylkas Saginov"),
        ("KZ", {"name_en": "Satbayev University"}, "Satbayev Kazakh National Research"),
        ("KZ", {"name_en": "Abai University"}, "Abai Kazakh National Pedagogical"),
        ("KZ", {"name_ru": "Университет имени Абая"}, "Abai Kazakh National Pedagogical"),
        ("KR", {"name_en": "Kyung-Dong University"}, "Kyungdong University"),
        ("KR", {"name_en": "Kyung Dong University"}, "Kyungdong University"),
    ],
)
def test_a_hyphen_or_a_left_out_person_does_not_hide_a_duplicate(
    centre: Any, client: Any, country: str, name: dict[str, str], known_as: str
) -> None:
    other = {"name_kk": "Жаңа атау", "name_ru": "Новое имя", "name_en": "New name"}
    refused = client.post("/institutions/new", data=typed(country=country, **other | name))
    assert refused.status_code == 422
    assert known_as in refused.text


def test_the_same_name_in_another_country_is_shown_and_may_be_confirmed(
    office: Any, client: Any
) -> None:
    assert client.post("/institutions/new", data=typed()).status_code == 303
    again = typed(country="FR", name_en="NORTH-SHORE university")
    refused = client.post("/institutions/new", data=again)
    assert refused.status_code == 422
    assert "North Shore University</a>, Nordhafen, Germany (DE-" in refused.text
    assert client.post("/institutions/new", data=again | {"confirmed": "y"}).status_code == 303


def test_a_similar_name_in_another_country_is_another_university(office: Any, client: Any) -> None:
    assert client.post("/institutions/new", data=typed()).status_code == 303
    similar = {
        "name_kk": "Солтүстік жағалау ұлттық университеті",
        "name_ru": "Национальный университет северного побережья",
        "name_en": "North Shore National University",
    }
    assert client.post("/institutions/new", data=typed(country="FR", **similar)).status_code == 303


def test_hardly_two_entries_of_the_reference_data_are_taken_for_one(sqlite_app: Any) -> None:
    """A warning at every other name would be read by nobody."""
    with sqlite_app.app_context():
        found = {
            tuple(sorted((entry.code, other.code)))
            for entry in session.scalars(
                select(Institution).where(Institution.country == "KZ")
            ).all()
            for other in queries.near_duplicates(
                (entry.name_kk, entry.name_ru, entry.name_en, entry.name_original), entry.country
            )
            if other.id != entry.id
        }
    assert found == {("KZ-BOLASHAK_KZO", "KZ-BOLASHAQ_KRG")}


@pytest.mark.parametrize(
    ("column", "value", "again"),
    [
        ("code", "DE-NORTH", "DE-NORTH"),
        ("code", "DE-NORTH", "de-north"),
        ("ror", "03q0vrn42", "https://ror.org/03q0vrn42"),
        ("ror", "03q0vrn42", "HTTPS://ROR.ORG/03Q0VRN42"),
        ("erasmus_code", "D  BERLIN01", "D BERLIN01"),
        ("pic", "999986096", "999986096"),
        ("schac", "north-shore.de", "North-Shore.DE"),
    ],
)
def test_an_identifier_that_is_taken_is_refused_beside_its_field(
    office: Any, client: Any, column: str, value: str, again: str
) -> None:
    first = client.post("/institutions/new", data=typed(**{column: value}))
    assert first.status_code == 303
    other = {
        "name_kk": "Өзен мектебі",
        "name_ru": "Речная школа",
        "name_en": "River School",
        column: again,
    }
    refused = client.post("/institutions/new", data=typed(**other, confirmed="y"))
    assert refused.status_code == 422
    assert f'id="{column}-error"' in refused.text
    assert "already the identifier of North Shore University" in refused.text
    assert "River School" in refused.text
    assert "Речная школа" in refused.text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name_kk", ""),
        ("name_en", "x" * 301),
        ("country", "ZZ"),
        ("country", ""),
        ("website", "north-shore.de"),
        ("website", "javascript:alert(1)"),
        ("code", "Ж-1"),
        ("code", "-"),
        ("ror", "13q0vrn42"),
        ("ror", "03q0vrn4"),
        ("ror", "03i0vrn42"),
        ("erasmus_code", "berlin"),
        ("pic", "12345678"),
        ("pic", "12345678x"),
        ("schac", "not a domain"),
        ("schac", "ß" * 100 + ".de"),
        ("epvo_number", "12/3"),
        ("legal_form", "club"),
        ("reports_from", "1066"),
        ("reports_from", "-1"),
        ("reports_from", "9" * 30),
        ("reports_from", "2026.5"),
    ],
)
def test_a_wrong_shape_is_refused_beside_its_field_with_everything_kept(
    centre: Any, client: Any, column: str, value: str
) -> None:
    size = how_many()
    refused = client.post("/institutions/new", data=typed(**{column: value}))
    assert refused.status_code == 422
    assert f'id="{column}-error"' in refused.text
    assert "Nordhafen" in refused.text
    assert how_many() == size


def test_a_name_may_hold_anything_that_is_text(office: Any, client: Any) -> None:
    answer = client.post(
        "/institutions/new",
        data=typed(
            name_en="<script>alert(1)</script> & Söhne\x00 \u202e", name_kk="Ұлы\x00 мектеп"
        ),
    )
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Söhne" in page


@pytest.mark.parametrize(("column", "value"), [("country", "KZ"), ("reports_from", "2026")])
def test_an_office_adds_partners_abroad_only(
    office: Any, client: Any, column: str, value: str
) -> None:
    refused = client.post("/institutions/new", data=typed(**{column: value}))
    assert refused.status_code == 422
    assert "You can register partner universities abroad." in refused.text


def test_only_institutions_of_kazakhstan_file_returns(centre: Any, client: Any) -> None:
    refused = client.post("/institutions/new", data=typed(reports_from="2026"))
    assert refused.status_code == 422
    assert 'id="reports_from-error"' in refused.text
    home = typed(country="KZ", reports_from="2026", reports_until="2025")
    assert 'id="reports_until-error"' in client.post("/institutions/new", data=home).text
    home["reports_until"] = "2030"
    assert client.post("/institutions/new", data=home).status_code == 303


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SIGNATORY, Role.QUALITY_MANAGER])
def test_readers_add_nobody(client: Any, make: Make, role: Role) -> None:
    make.sign_in(client, role, make.institution())
    assert client.get("/institutions/new").status_code == 403
    assert client.post("/institutions/new", data=typed()).status_code == 403
    assert "Add a university" not in client.get("/institutions").text


@pytest.mark.parametrize(
    "asked",
    [
        "ӘЛ-ФАРАБИ",
        "әл фараби",
        "аль-фараби",
        "al-farabi",
        "KZ-KAZNU",
        "ал-фараби алматы",
        "ҰЛТТЫҚ фараби",
    ],
)
def test_search_finds_a_name_in_any_language_case_and_spelling(
    centre: Any, client: Any, asked: str
) -> None:
    page = client.get("/institutions", query_string={"text": asked})
    assert "Al-Farabi Kazakh National University" in page.text
    assert "University of Arizona" not in page.text


def test_a_search_without_result_says_what_to_try(centre: Any, client: Any) -> None:
    page = client.get("/institutions", query_string={"text": "zzzz"})
    assert page.status_code == 200
    assert "No university was found" in page.text


def test_the_country_and_kind_narrow_the_list(centre: Any, client: Any, make: Make) -> None:
    make.partner(country="NO", name_en="Fjord University")
    make.institution(name_en="Steppe University", sort_key="00")
    only = client.get("/institutions?country=NO").text
    assert "Fjord University" in only
    assert "Steppe University" not in only
    home = client.get("/institutions?kind=home").text
    assert "Steppe University" in home
    assert "Fjord University" not in home
    abroad = client.get("/institutions?kind=partner&text=fjord").text
    assert "Steppe University" not in abroad


def test_pages_follow_one_another_without_gap_or_repetition(
    centre: Any, client: Any, make: Make
) -> None:
    size, found, address = how_many(), [], "/institutions"
    for _page in range(20):
        text = client.get(address).text
        found += [line for line in text.split('<th scope="row"') if "/institutions/" in line][1:]
        if 'rel="next"' not in text:
            break
        address = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert how_many() == size
    codes = [line.split('data-label="Code">')[1].split("<")[0] for line in found if "Code" in line]
    assert len(codes) >= size - 1
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "query",
    [
        {"country": "Ж"},
        {"text": "'" * 5000},
        {"page": "eyJ4Ijox"},
        {"page": "²"},
    ],
)
def test_a_garbled_address_still_shows_a_list(centre: Any, client: Any, query: Any) -> None:
    assert client.get("/institutions", query_string=query).status_code == 200


@pytest.mark.parametrize("name", ["country", "kind", "text", "page"])
def test_an_address_that_no_page_writes_is_refused(centre: Any, client: Any, name: str) -> None:
    assert client.get("/institutions", query_string={name: "\x00"}).status_code == 400


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999", "abc"])
def test_there_is_no_institution_of_that_number(centre: Any, client: Any, number: str) -> None:
    assert client.get(f"/institutions/{number}").status_code == 404


def test_correcting_an_entry_keeps_its_code_and_updates_the_search(
    centre: Any, client: Any, make: Make
) -> None:
    partner = make.partner(name_en="Old Name")
    make.save()
    assert "Old Name" in client.get(f"/institutions/{partner.id}/edit").text
    sent = typed(code=partner.code, version=str(partner.version))
    answer = client.post(f"/institutions/{partner.id}/edit", data=sent)
    assert answer.status_code == 303
    page = client.get("/institutions?text=SHORE").text
    assert "North Shore University" in page
    told = client.get(f"/institutions/{partner.id}").text
    assert "<del>Old Name</del>" in told
    assert "<ins>North Shore University</ins>" in told


def test_a_code_stays_the_same_for_ever(centre: Any, client: Any, make: Make) -> None:
    partner = make.partner()
    make.save()
    sent = typed(code="DE-OTHER", version=str(partner.version))
    refused = client.post(f"/institutions/{partner.id}/edit", data=sent)
    assert refused.status_code == 422
    assert 'id="code-error"' in refused.text
    assert known("DE-OTHER") is None


def test_two_editors_at_once_lose_nothing(centre: Any, client: Any, make: Make) -> None:
    partner = make.partner()
    make.save()
    seen = str(partner.version)
    first = typed(code=partner.code, version=seen, name_en="First Correction")
    second = typed(code=partner.code, version=seen, name_en="Second Correction")
    address = f"/institutions/{partner.id}/edit"
    assert client.post(address, data=first).status_code == 303
    late = client.post(address, data=second)
    assert late.status_code == 409
    assert "First Correction" in late.text
    assert "Second Correction" in late.text
    assert "Name in English" in late.text
    assert make.reread(Institution, partner.id).name_en == "First Correction"


def test_an_office_cannot_correct_entries(office: Any, client: Any, make: Make) -> None:
    partner = make.partner()
    make.save()
    for address in (f"/institutions/{partner.id}/edit", f"/institutions/{office.id}/edit"):
        assert client.get(address).status_code == 403
        assert client.post(address, data=typed()).status_code == 403


def test_a_list_asks_the_database_as_often_for_many_as_for_few(
    centre: Any, client: Any, make: Make, statements: Any
) -> None:
    client.get("/institutions")
    with statements() as few:
        client.get("/institutions?country=NO")
    for n in range(60):
        make.partner(country="NO", sort_key=f"{n:04}")
    with statements() as many:
        assert 'rel="next"' in client.get("/institutions?country=NO").text
    assert len(few) == len(many)


def test_every_entry_of_the_reference_data_can_be_saved_as_it_is(
    centre: Any, client: Any, make: Make
) -> None:
    columns = [
        *("name_kk", "name_ru", "name_en", "name_original", "country", "code", "website"),
        *("city_kk", "city_ru", "city_en", "legal_form", "epvo_number", "ror", "erasmus_code"),
        *("schac", "pic", "reports_from", "reports_until"),
    ]
    refused = {}
    for entry in session.scalars(select(Institution).order_by(Institution.id)).all():
        sent = {c: str(getattr(entry, c)) for c in columns if getattr(entry, c) is not None}
        code, address = entry.code, f"/institutions/{entry.id}/edit"
        answer = client.post(address, data=sent | {"version": str(entry.version)})
        if answer.status_code != 303:
            refused[code] = answer.status_code
    assert refused == {}
