"""The day of the journeys, and the application as it runs: with forms protected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Role
from app.institutions.models import Institution
from app.kernel import clock
from tests.journeys.desk import Desk
from tests.makers import Make

TODAY = date(2026, 11, 23)


@dataclass
class Country:
    """A home institution, two partners abroad, and whoever sits at a screen."""

    app: Flask
    make: Make
    home: Institution
    partners: tuple[Institution, Institution]

    def desk(self, role: Role, at_home: bool = True) -> Desk:
        """Somebody of that role, signed in."""
        person = self.make.person((role, self.home if at_home else None))
        self.make.save()
        return Desk(self.app, person)


@pytest.fixture
def country(app: Any, make: Make) -> Iterator[Country]:
    """On 23 November 2026, with the tokens of forms asked for as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    home = make.institution(code="QD-01", name_en="Kokozen University")
    hill = make.partner(code="P-001", name_en="Hill University", country="DE", city_en="Bergstadt")
    han = make.partner(code="P-002", name_en="Han University", country="KR")
    make.save()
    with clock.moved_to(TODAY):
        yield Country(app, make, home, (hill, han))
