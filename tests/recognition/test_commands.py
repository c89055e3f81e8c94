"""Recognition on the command line: shapes for programs, sentences for people."""

import json
from typing import Any

import pytest

from app.institutions.models import Ranking, RankingSystem
from app.kernel.db import session
from tests.makers import Make

ON = ("--on", "2026-11-22")


def ran(app: Any, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["recognition", *words])


def told(app: Any, *words: str) -> Any:
    done = ran(app, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_the_route_of_the_united_states(sqlite_app: Any) -> None:
    found = told(sqlite_app, "route", "--country", "US", "--online-share", "40", *ON)
    assert found["country"] == "US"
    assert found["basis"] == []
    assert found["disputed"] == []
    assert found["verdict"] == "individual"
    assert found["apostille"] == "apostille"
    assert found["apostille_basis"]["since"] == "2001-01-30"
    assert found["fast_track"] is None
    assert [one["code"] for one in found["warnings"]] == ["no_treaty", "signed_only", "online_open"]
    assert "No treaty" in found["warnings"][0]["says"]


@pytest.mark.parametrize(
    ("country", "basis", "since", "verdict"),
    [
        ("de", ["LRC"], "1999-02-01", "treaty"),
        ("KR", ["TOKYO"], "2026-02-18", "treaty"),
        ("HK", [], None, "unknown"),
        ("KZ", [], None, "domestic-rule"),
    ],
)
def test_the_route_of_a_country(
    sqlite_app: Any, country: str, basis: list[str], since: str | None, verdict: str
) -> None:
    found = told(sqlite_app, "route", "--country", country, *ON)
    assert [one["code"] for one in found["basis"]] == basis
    assert [one["since"] for one in found["basis"]] == ([since] if since else [])
    assert all(one["source"] and one["status"] == "party" for one in found["basis"])
    assert found["verdict"] == verdict


def test_india_is_disputed(sqlite_app: Any) -> None:
    found = told(sqlite_app, "route", "--country", "IN", *ON)
    assert [(one["code"], one["status"]) for one in found["disputed"]] == [("TOKYO", "party")]
    assert "NCHED news" in found["disputed"][0]["source"]
    assert found["basis"] == []


def test_the_fast_track_is_that_of_a_university(make: Make, app: Any) -> None:
    partner = make.partner(country="US", code="US-TOP")
    for system in (RankingSystem.QS, RankingSystem.THE):
        session.add(Ranking(institution_id=partner.id, system=system, year=2026, rank=7))
    make.save()
    found = told(app, "route", "--country", "US", "--institution", "us-top", *ON)
    assert found["fast_track"]["holds"] is True
    assert found["fast_track"]["places"][0] == {"system": "QS", "year": 2026, "rank": 7, "to": None}
    assert found["verdict"] == "domestic-rule"
    wrong = ran(app, "route", "--country", "DE", "--institution", "US-TOP")
    assert (wrong.exit_code, "US-TOP is in US" in wrong.stderr) == (2, True)


@pytest.mark.parametrize(
    ("convention", "on", "count", "disputed"),
    [
        ("TOKYO", "2026-11-22", 13, 8),
        ("tokyo", "2026-02-17", 12, 8),
        ("LRC", "2026-11-22", 57, 0),
        ("LRC", "1999-01-31", 0, 0),
    ],
)
def test_the_parties_of_a_convention(
    sqlite_app: Any, convention: str, on: str, count: int, disputed: int
) -> None:
    found = told(sqlite_app, "parties", "--convention", convention, "--on", on)
    assert found["count"] == len(found["parties"]) == count
    assert len(found["disputed"]) == disputed
    assert all(one["source"] for one in (*found["parties"], *found["disputed"]))
    assert {one["standing"] for one in found["parties"]} <= {"stands"}


def test_people_read_sentences(sqlite_app: Any) -> None:
    route = ran(sqlite_app, "route", "--country", "DE", *ON).output
    assert route.startswith("Germany on 2026-11-22: treaty")
    parties = ran(sqlite_app, "parties", "--convention", "TOKYO", *ON).output
    assert "13 parties" in parties
    assert "IN disputed, not counted" in parties


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("route", "--country", "XX"), "There is no country 'XX'"),
        (("route", "--country", ""), "There is no country"),
        (("route", "--country", "DE", "--on", "2026-02-30"), "is no day"),
        (("route", "--country", "DE", "--on", "20261122"), "is no day"),
        (("route", "--country", "DE", "--online-share", "101"), "from 0 to 100"),
        (("route", "--country", "DE", "--online-share", "-1"), "from 0 to 100"),
        (("route", "--country", "DE", "--online-share", "x"), "from 0 to 100"),
        (("route", "--country", "DE", "--institution", "NONE"), "no institution"),
        (("parties", "--convention", "TOKIO"), "There is no convention 'TOKIO'"),
        (("parties", "--convention", "TOKYO", "--on", "soon"), "is no day"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    sqlite_app: Any, words: tuple[str, ...], says: str
) -> None:
    done = ran(sqlite_app, *words, "--json")
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stderr.isascii() and done.stdout == ""
