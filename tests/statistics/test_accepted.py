"""Of a year with a campaign only accepted returns count, as they stood on any day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.cohorts.models import Direction
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.returns import counting, services
from app.returns.dataset import Dataset
from app.returns.models import Campaign, CampaignKind, Delivery
from app.statistics import queries
from app.statistics.figures import Coverage
from tests.makers import Make

YEAR = AcademicYear(2025)


def at(day: int, month: int = 11) -> datetime:
    """Noon of a day of 2026."""
    return datetime(2026, month, day, 12, tzinfo=UTC)


def place(make: Make, *counts: int, level: Level = Level.BACHELOR) -> Institution:
    """An institution with a programme for each count, its register filed."""
    made = make.institution()
    make.figures(made, 2025)
    for n in counts:
        cohort = make.cohort(make.programme(make.agreement(made), level=level))
        make.contingent(cohort, n=n)
        make.contingent(cohort, n=3, direction=Direction.IN)
    session.flush()
    return made


def accepted(make: Make, filing: Any, when: datetime | None = None, **given: Any) -> Delivery:
    """A delivery of what the register has, accepted and counted."""
    made = make.delivery(filing, accepted_at=when or at(20), **given)
    services.count(made)
    session.flush()
    return made


@pytest.fixture
def campaign(make: Make) -> Campaign:
    """The open campaign of 2025–2026."""
    return make.campaign(2025, opened_at=at(1, 10))


def total(when: datetime | None = None) -> int | None:
    """The national contingent of 2025–2026."""
    return queries.national(YEAR, when)[0].contingent.total


def test_national_totals_equal_the_sum_of_the_accepted_returns(
    make: Make, campaign: Campaign
) -> None:
    """Rule N304."""
    levels = list(Level)
    deliveries = []
    for n in range(6):
        filing = make.filing(place(make, n + 5, n + 1, level=levels[n % 4]), campaign)
        if n % 3:
            deliveries.append(accepted(make, filing))
    make.filing(place(make, 900), campaign)
    session.expire_all()
    figures, _before = queries.national(YEAR)
    found = [counting.rows_of(Dataset.loaded(one.dataset)) for one in deliveries]
    programmes = [p for one in found for p in one.programmes]
    own = [(p, s) for p in programmes for s in p.students if s.direction is Direction.OUT]
    for level in Level:
        assert figures.contingent.of(level) == sum(s.n for p, s in own if p.level is level)
        offered = [p for p in programmes if p.is_on_offer and p.level is level]
        assert figures.programmes.of(level) == len(offered)
    assert figures.coverage == Coverage(4, 7)
    assert figures.partners.institutions == len({r.code for p in programmes for r in p.partners})
    sources = queries.filed_institutions(YEAR)
    assert sum(n for _i, _p, n in sources) == figures.contingent.total
    assert sum(p for _i, p, _n in sources) == figures.programmes.total


def test_the_register_and_the_accepted_returns_tell_the_same(make: Make) -> None:
    homes = [place(make, 4 + n, 9) for n in range(3)]
    before, rows = queries.national(YEAR)[0], queries.years([YEAR])[2025]
    countries = queries.partner_countries(YEAR)
    campaign = make.campaign(2025, opened_at=at(1, 10))
    for home in homes:
        accepted(make, make.filing(home, campaign))
    after, collected = queries.national(YEAR)[0], queries.years([YEAR])[2025]
    assert before == after
    assert countries == queries.partner_countries(YEAR)
    assert [e.programme for e in rows.entries] == [e.programme for e in collected.entries]
    assert rows.heads == collected.heads
    assert (rows.is_collected, collected.is_collected) == (False, True)


def test_an_opened_campaign_without_accepted_returns_is_not_known(
    make: Make, campaign: Campaign
) -> None:
    make.filing(place(make, 10), campaign)
    figures, _before = queries.national(YEAR)
    assert figures.contingent.total is None
    assert figures.coverage == Coverage(0, 1)


@pytest.mark.parametrize(
    "given", [{"opened_at": None}, {"kind": CampaignKind.AWARDS}, {"year": 2024}]
)
def test_other_campaigns_leave_the_register_to_speak(make: Make, given: dict[str, Any]) -> None:
    place(make, 10)
    make.campaign(**({"year": 2025, "opened_at": at(1, 10)} | given))
    assert total() == 10


def test_figures_stand_as_they_stood_on_any_day(make: Make, campaign: Campaign) -> None:
    first, second = place(make, 10), place(make, 7)
    old = accepted(make, make.filing(first, campaign), at(10))
    accepted(make, make.filing(second, campaign), at(12))
    row = old.filing
    old.replaced_at = at(15)
    make.contingent(make.cohort(make.programme(make.agreement(first))), n=100)
    accepted(make, row, at(15))
    assert [total(at(day)) for day in (9, 10, 12, 14, 15, 16)] == [None, 10, 17, 17, 117, 117]
    assert total() == 117
    assert queries.national(YEAR, at(11))[0].coverage == Coverage(1, 2)
    assert total(datetime(2026, 9, 1, tzinfo=UTC)) is None


def test_before_the_campaign_the_register_spoke(make: Make, campaign: Campaign) -> None:
    home = place(make, 10)
    make.figures(make.institution(), 2025, filed_at=at(25, 9))
    assert queries.national(YEAR, at(26, 9))[0].coverage.institutions == 1
    make.filing(home, campaign)
    assert queries.national(YEAR)[0].coverage.institutions == 0


def test_the_command_tells_the_figures_of_a_day(app: Any, make: Make, campaign: Campaign) -> None:
    accepted(make, make.filing(place(make, 10), campaign), at(10))
    make.save()
    run = app.test_cli_runner().invoke
    asked = ["statistics", "national", "--year", "2025-2026"]
    assert "filed by 0 of 1" in run(args=[*asked, "--as-at", "2026-11-09"]).output
    assert "filed by 1 of 1" in run(args=[*asked, "--as-at", "2026-11-10"]).output
    refused = run(args=[*asked, "--as-at", "yesterday"])
    assert refused.exit_code == 2
    assert "is not a day" in refused.stderr


def test_the_number_of_statements_does_not_grow(
    make: Make, campaign: Campaign, statements: Any
) -> None:
    def read() -> list[str]:
        session.expire_all()
        with statements() as sent:
            figures, before = queries.national(YEAR)
            queries.comparison(before, figures)
            queries.years([YEAR, YEAR.previous])
        return list(sent)

    accepted(make, make.filing(place(make, 5), campaign))
    few = read()
    for _n in range(6):
        accepted(make, make.filing(place(make, 5, 6), campaign))
    assert len(read()) == len(few)


def test_a_day_ends_at_midnight_in_kazakhstan() -> None:
    end = clock.end_of(date(2026, 11, 20))
    assert (end.day, end.hour) == (20, 18)
    assert clock.end_of(date.max).year == 9999
