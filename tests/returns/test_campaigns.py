"""Collections: planned, opened, changed only where nothing rests on it yet."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.permissions import Actor
from app.returns import queries, services
from app.returns.models import CampaignKind, Return, ReturnStage
from tests.makers import Make

LEAD = Actor(None, "Қайрат Мырзабеков")
ANNUAL = services.usual(CampaignKind.ANNUAL, 2026)


def stages() -> list[tuple[str, str]]:
    found = session.query(Return).all()
    return sorted((one.institution.code, one.stage.value) for one in found)


def test_the_usual_days_are_in_order_for_both_kinds() -> None:
    for kind in CampaignKind:
        value = services.usual(kind, 2026)
        days = (value.reference_on, value.opens_on, value.closes_on, value.corrections_until)
        assert list(days) == sorted(days)
        assert value.corrections_until <= value.publish_on


def test_opening_asks_everybody_who_owes_a_return_of_the_year_and_nobody_else(make: Make) -> None:
    asked = make.institution()
    make.institution(reports_from=2027)
    make.institution(reports_until=2025)
    make.partner()
    planned = services.plan(ANNUAL, actor=LEAD)
    assert services.open_campaign(planned, seen=planned.version, actor=LEAD) == 1
    assert [(one.institution_id, one.stage) for one in queries.filings(planned.id)] == [
        (asked.id, ReturnStage.NOT_STARTED)
    ]


def test_a_year_is_collected_once(make: Make) -> None:
    services.plan(ANNUAL, actor=LEAD)
    with pytest.raises(Refusal) as refused:
        services.plan(replace(ANNUAL, closes_on=date(2026, 11, 20)), actor=LEAD)
    assert refused.value.field == "year"
    services.plan(services.usual(CampaignKind.AWARDS, 2026), actor=LEAD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_on": date(2026, 10, 1)}, "closes_on"),
        ({"corrections_until": date(2026, 11, 14)}, "corrections_until"),
        ({"publish_on": date(2026, 11, 1)}, "publish_on"),
        ({"reference_on": date(2026, 10, 16)}, "reference_on"),
        ({"edition": "1999"}, "edition"),
    ],
)
def test_days_out_of_order_are_refused_beside_their_field(
    make: Make, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        services.plan(replace(ANNUAL, **changes), actor=LEAD)
    assert refused.value.field == field


def test_what_returns_rest_on_cannot_change_once_it_is_open(make: Make) -> None:
    make.institution()
    found = services.plan(ANNUAL, actor=LEAD)
    services.edit_campaign(
        found, replace(ANNUAL, reference_on=date(2026, 10, 2)), seen=found.version, actor=LEAD
    )
    session.flush()
    services.open_campaign(found, seen=found.version, actor=LEAD)
    session.flush()
    with pytest.raises(Refusal) as refused:
        services.edit_campaign(found, ANNUAL, seen=found.version, actor=LEAD)
    assert refused.value.field == "reference_on"
    kept = replace(ANNUAL, reference_on=date(2026, 10, 2), closes_on=date(2026, 11, 20))
    services.edit_campaign(found, kept, seen=found.version, actor=LEAD)
    assert found.closes_on == date(2026, 11, 20)


def test_a_campaign_changed_meanwhile_is_a_conflict(make: Make) -> None:
    found = services.plan(ANNUAL, actor=LEAD)
    seen = found.version
    services.edit_campaign(found, replace(ANNUAL, news_en="New"), seen=seen, actor=LEAD)
    session.flush()
    with pytest.raises(Conflict):
        services.open_campaign(found, seen=seen, actor=LEAD)


def test_more_time_is_granted_to_one_and_never_beyond_publication(make: Make) -> None:
    filing = make.filing()
    with pytest.raises(Refusal):
        services.extend(filing, date(2025, 11, 15), "Fire", seen=filing.version, actor=LEAD)
    with pytest.raises(Refusal):
        services.extend(filing, date(2026, 3, 2), "Fire", seen=filing.version, actor=LEAD)
    services.extend(filing, date(2025, 11, 25), "Fire", seen=filing.version, actor=LEAD)
    assert filing.due_on == date(2025, 11, 25)


def test_only_who_sent_nothing_is_not_asked_any_more(make: Make) -> None:
    filing = make.filing()
    other = make.filing(campaign=filing.campaign)
    make.delivery(other)
    with pytest.raises(Refusal):
        services.excuse(other, "Closed", seen=other.version, actor=LEAD)
    services.excuse(filing, "Closed", seen=filing.version, actor=LEAD)
    session.flush()
    assert [one.id for one in queries.filings(filing.campaign_id)] == [other.id]
    services.expect(filing.campaign, filing.institution, actor=LEAD)
    assert len(queries.filings(filing.campaign_id)) == 2


def test_the_board_hides_what_is_not_submitted(make: Make) -> None:
    campaign = make.campaign()
    for stage in (ReturnStage.UPLOADED, ReturnStage.INVALID, ReturnStage.VALID):
        make.delivery(make.filing(campaign=campaign, stage=stage), errors=7)
    again = make.filing(
        campaign=campaign,
        stage=ReturnStage.INVALID,
        submitted_at=make.campaign(2020).opened_at,
    )
    make.delivery(again, submitted_at=again.submitted_at, errors=0, warnings=2)
    make.delivery(again, errors=9)
    lines = queries.board(campaign, date(2025, 11, 10))
    hidden = [line for line in lines if line.filing.id != again.id]
    assert {(line.stage, line.errors, line.days_left) for line in hidden} == {
        (ReturnStage.NOT_STARTED, None, 5)
    }
    [shown] = [line for line in lines if line.filing.id == again.id]
    assert (shown.stage, shown.errors, shown.warnings) == (ReturnStage.RETURNED, 0, 2)


def test_the_centre_plans_and_opens_it_through_the_web(client: Any, make: Make) -> None:
    make.institution()
    make.sign_in(client, Role.NCHED_LEAD)
    form = client.get("/campaigns/new").get_data(as_text=True)
    assert "2026-10-15" in form or "2025-10-15" in form
    days = {
        name: getattr(ANNUAL, name).isoformat()
        for name in ("reference_on", "opens_on", "closes_on", "corrections_until", "publish_on")
    }
    sent = {"kind": "annual", "year": "2026", "edition": "2026", "news_kk": "Жаңа баған", **days}
    made = client.send("/campaigns/new", sent)
    assert made.status_code == 303, made.get_data(as_text=True)
    address = made.headers["Location"]
    assert client.send(f"{address}/open").status_code == 303
    page = client.get(address).get_data(as_text=True)
    assert "Universities asked" in page
    assert client.send(f"{address}/open").status_code == 409


def test_the_summers_collection_is_published_by_itself_and_the_annual_one_is_not(
    make: Make,
) -> None:
    summer = make.campaign(2024, kind=CampaignKind.AWARDS, edition="2026-A")
    signed = make.filing(campaign=summer, stage=ReturnStage.SIGNED)
    behind = make.filing(campaign=summer, stage=ReturnStage.IN_REVIEW)
    assert services.close_campaign(summer, seen=summer.version, actor=LEAD) == 1
    assert (signed.stage, behind.stage) == (ReturnStage.PUBLISHED, ReturnStage.IN_REVIEW)
    annual = make.campaign(2024)
    with pytest.raises(Refusal):
        services.close_campaign(annual, seen=annual.version, actor=LEAD)
