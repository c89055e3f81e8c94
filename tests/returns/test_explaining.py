"""What was said of a finding: it waits, is accepted, comes back next year, and lapses by itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Role
from app.kernel import clock
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.kernel.rules import Verdict
from app.returns import queries, services
from app.returns.check import rules
from app.returns.explaining import NUMBERS, Stand, Standings, holds, number_of, standing
from app.returns.models import Explanation, ExplanationState, Return, ReturnStage
from app.returns.services import DecisionValue
from tests.makers import NOW, Make
from tests.returns.findings import ERROR, NOTE, NUMBERED, PLAIN, problem, stored

TODAY = date(2026, 11, 22)
OFFICE, CENTRE, LEAD = Actor(None, "Айгерім"), Actor(None, "Томирис"), Actor(None, "Lead")
ACCEPT = DecisionValue(True, "", Decimal(2), date(2028, 3, 1))


@pytest.fixture(autouse=True)
def day() -> Any:
    with clock.moved_to(TODAY):
        yield


def said(**given: Any) -> Explanation:
    """An accepted explanation of another return, for a number."""
    values = {
        "return_id": 1,
        "rule": NUMBERED,
        "subject": "2_AGR:A1",
        "text": "Because",
        "value": Decimal(12),
        "tolerance": Decimal(2),
        "state": ExplanationState.ACCEPTED,
        "is_waiver": False,
        "ends_on": date(2027, 12, 31),
    } | given
    return Explanation(**values)


def stand(
    app: Any, explanation: Explanation, years: Any = 12, on: date = TODAY, code: str = NUMBERED
) -> Stand:
    return Standings(2, [explanation], on).of(problem(code, term_years=years)).state


numbers = st.decimals(-10_000, 10_000, places=2)


@given(numbers, st.decimals(0, 500, places=2), numbers, st.integers(-400, 400))
def test_it_holds_exactly_within_its_tolerance_and_before_its_end(
    value: Decimal, tolerance: Decimal, number: Decimal, days: int
) -> None:
    """In whatever direction the number moves."""
    one = said(value=value, tolerance=tolerance, ends_on=TODAY)
    inside = value - tolerance <= number <= value + tolerance
    assert holds(one, number, TODAY + timedelta(days=days)) is (inside and days <= 0)
    assert holds(one, None, TODAY) is False
    assert holds(said(value=None, ends_on=TODAY), number, TODAY) is True


def test_next_year_it_is_explained_before_and_lapses_by_itself(context: Any) -> None:
    assert stand(context, said(), 14) is Stand.BEFORE
    assert stand(context, said(), 10) is Stand.BEFORE
    assert stand(context, said(), 15) is Stand.LAPSED
    assert stand(context, said(), 9) is Stand.LAPSED
    assert stand(context, said(), None) is Stand.LAPSED
    assert stand(context, said(), 12, date(2028, 1, 1)) is Stand.LAPSED
    assert stand(context, said(subject="2_AGR:A2")) is Stand.OPEN


def test_the_number_of_a_rule_is_among_the_facts_that_it_shows(context: Any) -> None:
    known = rules()
    wrong = [
        f"{code}: {name}"
        for code, names in NUMBERS.items()
        for name in names
        if name not in known[code].names
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("code", "seen", "number"),
    [
        ("X112", {"at_partner": 30, "mobile": 24}, 6),
        ("X112", {"at_partner": 30, "mobile": None}, None),
        ("F702", {"ects_earned": "30.5", "ects_recognised": "24"}, Decimal("6.5")),
        (NUMBERED, {"term_years": True}, None),
        (NUMBERED, {"term_years": "many"}, None),
        (NUMBERED, {"term_years": "NaN"}, None),
        (NUMBERED, {"term_years": 10**30}, None),
        (PLAIN, {"partner_countries": 4}, None),
    ],
)
def test_a_finding_has_the_number_that_its_facts_make(
    context: Any, code: str, seen: Any, number: Any
) -> None:
    assert number_of(problem(code, **seen)) == number


def test_a_finding_without_a_number_is_explained_until_the_end(context: Any) -> None:
    one = said(rule=PLAIN, value=None, tolerance=None)
    assert stand(context, one, code=PLAIN) is Stand.BEFORE
    assert stand(context, one, on=date(2028, 1, 1), code=PLAIN) is Stand.LAPSED


def test_only_what_was_accepted_carries_over(context: Any) -> None:
    for state in (ExplanationState.GIVEN, ExplanationState.DECLINED):
        assert stand(context, said(state=state)) is Stand.OPEN
    assert stand(context, said(is_waiver=True)) is Stand.OPEN


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"state": ExplanationState.GIVEN, "tolerance": None}, Stand.GIVEN),
        ({"state": ExplanationState.GIVEN, "tolerance": None, "value": Decimal(11)}, Stand.LAPSED),
        ({"state": ExplanationState.DECLINED}, Stand.DECLINED),
        ({}, Stand.ACCEPTED),
        ({"value": Decimal(9)}, Stand.LAPSED),
        ({"is_waiver": True, "tolerance": None}, Stand.WAIVED),
        ({"is_waiver": True, "state": ExplanationState.GIVEN}, Stand.ASKED),
    ],
)
def test_what_was_said_in_this_very_return(context: Any, given: Any, found: Stand) -> None:
    assert stand(context, said(return_id=2, **given)) is found


def test_what_was_accepted_before_counts_again_when_the_new_word_does_not_fit(context: Any) -> None:
    earlier, own = said(), said(return_id=2, value=Decimal(30), state=ExplanationState.GIVEN)
    assert standing([problem(term_years=12)], [earlier, own], 2, TODAY)[0].state is Stand.BEFORE


def test_errors_and_unexplained_warnings_stand_in_the_way_and_nothing_else(context: Any) -> None:
    found = [
        problem(NUMBERED, term_years=12),
        problem(ERROR),
        problem(NOTE),
        problem(PLAIN, verdict=Verdict.UNKNOWN),
    ]
    codes = [one.code for one in Standings(2, [], TODAY).against(found)]
    assert codes == [NUMBERED, ERROR]
    assert Standings(2, [said()], TODAY).against(found)[0].code == ERROR


# With the database


def returned(
    make: Make, *problems: Any, stage: ReturnStage = ReturnStage.VALID, **given: Any
) -> Return:
    filing: Return = make.filing(stage=stage, submitted_at=NOW, **given)
    make.delivery(filing, findings=stored(*problems))
    make.save()
    found = queries.filing(filing.id)
    assert found is not None
    return found


def accepted(make: Make, filing: Return, one: Any, value: DecisionValue = ACCEPT) -> Explanation:
    made = services.explain(filing, one, "A long partnership", seen=0, actor=OFFICE)
    services.decide(made, value, seen=made.version, actor=CENTRE)
    make.save()
    return made


def test_what_the_office_says_waits_and_what_the_centre_takes_is_kept(make: Make) -> None:
    one = problem(term_years=12)
    filing = returned(make, one)
    assert services.against_submission([one], filing) == [one]
    made = services.explain(filing, one, "", seen=0, actor=OFFICE)
    assert services.against_submission([one], filing) == []
    services.decide(made, ACCEPT, seen=made.version, actor=CENTRE)
    make.save()
    kept = make.reread(Explanation, made.id)
    assert (kept.value, kept.tolerance, kept.ends_on) == (12, 2, date(2028, 3, 1))
    assert (kept.given_by, kept.decided_by, kept.text) == (OFFICE.name, CENTRE.name, "")
    events = [entry.event for entry in queries.history(filing)]
    assert events[:2] == ["explanation.accepted", "explanation.given"]


def test_the_year_after_it_passes_by_itself(make: Make) -> None:
    home = make.institution()
    accepted(make, returned(make, problem(term_years=12), institution=home), problem(term_years=12))
    later = returned(make, institution=home, campaign=make.campaign(2026))
    other = returned(make, campaign=make.campaign(2027))
    near, far = problem(term_years=13), problem(term_years=20)
    assert services.against_submission([near], later) == []
    assert services.against_submission([far], later) == [far]
    assert services.against_submission([near], other) == [near]


def test_what_is_accepted_of_a_later_year_explains_no_earlier_one(make: Make) -> None:
    home, one = make.institution(), problem(term_years=12)
    earlier = returned(make, one, institution=home, campaign=make.campaign(2024))
    accepted(make, returned(make, one, institution=home, campaign=make.campaign(2026)), one)
    assert services.against_submission([one], earlier) == [one]


def test_the_same_person_says_it_better_and_two_at_once_do_not_overwrite(make: Make) -> None:
    one = problem(term_years=12)
    filing = returned(make, one)
    first = services.explain(filing, one, "First", seen=0, actor=OFFICE)
    make.save()
    again = services.explain(filing, one, "Second", seen=first.version, actor=OFFICE)
    make.save()
    assert again.id == first.id
    with pytest.raises(Conflict):
        services.explain(filing, one, "Third", seen=1, actor=OFFICE)


def test_what_the_centre_declines_has_to_be_explained_anew(make: Make) -> None:
    one = problem(term_years=12)
    filing = returned(make, one)
    made = services.explain(filing, one, "Because", seen=0, actor=OFFICE)
    with pytest.raises(Refusal) as refused:
        services.decide(made, DecisionValue(False, "", None, None), seen=0, actor=CENTRE)
    assert refused.value.field == "reason"
    declined = DecisionValue(False, "Which one?", None, None)
    services.decide(made, declined, seen=made.version, actor=CENTRE)
    make.save()
    assert services.standings(filing).of(one).state is Stand.DECLINED
    assert services.against_submission([one], filing) == [one]
    services.explain(filing, one, "This one", seen=0, actor=OFFICE)
    make.save()
    assert services.against_submission([one], filing) == []


def test_the_same_is_said_of_every_place_where_nobody_has_said_anything(make: Make) -> None:
    found = [problem(key=f"A{n}", term_years=12) for n in range(4)]
    filing = returned(make, *found)
    services.explain(filing, found[2], "Other", seen=0, actor=OFFICE)
    make.save()
    assert services.explain_all(filing, found, "All alike", seen=0, actor=OFFICE) == 3
    make.save()
    assert services.against_submission(found, filing) == []
    texts = [one.text for one in queries.explanations(filing)]
    assert sorted(texts) == ["All alike"] * 3 + ["Other"]


@pytest.mark.parametrize("ends_on", [None, date(2026, 11, 21), date(2032, 1, 1)])
def test_what_is_accepted_has_an_end_that_is_near(make: Make, ends_on: date | None) -> None:
    one = problem(term_years=12)
    made = services.explain(returned(make, one), one, "Because", seen=0, actor=OFFICE)
    with pytest.raises(Refusal) as refused:
        services.decide(made, DecisionValue(True, "", None, ends_on), seen=0, actor=CENTRE)
    assert refused.value.field == "ends_on"


def test_a_decision_is_taken_once(make: Make) -> None:
    one = problem(term_years=12)
    made = accepted(make, returned(make, one), one)
    with pytest.raises(Refusal):
        services.decide(made, ACCEPT, seen=made.version, actor=CENTRE)


@pytest.mark.parametrize("one", [NOTE, "unknown"])
def test_what_is_no_warning_needs_no_explanation(make: Make, one: str) -> None:
    found = problem(NOTE) if one == NOTE else problem(verdict=Verdict.UNKNOWN)
    with pytest.raises(Refusal):
        services.explain(returned(make, found), found, "Because", seen=0, actor=OFFICE)


def test_an_accepted_return_is_explained_no_more(make: Make) -> None:
    one = problem(term_years=12)
    filing = returned(make, one, stage=ReturnStage.ACCEPTED)
    with pytest.raises(Refusal):
        services.explain(filing, one, "Because", seen=0, actor=OFFICE)


def test_an_error_passes_only_when_the_centre_lets_it(make: Make) -> None:
    one, other = problem(ERROR), problem(ERROR, key="A2")
    filing = returned(make, one, other, stage=ReturnStage.INVALID)
    with pytest.raises(Refusal):
        services.explain(filing, one, "", seen=0, actor=OFFICE)
    made = services.explain(filing, one, "It never ends", seen=0, actor=OFFICE)
    assert made.is_waiver and services.against_submission([one], filing) == [one]
    services.decide(made, DecisionValue(True, "Law", None, None), seen=made.version, actor=LEAD)
    make.save()
    assert services.waived([one, other], filing) == [one]
    assert filing.stage is ReturnStage.INVALID, "the other error stands"
    more = services.explain(filing, other, "Nor this", seen=0, actor=OFFICE)
    services.decide(more, DecisionValue(True, "Law", None, None), seen=more.version, actor=LEAD)
    make.save()
    assert filing.stage is ReturnStage.VALID
    assert queries.history(filing)[0].data["reason"] == "Law"


# The pages


@pytest.fixture
def page(make: Make) -> Return:
    return returned(
        make, problem(term_years=12), problem(ERROR), problem(PLAIN), stage=ReturnStage.RETURNED
    )


def about(filing: Return, code: str = NUMBERED) -> str:
    return f"/returns/{filing.id}/explanations/new?rule={code}&subject=2_AGR:A1"


def test_a_warning_is_confirmed_on_its_page(client: Any, make: Make, page: Return) -> None:
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, page.institution)
    assert "It must last" in client.get(about(page)).text or "12" in client.get(about(page)).text
    assert client.send(about(page), {"kind": "explained", "text": " "}).status_code == 422
    assert client.send(about(page), {"kind": "confirmed"}).status_code == 303
    assert session.scalars(queries.talk._EXPLANATIONS).one().text == ""
    assert client.get(about(page, "X999")).status_code == 404
    bare = client.get(f"/returns/{page.id}/explanations/new").text
    assert ERROR in bare, "the first that still stands in the way"


def test_others_of_the_house_and_other_houses_explain_nothing(
    client: Any, make: Make, page: Return
) -> None:
    for role, where in (
        (Role.SIGNATORY, page.institution),
        (Role.VIEWER, page.institution),
        (Role.INTERNATIONAL_OFFICE, make.institution()),
        (Role.NCHED_LEAD, None),
    ):
        make.sign_in(client, role, where)
        assert client.get(about(page)).status_code == 403


def test_the_centre_decides_and_only_its_lead_lets_an_error_pass(
    client: Any, make: Make, page: Return
) -> None:
    plain = services.explain(page, problem(term_years=12), "Because", seen=0, actor=OFFICE)
    waiver = services.explain(page, problem(ERROR), "Because", seen=0, actor=OFFICE)
    make.save()
    make.sign_in(client, Role.NCHED_ANALYST)
    assert client.get(f"/returns/explanations/{waiver.id}/decide").status_code == 403
    address = f"/returns/explanations/{plain.id}/decide"
    assert client.send(address, {"decision": "accept"}).status_code == 422
    typed = {"decision": "accept", "tolerance": "1,5", "ends_on": "2028-01-31"}
    assert client.send(address, typed).status_code == 303
    assert make.reread(Explanation, plain.id).tolerance == Decimal("1.5")
    make.sign_in(client, Role.NCHED_LEAD)
    address = f"/returns/explanations/{waiver.id}/decide"
    assert client.send(address, {"decision": "accept"}).status_code == 422
    assert client.send(address, {"decision": "accept", "reason": "Law"}).status_code == 303


def test_the_centre_hears_of_nothing_before_the_return_is_submitted_but_a_waiver(
    client: Any, make: Make
) -> None:
    filing = returned(make, problem(term_years=12), problem(ERROR))
    filing.submitted_at = None
    plain = services.explain(filing, problem(term_years=12), "Because", seen=0, actor=OFFICE)
    waiver = services.explain(filing, problem(ERROR), "Because", seen=0, actor=OFFICE)
    make.save()
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get(f"/returns/explanations/{plain.id}/decide").status_code == 403
    assert client.get(f"/returns/explanations/{waiver.id}/decide").status_code == 200
    assert queries.undecided() == {}
    assert [one.id for one in queries.waivers_asked()] == [waiver.id]
    home = client.get("/").text
    assert f"/returns/explanations/{waiver.id}/decide" in home
