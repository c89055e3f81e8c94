"""Claims that people add, correct and judge; and what a load of the reference data leaves alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import allowed
from app.recognition import queries, services
from app.recognition.models import Convention, ConventionParty, Origin, Standing, Status
from app.recognition.permissions import GRANTS
from app.recognition.route import Subject, Verdict, inward
from app.recognition.services import ClaimValue
from seed import reference
from tests.makers import Make

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
SOURCE = "UNESCO, notice of the depositary of 02.10.2026"
RATIFIED = ClaimValue(
    Status.PARTY,
    signed_on=date(2026, 1, 10),
    ratified_on=date(2026, 9, 1),
    in_force_on=date(2026, 10, 1),
    as_of="2026-11-24",
)


@pytest.fixture(autouse=True)
def on_the_day() -> Any:
    """The day of the story."""
    with clock.moved_to(TODAY):
        yield


def tokyo() -> Convention:
    return queries.convention("TOKYO")


def added(make: Make, country: str = "IN", **given: Any) -> ConventionParty:
    made = services.add_claim(
        tokyo(), country, SOURCE, replace(RATIFIED, **given), actor=make.actor(Role.SYSTEM_ADMIN)
    )
    session.flush()
    return made


def claim_of(country: str, code: str = "TOKYO") -> ConventionParty:
    """The claim of the reference data about a country."""
    found = session.scalars(
        select(ConventionParty)
        .join(Convention)
        .where(Convention.code == code, ConventionParty.country == country)
        .order_by(ConventionParty.id)
    ).first()
    assert found is not None
    loaded = queries.claim(found.id)
    assert loaded is not None
    return loaded


def verdict(country: str, on: date = TODAY) -> Verdict:
    session.flush()
    session.expire_all()
    return inward(queries.treaties([country]), Subject(country), on).verdict


def test_a_ratification_that_is_added_becomes_a_basis_from_its_day_on(make: Make) -> None:
    assert verdict("IN") is Verdict.INDIVIDUAL
    made = added(make)
    assert made.origin is Origin.BY_HAND
    assert verdict("IN") is Verdict.TREATY
    assert verdict("IN", date(2026, 9, 30)) is Verdict.INDIVIDUAL


def test_the_dispute_stays_beside_what_is_added(make: Make) -> None:
    added(make)
    assert [one.source for _made, one in queries.disputed("IN")] == [
        "NCHED news of the ratification (lists 16 states)"
    ]
    assert len(queries.parties("TOKYO", TODAY)) == 14


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"signed_on": date(2011, 11, 25)}, "signed_on"),
    ({"signed_on": None, "ratified_on": date(2010, 1, 1)}, "ratified_on"),
    ({"signed_on": None, "ratified_on": None, "in_force_on": date(2010, 1, 1)}, "in_force_on"),
    ({"signed_on": None, "ratified_on": None, "in_force_on": date(2018, 1, 31)}, "in_force_on"),
    ({"ratified_on": date(2026, 1, 9)}, "ratified_on"),
    ({"ratified_on": None, "in_force_on": date(2026, 1, 9)}, "in_force_on"),
    ({"in_force_on": date(2026, 8, 31)}, "in_force_on"),
    ({"signed_on": TOMORROW, "ratified_on": None, "in_force_on": None}, "signed_on"),
    ({"ratified_on": TOMORROW, "in_force_on": None}, "ratified_on"),
    ({"attested_on": TOMORROW}, "attested_on"),
    ({"attested_on": date(2011, 11, 25)}, "attested_on"),
    ({"as_of": TOMORROW.isoformat()}, "as_of"),
    ({"status": Status.SIGNED, "in_force_on": None}, "ratified_on"),
    ({"status": Status.SIGNED, "ratified_on": None}, "in_force_on"),
    ({"status": Status.OUTSIDE, "in_force_on": None}, "ratified_on"),
]


@pytest.mark.parametrize(("given", "field"), REFUSED)
def test_days_that_cannot_be_are_refused(make: Make, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        added(make, **given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("country", "source", "field"),
    [("XX", SOURCE, "country"), ("", SOURCE, "country"), ("IN", "", "source")],
)
def test_a_claim_needs_a_country_and_a_source(
    make: Make, country: str, source: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        services.add_claim(tokyo(), country, source, RATIFIED, actor=make.actor())
    assert refused.value.field == field


def test_the_same_source_is_recorded_once_for_a_country(make: Make) -> None:
    added(make)
    with pytest.raises(Refusal) as refused:
        added(make, status=Status.PARTY)
    assert refused.value.field == "source"
    added(make, "PH")


def test_a_ratification_may_come_into_force_later(make: Make) -> None:
    added(make, in_force_on=date(2027, 1, 1))
    assert verdict("IN") is Verdict.INDIVIDUAL
    assert verdict("IN", date(2027, 1, 1)) is Verdict.TREATY


def test_who_accedes_needs_no_signature(make: Make) -> None:
    added(make, signed_on=None)
    assert verdict("IN") is Verdict.TREATY


@pytest.mark.parametrize("standing", [Standing.DISPUTED, Standing.WITHDRAWN])
def test_a_claim_that_is_judged_does_not_count_and_is_not_lost(
    make: Make, standing: Standing
) -> None:
    actor = make.actor(Role.NCHED_LEAD)
    claim = claim_of("KR")
    services.settle_claim(claim, standing, "The depositary does not list it", 1, actor=actor)
    assert (claim.standing, claim.reason) == (standing, "The depositary does not list it")
    assert claim.origin is Origin.CORRECTED
    assert verdict("KR") is Verdict.INDIVIDUAL
    entry = journal.about("conventions", tokyo().id)[0]
    assert entry.event == "claim.settled"
    assert entry.data["reason"] == "The depositary does not list it"
    assert entry.data["country"] == "KR"

    claim = claim_of("KR")
    services.settle_claim(claim, Standing.STANDS, "It does list it", 0, actor=actor)
    assert (claim.standing, claim.reason) == (Standing.STANDS, "")
    assert verdict("KR") is Verdict.TREATY


def test_a_judgement_needs_its_reason_and_changes_something(make: Make) -> None:
    actor = make.actor(Role.NCHED_LEAD)
    for standing, reason, field in (
        (Standing.DISPUTED, "", "reason"),
        (Standing.STANDS, "so", "standing"),
    ):
        with pytest.raises(Refusal) as refused:
            services.settle_claim(claim_of("KR"), standing, reason, 1, actor=actor)
        assert refused.value.field == field


def test_a_correction_is_checked_like_a_new_claim_and_told(make: Make) -> None:
    actor = make.actor(Role.SYSTEM_ADMIN)
    claim = claim_of("KR")
    value = ClaimValue(Status.PARTY, in_force_on=date(2018, 2, 1), as_of="2026-11-24")
    services.edit_claim(claim, value, 1, actor=actor)
    entry = journal.about("conventions", tokyo().id)[0]
    assert entry.event == "claim.corrected"
    assert entry.data["changes"]["in_force_on"] == [None, "2018-02-01"]
    with pytest.raises(Refusal):
        services.edit_claim(claim, replace(value, in_force_on=date(2018, 1, 31)), 0, actor=actor)


def test_the_later_of_two_who_correct_meets_a_conflict(make: Make) -> None:
    actor = make.actor(Role.SYSTEM_ADMIN)
    claim = claim_of("KR")
    seen = claim.version
    services.settle_claim(claim, Standing.DISPUTED, "why", seen, actor=actor)
    session.flush()
    with pytest.raises(Conflict) as met:
        services.settle_claim(claim, Standing.WITHDRAWN, "why", seen, actor=actor)
    assert met.value.values == {"standing": (Standing.DISPUTED, Standing.WITHDRAWN)}
    with pytest.raises(Conflict):
        services.edit_claim(claim, RATIFIED, seen, actor=actor)


def test_a_load_keeps_what_was_added_and_undoes_no_correction(make: Make) -> None:
    actor = make.actor(Role.SYSTEM_ADMIN)
    added(make)
    services.settle_claim(claim_of("KR"), Standing.WITHDRAWN, "why", 0, actor=actor)
    value = ClaimValue(Status.PARTY, in_force_on=date(2018, 2, 1), as_of="2026-11-24")
    services.edit_claim(claim_of("JP"), value, 0, actor=actor)
    make.save()

    assert reference.load(session).changed == 0
    make.save()
    assert verdict("IN") is Verdict.TREATY
    assert verdict("KR") is Verdict.INDIVIDUAL
    assert claim_of("JP").in_force_on == date(2018, 2, 1)
    assert {claim_of(one).origin for one in ("KR", "JP")} == {Origin.CORRECTED}


def test_a_load_still_corrects_what_nobody_has_touched(make: Make) -> None:
    claim_of("JP").confidence = "G"
    make.save()
    assert reference.load(session).as_dict()["convention_parties"]["updated"] == 1
    session.expire_all()
    assert claim_of("JP").confidence == "F"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.SYSTEM_ADMIN, True),
        (Role.NCHED_LEAD, True),
        (Role.NCHED_ANALYST, False),
        (Role.INTERNATIONAL_OFFICE, False),
        (None, False),
    ],
)
def test_the_lead_of_the_centre_and_the_administrator_keep_the_claims(
    make: Make, role: Role | None, may: bool
) -> None:
    actor = make.actor(role)
    for action in ("claim.add", "claim.edit", "claim.settle"):
        assert allowed(GRANTS, action, actor) is may
    for action in ("convention.list", "convention.show", "route.show"):
        assert allowed(GRANTS, action, actor)
