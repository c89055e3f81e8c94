"""Who manages people: an administrator at home, the system's administrator everywhere."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import CENTRE_ROLES, Membership, Person, Role
from app.institutions.models import Institution
from app.kernel.db import session
from tests.makers import PASSWORD, Make

ADMIN = Role.INSTITUTION_ADMIN
OFFICE = Role.INTERNATIONAL_OFFICE


@pytest.fixture
def home(make: Make) -> Institution:
    """A home institution."""
    found: Institution = make.institution(code="QD-01", name_en="Steppe University")
    return found


@pytest.fixture
def admin(make: Make, client: Any, home: Institution) -> Person:
    """Its administrator, signed in."""
    return make.sign_in(client, ADMIN, home)


@pytest.fixture
def system(make: Make, client: Any) -> Person:
    """The system's administrator, signed in."""
    return make.sign_in(client, Role.SYSTEM_ADMIN)


def typed(place: Institution | None, role: Role = OFFICE, **given: Any) -> dict[str, Any]:
    """A new person as typed."""
    return {
        "name": "Дина Оспанова",
        "email": "Dina@Steppe.Example",
        "language": "kk",
        "role": role.value,
        "institution_id": str(place.id) if place else "",
    } | given


def by_email(email: str) -> Person | None:
    """The person in the database now."""
    return session.scalar(select(Person).where(Person.email == email))


def roles_of(person: Person) -> set[str]:
    """The roles in the database now."""
    return set(session.scalars(select(Membership.role).where(Membership.person_id == person.id)))


def test_an_administrator_registers_somebody_who_then_chooses_a_password(
    app: Any, admin: Any, client: Any, home: Institution
) -> None:
    answer = client.post("/people/new", data=typed(home))
    assert answer.status_code == 200
    first = re.search(r'class="password">([^<]+)<', answer.text)
    assert first
    assert answer.headers["Cache-Control"] == "no-store"
    theirs = app.test_client()
    signed = theirs.post("/sign-in", data={"email": "dina@steppe.example", "password": first[1]})
    assert signed.location == "/me"
    assert theirs.get("/institutions").location == "/me"
    new = {"current": first[1], "new": "four quiet rivers", "again": "four quiet rivers"}
    assert theirs.post("/me", data=new).status_code == 303
    assert theirs.get("/institutions").status_code == 200


def test_who_must_choose_a_password_may_still_sign_out_and_change_the_language(
    client: Any, make: Make
) -> None:
    person = make.person(must_change_password=True)
    make.save()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert client.post("/language", data={"language": "ru", "next": "/me"}).location == "/me"
    with client.get("/static/css/base.css") as style:
        assert style.status_code == 200
    assert client.post("/institutions/new", data={}).location == "/me"
    assert client.post("/sign-out").location == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", [*CENTRE_ROLES, Role.SYSTEM_ADMIN])
def test_an_institutions_administrator_grants_no_role_above_institutions(
    admin: Person, client: Any, home: Institution, role: Role
) -> None:
    for place in (None, home):
        refused = client.post("/people/new", data=typed(place, role))
        assert refused.status_code == 422
        again = client.post(f"/people/{admin.id}/roles", data=typed(place, role))
        assert again.status_code == 422
    assert by_email("dina@steppe.example") is None
    assert roles_of(admin) == {ADMIN}


def test_nor_a_role_at_another_institution(
    admin: Person, client: Any, home: Institution, make: Make
) -> None:
    other = make.institution()
    make.save()
    refused = client.post("/people/new", data=typed(other))
    assert refused.status_code == 422
    assert 'id="institution_id-error"' in refused.text
    assert other.name_en not in client.get("/people/new").text
    own = client.post("/people/new", data=typed(None, OFFICE))
    assert 'id="institution_id-error"' in own.text


def test_people_of_other_institutions_are_out_of_reach(
    admin: Any, client: Any, home: Institution, make: Make
) -> None:
    stranger = make.person((OFFICE, make.institution()), name="Қуат Байжан")
    shared = make.person((OFFICE, home), (Role.VIEWER, make.institution()), name="Сара Алин")
    make.save()
    listed = client.get("/people").text
    assert "Қуат Байжан" not in listed
    assert "Сара Алин" in listed
    for part in ("", "/edit"):
        assert client.get(f"/people/{stranger.id}{part}").status_code == 403
    for part in ("/roles", "/password", "/access", "/edit"):
        assert client.post(f"/people/{stranger.id}{part}", data=typed(home)).status_code == 403
    for part in ("/password", "/access", "/edit"):
        assert client.post(f"/people/{shared.id}{part}", data=typed(home)).status_code == 403
    assert client.get(f"/people/{shared.id}").status_code == 200


def test_a_role_is_taken_away_where_one_administers_only(
    admin: Person, client: Any, home: Institution, make: Make
) -> None:
    shared = make.person((OFFICE, home), (Role.VIEWER, make.institution()))
    make.save()
    own, foreign = (
        session.scalars(
            select(Membership.id).where(Membership.person_id == shared.id, Membership.role == role)
        ).one()
        for role in (OFFICE, Role.VIEWER)
    )
    assert client.post(f"/roles/{foreign}/remove").status_code == 403
    assert client.post(f"/roles/{own}/remove").status_code == 303
    assert roles_of(shared) == {Role.VIEWER}
    assert client.post(f"/roles/{own}/remove").status_code == 404


def test_one_more_role_is_given_once(
    admin: Person, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    sent = {"role": Role.VIEWER.value, "institution_id": str(home.id)}
    assert client.post(f"/people/{person.id}/roles", data=sent).status_code == 303
    assert roles_of(person) == {OFFICE, Role.VIEWER}
    again = client.post(f"/people/{person.id}/roles", data=sent)
    assert again.status_code == 422
    assert "already holds this role" in again.text
    assert "Role granted" in again.text
    told = client.get(f"/people/{person.id}").text
    assert "Role granted" in told
    assert "Viewer" in told


def test_a_role_above_institutions_is_given_once_also_by_two_at_once(make: Make) -> None:
    person = make.person((Role.NCHED_LEAD, None))
    make.save()
    session.add(Membership(person_id=person.id, role=Role.NCHED_LEAD, institution_id=None))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    session.add(Membership(person_id=person.id, role=Role.NCHED_ANALYST, institution_id=None))
    session.commit()
    assert roles_of(person) == {Role.NCHED_LEAD, Role.NCHED_ANALYST}


def test_a_long_name_keeps_its_place_in_the_order(
    system: Any, client: Any, home: Institution
) -> None:
    for end in ("Б", "А"):
        sent = typed(home, name="京" * 199 + end, email=f"{ord(end)}@example.org")
        assert client.post("/people/new", data=sent).status_code == 200
    page = client.get("/people").text
    assert page.index("京А<") < page.index("京Б<")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("email", "dina"),
        ("email", "dina@steppe"),
        ("email", "x" * 250 + "@a.kz"),
        ("email", "ß" * 200 + "@ex.kz"),
        ("language", "de"),
        ("role", "rector"),
        ("role", ""),
        ("institution_id", "999999999999999999999"),
        ("institution_id", "²"),
        ("institution_id", "abc\x00"),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field_with_everything_kept(
    admin: Any, client: Any, home: Institution, column: str, value: str
) -> None:
    refused = client.post("/people/new", data=typed(home) | {column: value})
    assert refused.status_code == 422
    assert f'id="{column}-error"' in refused.text
    assert ("Дина Оспанова" in refused.text) == (column != "name")
    assert by_email("dina@steppe.example") is None


def test_an_address_belongs_to_one_person(
    system: Any, client: Any, home: Institution, make: Make
) -> None:
    assert client.post("/people/new", data=typed(home)).status_code == 200
    refused = client.post("/people/new", data=typed(home, email="DINA@steppe.example"))
    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text
    other = make.person((OFFICE, home))
    make.save()
    sent = {"name": "X Y", "email": "dina@steppe.example", "language": "ru"}
    assert client.send(f"/people/{other.id}/edit", data=sent).status_code == 422


def test_a_person_is_corrected_and_the_journal_says_how(
    admin: Any, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home), name="Дина Осп")
    make.save()
    assert "Дина Осп" in client.get(f"/people/{person.id}/edit").text
    sent = {"name": "Дина Оспанова", "email": person.email, "language": "ru"}
    answer = client.post(f"/people/{person.id}/edit", data=sent | {"version": str(person.version)})
    assert answer.status_code == 303
    told = client.get(f"/people/{person.id}").text
    assert "<del>Дина Осп</del>" in told
    assert "<ins>Дина Оспанова</ins>" in told
    assert "password_hash" not in told


def test_two_administrators_at_once_see_both_values(
    admin: Any, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home), name="Дина Осп")
    make.save()
    sent = {"email": person.email, "language": "ru", "version": str(person.version)}
    address = f"/people/{person.id}/edit"
    assert client.post(address, data=sent | {"name": "First Name"}).status_code == 303
    late = client.post(address, data=sent | {"name": "Second Name"})
    assert late.status_code == 409
    assert "First Name" in late.text
    assert "Second Name" in late.text


def test_signing_in_is_no_edit_of_the_person(
    app: Any, admin: Any, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    seen = str(person.version)
    theirs = app.test_client()
    assert (
        theirs.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code
        == 303
    )
    sent = {"name": "New Name", "email": person.email, "language": "ru", "version": seen}
    assert client.post(f"/people/{person.id}/edit", data=sent).status_code == 303
    assert make.reread(Person, person.id).signed_in_at is not None


def test_a_reset_password_works_and_the_old_one_does_not(
    app: Any, admin: Any, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    theirs = app.test_client()
    theirs.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    answer = client.post(f"/people/{person.id}/password")
    made = re.search(r'class="password">([^<]+)<', answer.text)
    assert made
    assert theirs.get("/me").status_code == 302
    for password, status in ((PASSWORD, 422), (made[1], 303)):
        tried = app.test_client().post(
            "/sign-in", data={"email": person.email, "password": password}
        )
        assert tried.status_code == status


def button(page: str, path: str) -> dict[str, str]:
    """What the button that leads there sends."""
    form = page.split(f'action="{path}"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_closed_access_ends_the_session_at_once(
    app: Any, admin: Person, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    theirs = app.test_client()
    theirs.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    address = f"/people/{person.id}/access"
    assert client.post(address, data={"access": "closed"}).status_code == 303
    assert theirs.get("/me").status_code == 302
    assert client.post(address, data={"access": "open"}).status_code == 303
    assert "Access opened" in client.get(f"/people/{person.id}").text
    own = client.post(f"/people/{admin.id}/access", data={"access": "closed"})
    assert own.status_code == 422
    assert "You cannot close your own access." in own.text


def test_closing_access_twice_does_not_open_it_again(
    admin: Any, client: Any, home: Institution, make: Make
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    address = f"/people/{person.id}/access"
    sent = button(client.get(f"/people/{person.id}").text, address)
    for _press in range(2):
        assert client.post(address, data=sent).status_code == 303
        assert not make.reread(Person, person.id).is_active
    assert client.get(f"/people/{person.id}").text.count("Access closed") == 1
    again = button(client.get(f"/people/{person.id}").text, address)
    assert client.post(address, data=again).status_code == 303
    assert make.reread(Person, person.id).is_active


@pytest.mark.parametrize("sent", [{}, {"access": "ajar"}])
def test_a_button_that_does_not_say_which_does_nothing(
    admin: Any, client: Any, home: Institution, make: Make, sent: dict[str, str]
) -> None:
    person = make.person((OFFICE, home))
    make.save()
    assert client.post(f"/people/{person.id}/access", data=sent).status_code == 400
    assert make.reread(Person, person.id).is_active


def test_the_last_administrator_of_the_system_stays(
    system: Person, client: Any, make: Make
) -> None:
    other = make.person((Role.SYSTEM_ADMIN, None))
    make.save()
    theirs, own = (
        session.scalars(select(Membership.id).where(Membership.person_id == person.id)).one()
        for person in (other, system)
    )
    assert client.post(f"/roles/{theirs}/remove").status_code == 303
    refused = client.post(f"/roles/{own}/remove")
    assert refused.status_code == 422
    assert "You cannot take this role from yourself." in refused.text
    assert roles_of(system) == {Role.SYSTEM_ADMIN}


def test_the_administrator_of_the_system_grants_every_role(
    system: Any, client: Any, home: Institution
) -> None:
    for role in Role:
        place = None if role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN) else home
        sent = typed(place, role, email=f"{role.value}@example.org")
        assert client.post("/people/new", data=sent).status_code == 200
        found = by_email(f"{role.value}@example.org")
        assert found is not None
        assert roles_of(found) == {role}
        wrong = typed(home if place is None else None, role, email="wrong@example.org")
        refused = client.post("/people/new", data=wrong)
        assert refused.status_code == 422
        assert 'id="institution_id-error"' in refused.text


@pytest.mark.parametrize("role", [r for r in Role if r not in (ADMIN, Role.SYSTEM_ADMIN)])
def test_nobody_else_manages_people(client: Any, make: Make, home: Institution, role: Role) -> None:
    make.sign_in(client, role, None if role in CENTRE_ROLES else home)
    assert client.get("/people").status_code == 403
    assert client.get("/people/new").status_code == 403
    assert client.post("/people/new", data=typed(home)).status_code == 403


def test_the_list_of_people_goes_on_page_by_page(
    system: Any, client: Any, home: Institution, make: Make, statements: Any
) -> None:
    with statements() as few:
        client.get("/people")
    for n in range(60):
        make.person((OFFICE, home), sort_key=f"{n:03}", password_hash="x")
    with statements() as many:
        first = client.get("/people").text
    assert len(few) == len(many)
    assert 'rel="next"' in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(address).text
    names = re.findall(r"Айгүл Сапарова (\d+)<", first + second)
    assert len(set(names)) >= 60
