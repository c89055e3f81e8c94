"""A home institution with a 2+2 programme and people, for the tests of this feature."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.accounts.models import Role
from app.cohorts.models import Cohort
from app.institutions.models import Institution
from app.programmes.models import Programme
from tests.makers import Make


@dataclass
class Scene:
    """What most tests here begin with."""

    home: Institution
    programme: Programme
    cohort: Cohort
    client: Any
    make: Make

    @property
    def grid(self) -> str:
        """The address of the headcount of 2025."""
        return f"/programmes/{self.programme.id}/contingent/2025"

    def sign_in(self, role: Role = Role.INTERNATIONAL_OFFICE) -> None:
        """Somebody of the institution, or of the centre."""
        is_local = role not in (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
        self.make.sign_in(self.client, role, self.home if is_local else None)


@pytest.fixture
def scene(make: Make, client: Any) -> Scene:
    """The cohort of 2024 in a bachelor's programme of two years at home, two at the partner."""
    home = make.institution()
    programme = make.programme(make.agreement(home))
    cohort = make.cohort(programme)
    make.save()
    return Scene(home, programme, cohort, client, make)
