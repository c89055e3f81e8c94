"""The pages about change and publication: who sees what, and nothing small to the others."""

from typing import Any

import pytest

from app.accounts.models import Role
from app.cohorts.models import Sex
from app.kernel import clock
from app.kernel.db import session
from app.returns.models import Campaign, Delivery, Return, ReturnStage
from app.returns.services import count
from tests.makers import NOW, Make

NATIONAL = "/statistics?year=2025-2026"
WHY = "/statistics/why?from=2024-2025&to=2025-2026"
WORKBOOK = "/statistics/2025-2026/workbook"
EPVO = "/returns/2025-2026/epvo"


def filed(make: Make, n: int = 40, few: int = 3) -> Any:
    """An institution with students of both years, a few of them men."""
    home = make.institution()
    cohort = make.cohort(make.programme(make.agreement(home)))
    for year in (2024, 2025):
        make.figures(home, year)
        make.contingent(cohort, year, n=n + year - 2024)
        make.contingent(cohort, year, n=few, sex=Sex.MALE)
    make.save()
    return home


@pytest.mark.parametrize("address", [NATIONAL, WHY])
@pytest.mark.parametrize("role", [*Role])
def test_whole_numbers_are_for_the_centre(
    client: Any, make: Make, role: Role, address: str
) -> None:
    home = filed(make)
    above = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
    make.sign_in(client, role, None if role in above else home)
    page = client.get(address)
    assert page.status_code == 200
    centre = role in (Role.NCHED_ANALYST, Role.NCHED_LEAD)
    assert ("whole numbers" in page.text) is centre
    assert (">hidden<" in page.text) is not centre


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/statistics/why", 200),
        ("/statistics/why?from=2010-2011&to=2011-2012", 200),
        ("/statistics/why?from=2025", 404),
        ("/statistics/why?of=people", 404),
        ("/statistics/why?level=X", 404),
        ("/statistics/why?level=B&of=programmes", 200),
        ("/statistics?as_at=2026-11-01", 200),
        ("/statistics?as_at=9999-12-31", 200),
        ("/statistics?as_at=0001-01-01", 200),
        ("/statistics?as_at=soon", 404),
        ("/statistics/2025-2026/publication", 404),
        ("/statistics/2025-2026/publish", 404),
        ("/statistics/nothing/workbook", 404),
    ],
)
def test_any_address_is_answered(client: Any, make: Make, address: str, status: int) -> None:
    filed(make)
    make.sign_in(client, Role.NCHED_LEAD)
    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", [NATIONAL, WHY, WORKBOOK, EPVO])
def test_a_page_costs_the_same_for_many_rows_as_for_few(
    client: Any, make: Make, statements: Any, address: str
) -> None:
    filed(make)
    make.sign_in(client, Role.NCHED_LEAD)
    client.get(address)
    with statements() as few:
        assert client.get(address).status_code == 200
    for _n in range(8):
        filed(make)
    with statements() as many:
        client.get(address)
    assert len(few) == len(many)


def test_figures_are_published_and_restated(client: Any, make: Make) -> None:
    home = filed(make)
    filing = make.filing(home, make.campaign(2025), stage=ReturnStage.SIGNED)
    old = make.delivery(filing, accepted_at=NOW)
    count(old)
    keys = home.id, filing.campaign_id, filing.id, old.id
    make.sign_in(client, Role.NCHED_LEAD)
    assert "Publish these figures" in client.get(NATIONAL).text
    assert "What is published" in client.get("/statistics/2025-2026/publish").text
    assert client.send("/statistics/2025-2026/publish").status_code == 303
    assert "stand as they were published" in client.get("/statistics/2025-2026/publication").text
    home, campaign, filing, old = (
        session.get(kind, key)
        for kind, key in zip((type(home), Campaign, Return, Delivery), keys, strict=True)
    )
    make.contingent(make.cohort(make.programme(make.agreement(home))), n=20)
    old.replaced_at = clock.now()
    filing.institution, filing.campaign = home, campaign
    count(make.delivery(filing, accepted_at=clock.now()))
    make.save()
    shown = client.get("/statistics/2025-2026/publication").text
    assert "would be different today" in shown
    assert "Why the students differ" in shown
    assert "do not add up to what was published" not in shown


@pytest.mark.parametrize("role", [Role.NCHED_ANALYST, Role.SYSTEM_ADMIN])
def test_only_the_lead_publishes(client: Any, make: Make, role: Role) -> None:
    make.campaign(2025)
    make.sign_in(client, role)
    assert client.get("/statistics/2025-2026/publish").status_code == 403
    assert client.post("/statistics/2025-2026/publish").status_code == 403
