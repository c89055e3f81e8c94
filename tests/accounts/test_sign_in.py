"""Signing in and out, and what ends a session."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app import create_app
from app.accounts import queries
from app.accounts.models import Person, Role, SignInAttempt
from app.kernel import clock, journal
from app.kernel.db import session
from tests.conftest import Browser
from tests.makers import PASSWORD, Make


def _try(client: Any, email: str, password: str = PASSWORD, next_: str = "") -> Any:
    return client.post(
        f"/sign-in?next={next_}" if next_ else "/sign-in",
        data={"email": email, "password": password},
    )


def test_the_right_password_opens_the_home_page(client: Any, make: Make) -> None:
    make.sign_in(client, Role.VIEWER, make.institution())
    page = client.get("/")
    assert page.status_code == 200
    assert "Your work" in page.text


def test_a_wrong_password_keeps_the_address_and_says_so(client: Any, make: Make) -> None:
    person = make.person()
    make.save()
    client.post("/language", data={"language": "en"})
    answer = _try(client, person.email, "something else")
    assert answer.status_code == 422
    assert person.email in answer.text
    assert "The e-mail or the password is not right." in answer.text


def test_letter_case_of_the_address_does_not_matter(client: Any, make: Make) -> None:
    person = make.person()
    make.save()
    assert _try(client, person.email.upper()).status_code == 303


HERE, THERE = "10.0.0.1", "10.0.0.2"


def test_after_eight_failures_even_the_right_password_has_to_wait(client: Any, make: Make) -> None:
    person = make.person()
    make.save()
    for _attempt in range(8):
        assert _try(client, person.email, "wrong").status_code == 422
    client.post("/language", data={"language": "en"})
    refused = _try(client, person.email)
    assert refused.status_code == 422
    assert "Wait ten minutes" in refused.text
    with clock.moved_to(clock.today().replace(year=clock.today().year + 1)):
        assert _try(client, person.email).status_code == 303


def test_nobody_locks_somebody_else_out(app: Any, make: Make) -> None:
    person = make.person()
    make.save()
    stranger = _from(app, THERE)
    for _attempt in range(9):
        assert _try(stranger, person.email, "wrong").status_code == 422
    assert _try(_from(app, HERE), person.email).status_code == 303
    assert _try(stranger, person.email).status_code == 422


def test_who_guesses_from_many_places_has_to_wait_everywhere(app: Any, make: Make) -> None:
    person = make.person()
    failed = [f"10.1.{n}.{n}" for n in range(queries.ATTEMPTS_FROM_ANYWHERE)]
    session.add_all(
        SignInAttempt(email=person.email, client=client, at=clock.now()) for client in failed[:-1]
    )
    make.save()
    assert _try(_from(app, failed[-1]), person.email, "wrong").status_code == 422
    assert _try(_from(app, HERE), person.email).status_code == 422


def test_failures_that_no_longer_count_are_not_kept(client: Any, make: Make) -> None:
    person = make.person()
    long_ago = clock.now() - queries.WINDOW
    session.add_all(SignInAttempt(email=f"{n}@example.org", at=long_ago) for n in range(20))
    make.save()
    for kept in (1, 2, 3):
        assert _try(client, person.email, "wrong").status_code == 422
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == kept


@pytest.mark.parametrize(("proxies", "client"), [(0, HERE), (1, THERE)])
def test_where_somebody_comes_from_is_believed_of_a_proxy_only(
    app: Any, make: Make, proxies: int, client: str
) -> None:
    person = make.person()
    make.save()
    made = create_app(app.config | {"PROXIES": proxies})
    made.test_client_class = Browser
    told = {"X-Forwarded-For": f"10.9.9.9, {THERE}"}
    made.test_client().post(
        "/sign-in",
        data={"email": person.email, "password": "wrong"},
        headers=told,
        environ_base={"REMOTE_ADDR": HERE},
    )
    assert session.scalars(select(SignInAttempt.client)).all() == [client]
    made.extensions["engine"].dispose()


def _from(app: Any, address: str) -> Any:
    """A browser at that address."""
    made = app.test_client()
    made.environ_base["REMOTE_ADDR"] = address
    return made


def test_somebody_whose_access_is_closed_cannot_sign_in(client: Any, make: Make) -> None:
    person = make.person(is_active=False)
    make.save()
    assert _try(client, person.email).status_code == 422


def test_a_new_password_ends_other_sessions(app: Any, client: Any, make: Make) -> None:
    person = make.sign_in(client, Role.VIEWER, make.institution())
    other = app.test_client()
    assert _try(other, person.email).status_code == 303
    changed = other.post(
        "/me",
        data={"current": PASSWORD, "new": "four quiet rivers", "again": "four quiet rivers"},
    )
    assert changed.status_code == 303
    assert other.get("/me").status_code == 200
    assert client.get("/me").status_code == 302


def test_signing_out_ends_a_copied_session_and_every_other(
    app: Any, client: Any, make: Make
) -> None:
    person = make.sign_in(client, Role.VIEWER, make.institution())
    version = person.version
    thief, elsewhere = app.test_client(), app.test_client()
    copied = client.get_cookie("session")
    thief.set_cookie("session", copied.value)
    assert _try(elsewhere, person.email).status_code == 303
    for browser in (thief, elsewhere):
        assert browser.get("/me").status_code == 200
    assert client.post("/sign-out").status_code == 303
    for browser in (thief, elsewhere, client):
        assert browser.get("/me").status_code == 302
    (entry, *_earlier) = journal.about("people", person.id)
    assert (entry.event, entry.actor_name) == ("person.signed_out", person.name)
    assert make.reread(Person, person.id).version == version
    assert _try(client, person.email).status_code == 303
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client: Any, make: Make, address: str) -> None:
    person = make.person()
    make.save()
    answer = client.post(
        "/sign-in",
        query_string={"next": address},
        data={"email": person.email, "password": PASSWORD},
    )
    assert answer.status_code == 303
    assert answer.location == "/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(client: Any, make: Make) -> None:
    person = make.person()
    make.save()
    wanted = client.get("/me").location
    answer = client.post(wanted, data={"email": person.email, "password": PASSWORD})
    assert answer.location == "/me"


def test_a_first_password_has_to_be_changed(client: Any, make: Make) -> None:
    person = make.person(must_change_password=True)
    make.save()
    assert _try(client, person.email).location == "/me"
