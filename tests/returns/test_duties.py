"""What the home page tells the centre about returns."""

from datetime import date
from typing import Any

import pytest

from app.accounts.models import Role
from app.cohorts.models import FiguresStage
from app.kernel import clock
from tests.makers import Make

CENTRE = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
LATE = date(2026, 11, 24)


def _some_filed(make: Make) -> Any:
    """Of four institutions that file 2026, one has; one is no longer expected to."""
    filed, began, closed = (make.institution() for _ in range(3))
    make.institution()
    make.institution()
    closed.reports_until = 2025
    make.figures(filed, 2026)
    make.figures(began, 2026, stage=FiguresStage.OPEN)
    make.figures(closed, 2025)
    return began


@pytest.mark.parametrize("role", CENTRE)
def test_the_centre_is_told_how_many_have_not_filed(client: Any, make: Make, role: Role) -> None:
    _some_filed(make)
    with clock.moved_to(LATE):
        make.sign_in(client, role)
        home = client.get("/").text
    assert "Institutions that have not filed: 3" in home
    assert "Nothing waits for you" not in home


@pytest.mark.parametrize(
    ("today", "tone"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "warn"),
        (date(2026, 11, 15), "warn"),
        (date(2026, 11, 16), "bad"),
    ],
)
def test_it_is_told_once_the_last_day_is_near(
    client: Any, make: Make, today: date, tone: str | None
) -> None:
    _some_filed(make)
    with clock.moved_to(today):
        make.sign_in(client, Role.NCHED_ANALYST)
        home = client.get("/").text
    assert ("have not filed" in home) is (tone is not None)
    assert tone is None or f"duty-{tone}" in home


def test_nobody_is_told_when_everybody_has_filed(client: Any, make: Make) -> None:
    make.figures(make.institution(), 2026)
    with clock.moved_to(LATE):
        make.sign_in(client, Role.NCHED_LEAD)
        assert "have not filed" not in client.get("/").text


def test_an_institution_is_not_told_of_the_others(client: Any, make: Make) -> None:
    began = _some_filed(make)
    with clock.moved_to(LATE):
        make.sign_in(client, Role.INTERNATIONAL_OFFICE, began)
        assert "have not filed" not in client.get("/").text
