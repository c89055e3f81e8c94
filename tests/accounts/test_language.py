"""Choosing a language: Kazakh first, and the reader stays where they were."""

from typing import Any

import pytest

from app.accounts.models import Role
from tests.makers import PASSWORD, Make


def test_a_visitor_reads_kazakh_first(client: Any) -> None:
    assert '<html lang="kk"' in client.get("/sign-in").text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_choice_holds_for_the_following_pages(client: Any, language: str) -> None:
    client.post("/language", data={"language": language, "next": "/sign-in"})
    assert f'<html lang="{language}"' in client.get("/sign-in").text


def test_switching_keeps_the_page_and_what_it_was_narrowed_to(client: Any, make: Make) -> None:
    make.sign_in(client, Role.NCHED_ANALYST)
    page = client.get("/institutions?text=фараби&country=KZ").text
    kept = page.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    answer = client.post("/language", data={"language": "ru", "next": kept})
    assert answer.status_code == 303
    again = client.get(answer.location)
    assert again.status_code == 200
    assert 'value="фараби"' in again.text


@pytest.mark.parametrize(
    ("shown_at", "kept"),
    [("/people/{id}/roles", "/people/{id}"), ("/people/{id}/password", "/people/{id}")],
)
def test_a_page_that_answered_a_button_leads_back_to_one_that_can_be_read(
    client: Any, make: Make, shown_at: str, kept: str
) -> None:
    person = make.sign_in(client, Role.SYSTEM_ADMIN)
    answer = client.post(
        "/language", data={"language": "ru", "next": shown_at.format(id=person.id)}
    )
    assert answer.location == kept.format(id=person.id)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_switching_never_leads_to_another_site(client: Any, address: str) -> None:
    answer = client.post("/language", data={"language": "en", "next": address})
    assert answer.location == "/"


@pytest.mark.parametrize("language", ["", "de", "kk\x00", "../en"])
def test_a_language_that_is_not_spoken_here_is_refused(client: Any, language: str) -> None:
    assert client.post("/language", data={"language": language}).status_code == 404


def test_a_person_is_greeted_in_their_own_language(client: Any, make: Make) -> None:
    person = make.person((Role.NCHED_LEAD, None), language="ru")
    make.save()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert '<html lang="ru"' in client.get("/").text


def test_the_language_outlives_signing_out(client: Any, make: Make) -> None:
    make.sign_in(client, Role.NCHED_LEAD)
    client.post("/sign-out")
    assert '<html lang="en"' in client.get("/sign-in").text
