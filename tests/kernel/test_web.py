"""What holds for every page: headers, refusals in three languages, reading never writes."""

from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import select, text
from wtforms import BooleanField, PasswordField, StringField

from app import create_app
from app.accounts.models import Role
from app.institutions.models import Institution
from app.kernel import structure
from app.kernel.db import session
from app.kernel.web.forms import Form, typed
from app.kernel.web.guard import guard
from tests.conftest import Browser
from tests.makers import PASSWORD, Make

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere", "/institutions", "/health"])
def test_every_answer_keeps_the_browser_on_our_side(client: Any, address: str) -> None:
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


def test_versioned_files_may_be_kept(client: Any) -> None:
    page = client.get("/sign-in").text
    style = page.split('rel="stylesheet" href="')[1].split('"')[0].replace("&amp;", "&")
    with client.get(style) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("version", ["1", "", "00000000"])
@pytest.mark.parametrize("name", ["css/base.css", "nope.css"])
def test_what_is_not_there_or_of_another_version_is_not_kept(
    client: Any, name: str, version: str
) -> None:
    with client.get(f"/static/{name}?v={version}") as answer:
        assert answer.status_code == (404 if name == "nope.css" else 200)
        assert "immutable" not in answer.headers.get("Cache-Control", "")
        assert "max-age=31536000" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("is_secure", [True, False])
def test_cookies_are_kept_from_scripts_and_other_sites(app: Any, is_secure: bool) -> None:
    made = create_app(app.config | {"SESSION_COOKIE_SECURE": is_secure})
    answer = made.test_client().post("/language", data={"language": "ru"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is is_secure
    assert ("Strict-Transport-Security" in answer.headers) is is_secure
    made.extensions["engine"].dispose()


@pytest.mark.parametrize("address", ["//[", "http://[", "/\\[", "https://[::1"])
def test_an_address_that_is_none_leads_home(client: Any, make: Make, address: str) -> None:
    answer = client.post("/language", data={"language": "ru", "next": address})
    assert (answer.status_code, answer.location) == (303, "/")
    person = make.person((Role.VIEWER, make.institution()))
    make.save()
    typed = {"email": person.email, "password": PASSWORD}
    answer = client.post("/sign-in", query_string={"next": address}, data=typed)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_refusal_speaks_the_readers_language(client: Any) -> None:
    titles = set()
    for language in ("kk", "ru", "en"):
        client.post("/language", data={"language": language})
        answer = client.get("/nowhere")
        assert answer.status_code == 404
        assert f'<html lang="{language}"' in answer.text
        titles.add(answer.text.split("<h1>")[1].split("</h1>")[0])
    assert len(titles) == 3
    assert "There is no such page" in titles


def test_each_status_has_a_page_of_its_own(client: Any, make: Make) -> None:
    make.sign_in(client, Role.VIEWER, make.institution())
    seen = {
        403: client.get("/people"),
        404: client.get("/institutions/0"),
        405: client.delete("/institutions"),
        413: client.post("/sign-in", data={"email": "x" * (13 * 1024 * 1024)}),
    }
    titles = set()
    for status, answer in seen.items():
        assert answer.status_code == status
        assert "<h1>" in answer.text
        assert "Traceback" not in answer.text
        assert "main-menu" in answer.text, "whoever is signed in keeps the menu"
        titles.add(answer.text.split("<h1>")[1].split("</h1>")[0])
    assert len(titles) == 4


def test_something_unforeseen_says_that_nothing_was_saved(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    made = create_app(app.config | {"TESTING": False})

    def burst() -> None:
        raise ZeroDivisionError("secret detail")

    made.add_url_rule("/burst", view_func=burst)
    with made.test_client() as client:
        client.post("/language", data={"language": "en"})
        answer = client.get("/burst")
    assert answer.status_code == 500
    assert "Nothing was saved." in answer.text
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text
    made.extensions["engine"].dispose()


@pytest.mark.parametrize("status", [200, 303, 422, 403])
def test_a_write_is_kept_exactly_when_the_answer_is_good(app: Any, make: Make, status: int) -> None:
    made = create_app(app.config)
    made.test_client_class = Browser

    @guard("home.show")
    def write() -> Any:
        session.add(Institution(code="W-1", name_kk="x", name_ru="x", name_en="x", country="DE"))
        return "done", status

    made.add_url_rule("/write", view_func=write, methods=["POST"])
    assert made.test_client().post("/write").status_code == status
    kept = session.scalar(select(Institution.id).where(Institution.code == "W-1"))
    assert (kept is not None) is (status < 400)
    made.extensions["engine"].dispose()


def test_reading_cannot_write(app: Any, make: Make) -> None:
    made = create_app(app.config)
    made.test_client_class = Browser

    @guard("home.show")
    def read() -> str:
        session.add(Institution(code="W-1", name_kk="x", name_ru="x", name_en="x", country="DE"))
        session.flush()
        return "done"

    made.add_url_rule("/read", view_func=read)
    with pytest.raises(RuntimeError, match="GET /read tried to write"):
        made.test_client().get("/read")
    assert session.scalar(select(Institution.id).where(Institution.code == "W-1")) is None
    made.extensions["engine"].dispose()


def test_a_form_without_its_token_is_refused(app: Any, make: Make) -> None:
    make.save()
    made = create_app(app.config | {"WTF_CSRF_ENABLED": True})
    client = made.test_client()
    refused = client.post("/language", data={"language": "ru"})
    assert refused.status_code == 400
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/language", data={"language": "ru", "csrf_token": token})
    assert answer.status_code == 303
    made.extensions["engine"].dispose()


def test_a_visitor_is_led_to_sign_in_and_a_form_without_session_says_so(client: Any) -> None:
    page = client.get("/institutions?text=a b")
    assert page.status_code == 302
    assert page.location.startswith("/sign-in?next=")
    sent = client.post("/institutions/new", data={})
    assert sent.status_code == 401


def test_the_health_page_asks_the_database(client: Any, statements: Any) -> None:
    with statements() as seen:
        answer = client.get("/health")
    assert answer.json == {"status": "ok"}
    (asked,) = [statement for statement in seen if statement != "BEGIN"]
    assert asked.startswith("SELECT 1 FROM alembic_version")


def test_the_health_page_sees_a_database_of_another_version(client: Any, context: Any) -> None:
    command.downgrade(structure.alembic_config(), "0001")
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "database"})
    session.execute(text("DROP TABLE alembic_version"))
    session.commit()
    assert client.get("/health").status_code == 503


def test_what_was_typed_is_told_without_passwords_and_tokens(app: Any) -> None:
    class Typed(Form):
        name = StringField("Name")
        wanted = BooleanField("Wanted")
        secret = PasswordField("Secret")

    sent = {"name": "Дина", "wanted": "y", "secret": "hidden word", "version": "3"}
    with app.test_request_context(method="POST", data=sent):
        assert dict(typed(Typed())) == {"Name": "Дина", "Wanted": "иә"}
