"""Quality on the command line: what it prints, and what it refuses."""

import json
from decimal import Decimal
from typing import Any

import pytest

from app.kernel.db import session
from app.quality import standards
from tests.makers import Make

KEYS = {"programme", "rule", "clause", "severity", "verdict", "values", "message"}


def run(app: Any, *args: str) -> Any:
    """What the command prints and how it ends."""
    return app.test_cli_runner().invoke(args=["quality", *args])


@pytest.fixture
def agreement(make: Make) -> Any:
    """An agreement with two programmes, one of them too small."""
    made = make.agreement(number="12/DD")
    make.programme(made)
    make.programme(made, ects_total=Decimal(180), ects_recognised=Decimal(60))
    make.save()
    return made


@pytest.mark.parametrize("key", ["number", "code"])
def test_an_agreement_is_checked_with_all_its_programmes(
    app: Any, agreement: Any, key: str
) -> None:
    answer = run(app, "check", "--agreement", getattr(agreement, key), "--json")
    rows = json.loads(answer.output)
    assert answer.exit_code == 0
    assert all(row.keys() == KEYS for row in rows)
    about = {row["programme"] for row in rows}
    assert None in about and len(about) == 3
    broken = {row["rule"] for row in rows if row["verdict"] == "broken" and row["severity"] == "E"}
    assert {"F304", "Q106", "F210"} <= broken
    row = next(row for row in rows if row["rule"] == "F304" and row["verdict"] == "broken")
    assert row["values"]["ects_total"] == "180" and "least volume" in row["message"]
    assert {row["verdict"] for row in rows} == {"holds", "broken", "unknown", "not_applicable"}


def test_with_a_framework_only_the_rules_that_speak_to_it(app: Any, agreement: Any) -> None:
    for framework in ("esg-2015", "order-152", "iso-9001-2015"):
        args = ("--agreement", "12/DD", "--framework", framework, "--json")
        rules = {row["rule"] for row in json.loads(run(app, "check", *args).output)}
        assert rules and rules <= standards.rules_of(framework)
        session.rollback()
    assert "Q106" in rules and "F210" not in rules


def test_lines_for_people_say_the_same(app: Any, agreement: Any) -> None:
    answer = run(app, "check", "--agreement", agreement.code)
    assert answer.exit_code == 0
    assert "F210  E  broken" in answer.output and "the agreement" in answer.output


def test_what_is_not_known_is_refused_with_a_sentence(app: Any, agreement: Any) -> None:
    unknown = run(app, "check", "--agreement", "99", "--json")
    assert unknown.exit_code == 2 and "There is no agreement 99." in unknown.stderr
    strange = run(app, "check", "--agreement", "12/DD", "--framework", "iso-1", "--json")
    assert strange.exit_code == 2 and "iso-1" in strange.stderr


def test_of_several_with_one_number_the_codes_are_named(
    app: Any, make: Make, agreement: Any
) -> None:
    other = make.agreement(number="12/DD")
    make.save()
    codes = agreement.code, other.code
    answer = run(app, "check", "--agreement", "12/DD", "--json")
    assert answer.exit_code == 2
    assert all(code in answer.stderr for code in codes)
    assert run(app, "check", "--agreement", other.code).exit_code == 0


def test_the_frameworks_are_listed_with_their_ties(app: Any) -> None:
    rows = {row["code"]: row for row in json.loads(run(app, "frameworks", "--json").output)}
    assert [*rows] == ["esg-2015", "ea-2015", "order-152", "iso-9001-2015"]
    esg, iso = rows["esg-2015"], rows["iso-9001-2015"]
    assert esg["valid_from"] == "2015-05-15" and esg["valid_until"] is None and not esg["draft"]
    assert esg["version"] == "2015" and {*esg["names"]} == {"kk", "ru", "en"}
    design = next(one for one in iso["standards"] if one["code"] == "8.3")
    assert design["links"] == [{"kind": "covers", "framework": "esg-2015", "code": "1.2"}]
    assert "8.3" in run(app, "frameworks").output
