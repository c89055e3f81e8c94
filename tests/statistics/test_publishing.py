"""Published figures stay as they were; what differs later is told from → to."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.years import AcademicYear
from app.returns.models import CampaignKind, Delivery, Publication, Return, ReturnStage
from app.returns.services import count
from app.statistics import decomposition, queries, restating, services
from app.statistics.figures import Change
from app.statistics.restating import Published
from tests.makers import Make

YEAR = AcademicYear(2025)


def at(day: int) -> datetime:
    """Noon of a day of November 2026."""
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def accepted(make: Make, filing: Return, *counts: int, when: datetime) -> Any:
    """A delivery of so many programmes and students, accepted and counted."""
    for n in counts:
        made = make.programme(make.agreement(filing.institution))
        make.contingent(make.cohort(made), n=n)
    session.flush()
    delivery = make.delivery(filing, accepted_at=when)
    count(delivery)
    session.flush()
    return delivery


@pytest.fixture
def filing(make: Make) -> Return:
    """A signed return of the campaign of 2025–2026 with ten students, accepted on the 10th."""
    home = make.institution(code="QD-01")
    make.figures(home, 2024)
    make.figures(home, 2025)
    found = make.filing(home, make.campaign(2025, opened_at=at(1)), stage=ReturnStage.SIGNED)
    accepted(make, found, 10, when=at(10))
    return found


def test_the_published_figures_are_the_national_ones(make: Make, filing: Return) -> None:
    made = services.publish(filing.campaign, actor=make.actor(Role.NCHED_LEAD))
    published = Published.read(made.figures)
    figures, before = queries.national(YEAR)
    assert published.figures == figures.as_json(queries.comparison(before, figures))
    assert published.coverage == (1, 1)
    assert [one["institution"] for one in published.content["returns"]] == ["QD-01"]
    assert filing.stage is ReturnStage.PUBLISHED
    assert filing.campaign.published_at is not None


def test_the_causes_are_kept_with_them(make: Make, filing: Return) -> None:
    made = services.publish(filing.campaign, actor=make.actor(Role.NCHED_LEAD))
    why = json.loads(made.figures)["why"]["contingent"]
    assert why["difference"] == sum(part["n"] for part in why["parts"].values()) == 10


def test_nothing_is_published_before_a_return_is_accepted(make: Make) -> None:
    with pytest.raises(Refusal):
        services.publish(make.campaign(2025), actor=make.actor(Role.NCHED_LEAD))


@pytest.mark.parametrize("given", [{"opened_at": None}, {"kind": CampaignKind.AWARDS}])
def test_only_an_opened_annual_campaign_is_published(make: Make, given: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        services.publish(make.campaign(2025, **given), actor=make.actor(Role.NCHED_LEAD))


def test_who_saw_an_older_campaign_publishes_nothing(make: Make, filing: Return) -> None:
    with pytest.raises(Conflict):
        services.publish(filing.campaign, seen=77, actor=make.actor(Role.NCHED_LEAD))


def test_a_later_figure_is_a_restatement_and_is_explained(make: Make, filing: Return) -> None:
    made = services.publish(filing.campaign, actor=make.actor(Role.NCHED_LEAD))
    made.published_at = at(12)
    published = Published.read(made.figures)
    now = queries.national(YEAR)[0]
    assert not [one for one in restating.restated(published, now) if one.differs]
    first = queries.counted(YEAR, at(12))
    for delivery in session.scalars(select(Delivery)):
        delivery.replaced_at = at(20)
    accepted(make, filing, 7, when=at(20))
    now = queries.national(YEAR)[0]
    found = {(r.name, r.level): r.change for r in restating.restated(published, now) if r.differs}
    assert found["contingent", "total"] == Change(10, 17)
    assert found["programmes", "bachelor"] == Change(1, 2)
    then, present = (queries.years([YEAR], when)[2025] for when in (made.published_at, None))
    why = decomposition.contingent(then, present).total
    assert (why.change.before, why.change.after) == (10, 17)
    assert why.part(decomposition.Cause.NEW).difference == 7
    assert queries.counted(YEAR, at(12)) == first != queries.counted(YEAR)


def test_publishing_again_keeps_what_was_published(make: Make, filing: Return) -> None:
    actor = make.actor(Role.NCHED_LEAD)
    services.publish(filing.campaign, actor=actor)
    services.publish(filing.campaign, actor=actor)
    assert len(session.scalars(select(Publication)).all()) == 2
    assert queries.last_publication(YEAR) == queries.publications(filing.campaign)[0]


@pytest.mark.parametrize(
    ("change", "needs"),
    [
        (Change(100, 111), True),
        (Change(100, 110), False),
        (Change(100, 89), True),
        (Change(0, 5), False),
        (Change(None, 5), False),
    ],
)
def test_a_result_that_moved_by_more_than_ten_percent_is_explained_first(
    change: Change, needs: bool
) -> None:
    assert restating.needs_explaining(change) is needs
