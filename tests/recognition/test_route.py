"""The route of a diploma: on plain facts alone, then against the conventions as loaded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.institutions.models import InstitutionLink, LinkKind, Ranking, RankingSystem
from app.kernel.db import session
from app.programmes import queries as programmes
from app.programmes.models import AwardRole
from app.recognition import procedure, queries
from app.recognition.models import Purpose, Reservation, Standing, Status
from app.recognition.procedure import Paper
from app.recognition.route import Place, Route, Subject, Verdict, inward, outward
from app.recognition.treaties import Claim, Treaty
from tests.makers import Make
from tests.verdicts import cost

TODAY = date(2026, 11, 24)
ABROAD = "DE"

NON_TRADITIONAL = (Reservation.NON_TRADITIONAL.value,)
PARTIAL = (Reservation.PARTIAL_STUDIES.value,)


def treaty(*claims: Claim, code: str = "X", **given: Any) -> Treaty:
    return Treaty(code, claims=(Claim("KZ", Status.PARTY), *claims), **given)


def codes(found: Route) -> list[str]:
    return [warning.code for warning in found.warnings]


def way(country: str, on: date = TODAY, **given: Any) -> Route:
    """The route into Kazakhstan by the reference data."""
    return inward(queries.treaties([country]), Subject(country, **given), on)


@pytest.mark.parametrize(
    ("country", "verdict", "relied"),
    [
        ("DE", Verdict.TREATY, ["LRC"]),
        ("KR", Verdict.TREATY, ["TOKYO"]),
        ("CN", Verdict.TREATY, ["BIL_CN", "TOKYO"]),
        ("RU", Verdict.TREATY, ["EAEU5_1998", "CIS_2013", "LRC", "TOKYO"]),
        ("US", Verdict.INDIVIDUAL, []),
        ("IN", Verdict.INDIVIDUAL, []),
        ("UZ", Verdict.INDIVIDUAL, []),
        ("MY", Verdict.INDIVIDUAL, []),
        ("HK", Verdict.UNKNOWN, []),
        ("MO", Verdict.UNKNOWN, []),
        ("TW", Verdict.UNKNOWN, []),
        ("KZ", Verdict.DOMESTIC_RULE, []),
    ],
)
def test_the_verdict_follows_from_the_treaties(
    context: Any, country: str, verdict: Verdict, relied: list[str]
) -> None:
    found = way(country)
    assert found.verdict is verdict
    assert [basis.code for basis in found.bases] == relied


def test_the_united_states_have_signed_lisbon_and_that_is_no_basis(context: Any) -> None:
    assert codes(way("US")) == ["no_treaty", "signed_only"]


def test_a_dispute_is_told_and_not_counted(context: Any) -> None:
    found = way("IN")
    assert codes(found) == ["no_treaty", "disputed"]
    assert [(made.code, claim.country) for made, claim in found.disputed] == [("TOKYO", "IN")]


def test_the_central_asia_agreement_is_on_its_way(context: Any) -> None:
    found = way("UZ")
    assert [one.treaty.code for one in found.pending] == ["CA5_2025"]
    assert codes(found) == ["no_treaty"]
    assert "1000" in found.pending[0].treaty.notes["rule"]["en"]


@pytest.mark.parametrize(
    ("country", "on", "paper"),
    [
        ("DE", TODAY, Paper.APOSTILLE),
        ("CN", date(2023, 11, 7), Paper.APOSTILLE),
        ("CN", date(2023, 11, 6), Paper.LEGALISATION),
        ("RU", TODAY, Paper.EXEMPT),
        ("UZ", TODAY, Paper.EXEMPT),
        ("UA", TODAY, Paper.APOSTILLE),
        ("AE", TODAY, Paper.UNKNOWN),
        ("HK", TODAY, Paper.UNKNOWN),
        ("KZ", TODAY, Paper.NONE),
    ],
)
def test_how_papers_are_certified(context: Any, country: str, on: date, paper: Paper) -> None:
    assert way(country, on).legalisation.paper is paper


def test_of_a_complete_list_it_follows_that_a_country_is_none() -> None:
    listed = Treaty("A", Purpose.APOSTILLE, claims=(Claim("KZ", Status.PARTY),))
    gaps = replace(listed, is_complete=False)
    said = replace(gaps, claims=(*gaps.claims, Claim(ABROAD, Status.OUTSIDE)))
    papers = [
        inward([one], Subject(ABROAD), TODAY).legalisation.paper for one in (listed, gaps, said)
    ]
    assert papers == [Paper.LEGALISATION, Paper.UNKNOWN, Paper.LEGALISATION]


@pytest.mark.parametrize("paper", [one for one in Paper if one is not Paper.NONE])
@pytest.mark.parametrize("direction", list(procedure.Direction))
def test_there_is_one_way_to_hand_in_a_diploma_for_each_kind_of_paper(
    paper: Paper, direction: procedure.Direction
) -> None:
    own = [
        row.code
        for row in procedure.DOCUMENTS
        if row.is_for(direction, paper) and len(row.papers) == 1
    ]
    assert len(own) == 1


def test_documents_follow_from_how_papers_are_certified(context: Any) -> None:
    assert [one.code for one in way("DE").documents] == [
        "identity",
        "application",
        "apostilled",
        "translation",
    ]
    assert "notarised" in [one.code for one in way("RU").documents]
    assert {one.code for one in way("DE").open_questions} == {"time", "fee"}
    assert way("KZ").documents == ()


def places(*ranks: int | None) -> tuple[Place, ...]:
    """Places in QS, THE and ARWU, in that order; None is not recorded."""
    listed = zip(procedure.RANKINGS, ranks, strict=False)
    return tuple(Place(system, 2026, rank) for system, rank in listed if rank is not None)


@pytest.mark.parametrize(
    ("ranks", "holds"),
    [
        ((250, 250, 900), True),
        ((250, 251, 251), False),
        ((1, 1), True),
        ((1, None, None), None),
        ((1, 300, None), None),
        ((300, 300, None), False),
        ((300, None, None), None),
        ((), None),
    ],
)
def test_the_fast_track_needs_two_of_three_and_a_missing_place_is_not_a_bad_one(
    ranks: tuple[int | None, ...], holds: bool | None
) -> None:
    found = inward([treaty()], Subject(ABROAD, places=places(*ranks)), TODAY)
    assert found.fast_track is not None
    assert found.fast_track.holds is holds
    assert (found.verdict is Verdict.DOMESTIC_RULE) is (holds is True)
    assert ("places_unknown" in codes(found)) is (holds is None)


def test_a_band_counts_by_its_end() -> None:
    assert Place("QS", 2026, 201, 250).is_within
    assert not Place("QS", 2026, 201, 251).is_within


def test_how_the_rule_on_rankings_stood_before_is_not_known() -> None:
    subject = Subject(ABROAD, places=places(1, 1, 1))
    day = procedure.FAST_TRACK_SINCE
    assert inward([treaty()], subject, day).verdict is Verdict.DOMESTIC_RULE
    earlier = inward([treaty()], subject, day - timedelta(days=1))
    assert earlier.verdict is Verdict.INDIVIDUAL
    assert "rule_unknown" in codes(earlier)


def test_a_treaty_comes_before_the_fast_track_and_both_are_shown() -> None:
    bound = treaty(Claim(ABROAD, Status.PARTY))
    found = inward([bound], Subject(ABROAD, places=places(1, 1, 1)), TODAY)
    assert found.verdict is Verdict.TREATY
    assert found.fast_track is not None and found.fast_track.holds
    assert [one.code for one in found.checks] == ["authenticity"]


def test_a_bare_country_says_nothing_of_rankings() -> None:
    assert inward([treaty()], Subject(ABROAD), TODAY).fast_track is None


@pytest.mark.parametrize(
    ("country", "share", "expected"),
    [
        ("KR", 40, ["online_not_covered"]),
        ("KR", 0, []),
        ("CN", 40, ["online_partly_covered"]),
        ("DE", 40, []),
        ("US", 40, ["no_treaty", "signed_only", "online_open"]),
    ],
)
def test_online_study_meets_the_reservation_of_kazakhstan(
    context: Any, country: str, share: int, expected: list[str]
) -> None:
    found = way(country, online_share=share)
    assert codes(found) == expected
    assert found.is_doubtful is ("online_not_covered" in expected)


def test_partial_study_meets_the_reservation_too(context: Any) -> None:
    assert codes(way("KR", is_partial=True)) == ["partial_not_covered"]
    assert codes(way("CN", is_partial=True)) == ["partial_partly_covered"]
    assert codes(way("DE", is_partial=True)) == []


def test_the_side_that_recognises_is_the_one_whose_reservation_counts() -> None:
    theirs = treaty(Claim(ABROAD, Status.PARTY, reservations=NON_TRADITIONAL + PARTIAL))
    subject = Subject(ABROAD, online_share=10, is_partial=True)
    reserved = {"online_not_covered", "partial_not_covered"}
    assert reserved.isdisjoint(codes(inward([theirs], subject, TODAY)))
    assert reserved <= set(codes(outward([theirs], subject, TODAY)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"campus": "FR"}, ["campus"]),
        ({"campus": ABROAD}, []),
        ({"is_branch": True}, ["branch"]),
        ({"campus": "FR", "is_branch": True}, ["campus"]),
        ({"has_supplement": False}, ["no_supplement"]),
        ({"has_supplement": None}, []),
    ],
)
def test_what_to_beware_of_in_the_diploma_itself(
    given: dict[str, Any], expected: list[str]
) -> None:
    papers = Treaty(
        "A",
        Purpose.APOSTILLE,
        claims=(Claim("KZ", Status.PARTY), Claim(ABROAD, Status.PARTY)),
    )
    known = [treaty(Claim(ABROAD, Status.PARTY)), papers]
    found = inward(known, Subject(ABROAD, **given), TODAY)
    assert codes(found) == expected
    assert codes(outward(known, Subject(ABROAD, **given), TODAY)) == []


def test_what_is_only_generally_known_is_said(context: Any) -> None:
    known = treaty(Claim(ABROAD, Status.PARTY, confidence="G"))
    assert "unconfirmed" in codes(inward([known], Subject(ABROAD), TODAY))


@pytest.mark.parametrize(
    ("country", "verdict"),
    [("DE", Verdict.TREATY), ("US", Verdict.UNKNOWN), ("KZ", Verdict.DOMESTIC_RULE)],
)
def test_the_way_back_rests_on_the_same_treaties_and_guesses_nothing(
    context: Any, country: str, verdict: Verdict
) -> None:
    found = outward(queries.treaties([country]), Subject(country), TODAY)
    assert found.verdict is verdict
    assert found.fast_track is None
    if country != "KZ":
        assert [one.code for one in found.open_questions] == ["their_rules"]
        assert "own_apostille" in [one.code for one in found.documents]


def test_without_conventions_nothing_is_said() -> None:
    found = inward([], Subject(ABROAD), TODAY)
    assert found.verdict is Verdict.UNKNOWN
    assert "not_loaded" in codes(found)


def test_every_warning_that_is_given_has_its_sentence(context: Any) -> None:
    given = {
        code
        for country in ("US", "IN", "HK", "KR", "CN", "UZ", "AE", "AM", "KZ")
        for code in codes(way(country, online_share=9, is_partial=True, places=()))
    }
    assert given <= set(procedure.WARNINGS)


_days = st.none() | st.dates(date(1995, 1, 1), date(2030, 1, 1))
_claims = st.builds(
    Claim,
    country=st.sampled_from(["KZ", ABROAD, "FR"]),
    status=st.sampled_from(list(Status)),
    standing=st.sampled_from(list(Standing)),
    in_force_on=_days,
    attested_on=_days,
    reservations=st.sampled_from([(), NON_TRADITIONAL, PARTIAL]),
    confidence=st.sampled_from(["F", "G"]),
)
_treaties = st.builds(
    Treaty,
    code=st.just("X"),
    in_force_on=_days,
    claims=st.lists(_claims, max_size=6).map(tuple),
)


def _relied(treaties: list[Treaty], on: date) -> set[str]:
    return {basis.code for basis in inward(treaties, Subject(ABROAD), on).bases}


@given(st.lists(_treaties, max_size=4), _claims, st.integers(0, 3), st.dates(date(1996, 1, 1)))
def test_another_claim_that_stands_can_only_add_a_basis(
    made: list[Treaty], claim: Claim, at: int, on: date
) -> None:
    listed = [replace(one, code=f"X{n}", position=n) for n, one in enumerate(made)]
    before = _relied(listed, on)
    more = [
        replace(one, claims=(*one.claims, claim)) if n == at else one
        for n, one in enumerate(listed)
    ]
    after = _relied(more, on)
    assert before <= after
    if claim.standing is not Standing.STANDS or claim.status is not Status.PARTY:
        assert before == after


@given(st.lists(_treaties, max_size=4), st.dates(date(1996, 1, 1)))
def test_without_what_is_disputed_or_withdrawn_the_basis_is_the_same(
    made: list[Treaty], on: date
) -> None:
    listed = [replace(one, code=f"X{n}", position=n) for n, one in enumerate(made)]
    standing = [
        replace(one, claims=tuple(c for c in one.claims if c.standing is Standing.STANDS))
        for one in listed
    ]
    assert _relied(listed, on) == _relied(standing, on)
    assert all(len(one.parties(on)) <= 3 for one in listed)


def _whole(made: Any) -> Any:
    session.flush()
    session.expire_all()
    return programmes.programme(made.id)


def test_a_programme_tells_of_each_partner(make: Make) -> None:
    german, korean = make.partner(country="DE"), make.partner(country="KR")
    agreement = make.agreement(partners=[german, korean])
    agreement.partners[1].campus_country = "UZ"
    made = make.programme(agreement, online_share=30)
    made.awards[2].supplement = False
    session.add(Ranking(institution_id=german.id, system=RankingSystem.QS, year=2026, rank=99))
    session.add(Ranking(institution_id=german.id, system=RankingSystem.THE, year=2025, rank=99))
    first, second = queries.diplomas(_whole(made), TODAY)
    assert first.inward.verdict is Verdict.TREATY
    assert first.inward.fast_track is not None and first.inward.fast_track.holds
    assert codes(first.inward) == []
    assert codes(second.inward) == [
        "online_not_covered",
        "partial_not_covered",
        "campus",
        "no_supplement",
        "places_unknown",
    ]


def test_only_places_known_on_the_day_count(make: Make) -> None:
    partner = make.partner()
    for year, rank in ((2024, 300), (2026, 100), (2028, 1)):
        session.add(
            Ranking(institution_id=partner.id, system=RankingSystem.QS, year=year, rank=rank)
        )
    session.flush()
    for on, rank in ((date(2024, 5, 1), 300), (date(2025, 7, 1), 100), (TODAY, 100)):
        assert [p.rank for p in queries.places([partner.id], on)[partner.id]] == [rank]


def test_a_partner_that_awards_nothing_has_no_diploma_to_recognise(make: Make) -> None:
    made = make.programme()
    made.awards[1].role = AwardRole.NONE
    assert not queries.diplomas(_whole(made), TODAY)[0].is_awarded


def test_the_branch_of_another_is_told(make: Make) -> None:
    partner, seat = make.partner(), make.partner()
    session.add(InstitutionLink(institution_id=partner.id, origin_id=seat.id, kind=LinkKind.BRANCH))
    made = make.programme(make.agreement(partners=[partner]))
    assert "branch" in codes(queries.diplomas(_whole(made), TODAY)[0].inward)


def test_a_programme_costs_three_queries_however_many_partners_it_has(make: Make) -> None:
    few = _whole(make.programme())
    many = _whole(make.programme(make.agreement(partners=[make.partner() for _ in range(9)])))

    def read(things: Any) -> Any:
        return queries.diplomas(things[0], TODAY)

    few, many = programmes.programme(few.id), programmes.programme(many.id)
    assert cost(read, [few]) == cost(read, [many]) == 3
