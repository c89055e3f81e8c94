"""Who is bound on a day: what the sources of the reference data come to, and its boundaries."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.recognition import queries
from app.recognition.models import Purpose, Standing, Status
from app.recognition.treaties import Claim, Treaty, bases

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def test_lisbon_counts_fifty_seven_and_tokyo_thirteen_with_kazakhstan(context: Any) -> None:
    lisbon, tokyo = queries.parties("LRC", TODAY), queries.parties("TOKYO", TODAY)
    assert len(lisbon) == 57
    assert len(tokyo) == 13
    assert "KZ" in {claim.country for claim in tokyo}


def test_india_appears_for_tokyo_only_as_disputed(context: Any) -> None:
    tokyo = queries.treaty("tokyo")
    assert tokyo is not None
    assert [claim.standing for claim in tokyo.of("IN")] == [Standing.DISPUTED]
    assert "IN" not in {claim.country for claim in tokyo.parties(TODAY)}
    assert "IN" not in {claim.country for claim in tokyo.others(TODAY)}


def test_what_documents_say_of_the_number_is_kept_with_its_source(context: Any) -> None:
    said = {}
    for code in ("LRC", "TOKYO", "GLOBAL"):
        made = queries.treaty(code)
        assert made is not None
        said[code] = [(n["said"], n["listed"]) for n in made.notes["numbers"]]
        assert all(n["source"] and n["source_kk"] and n["source_ru"] for n in made.notes["numbers"])
    assert said["TOKYO"] == [(12, 11), (12, 12), (16, 16)]
    assert [n for n, _listed in said["LRC"]] == [56, 57]
    assert [n for n, _listed in said["GLOBAL"]] == [20, 22, 28, 38]


def test_the_days_of_kazakhstan_and_tokyo_are_told_apart_and_none_is_invented(
    context: Any,
) -> None:
    tokyo = queries.treaty("TOKYO")
    assert tokyo is not None
    steps = {step["step"]: step["on"] for step in tokyo.notes["steps"]}
    assert steps == {
        "government": "2025-07-08",
        "mazhilis": "2025-11-19",
        "senate": "2026-01-15",
        "law_signed": None,
        "deposit": None,
        "notice": "2026-02-18",
        "in_force": None,
    }
    claim = tokyo.party("KZ", TODAY)
    assert claim is not None
    assert (claim.ratified_on, claim.in_force_on) == (None, None)
    assert claim.attested_on == claim.since == date(2026, 2, 18)
    assert not claim.is_exact


@pytest.mark.parametrize(
    ("code", "country", "day"),
    [
        ("LRC", "CH", date(1999, 2, 1)),
        ("LRC", "BE", date(2009, 9, 1)),
        ("LRC", "KZ", date(1999, 2, 1)),
        ("LRC", "GR", date(2024, 12, 31)),
        ("TOKYO", "KZ", date(2026, 2, 18)),
        ("TOKYO", "JP", date(2018, 2, 1)),
        ("GLOBAL", "NO", date(2023, 3, 5)),
        ("EAEU5_1998", "BY", date(1999, 10, 1)),
        ("APOSTILLE", "CN", date(2023, 11, 7)),
        ("APOSTILLE", "CA", date(2024, 1, 11)),
        ("APOSTILLE", "BD", date(2025, 3, 30)),
        ("APOSTILLE", "KR", date(2007, 7, 14)),
        ("APOSTILLE", "KZ", date(2001, 1, 30)),
    ],
)
def test_on_the_day_before_nobody_is_bound(
    context: Any, code: str, country: str, day: date
) -> None:
    made = queries.treaty(code)
    assert made is not None
    assert made.party(country, day) is not None
    assert made.party(country, day - DAY) is None


def test_the_apostille_binds_both_only_when_it_binds_each(context: Any) -> None:
    found = queries.treaties(["DE"])
    day = date(2001, 1, 30)
    assert bases(found, "DE", day, Purpose.APOSTILLE)
    assert not bases(found, "DE", day - DAY, Purpose.APOSTILLE)


def test_an_earliest_day_is_told_from_a_day_by_which_it_is_known(context: Any) -> None:
    (german,) = queries.basis("DE", TODAY)
    assert (german.since, german.is_exact, german.is_earliest) == (date(1999, 2, 1), False, True)
    (korean,) = queries.basis("KR", TODAY)
    assert (korean.since, korean.is_exact, korean.is_earliest) == (
        date(2026, 2, 18),
        False,
        False,
    )


def test_of_two_claims_the_better_founded_tells_since_when() -> None:
    known = Claim("DE", Status.PARTY, in_force_on=date(2007, 10, 1), confidence="F", id=2)
    vague = Claim("DE", Status.PARTY, confidence="G", id=1)
    made = Treaty("X", claims=(vague, known))
    assert made.party("DE", TODAY) is known
    assert len(made.parties(TODAY)) == 1
    assert made.party("DE", date(2000, 1, 1)) is vague


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.PARTY])
def test_only_a_party_is_bound(status: Status) -> None:
    made = Treaty("X", claims=(Claim("DE", status, ratified_on=date(2000, 1, 1)),))
    assert made.party("DE", TODAY) is None
    assert len(made.others(TODAY)) == 1


@pytest.mark.parametrize("standing", [Standing.DISPUTED, Standing.WITHDRAWN])
def test_a_claim_that_does_not_stand_binds_nobody(standing: Standing) -> None:
    made = Treaty("X", claims=(Claim("DE", Status.PARTY, standing),))
    assert made.parties(TODAY) == ()
    assert made.others(TODAY) == ()
