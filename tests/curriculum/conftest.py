"""A programme 2+2 of 120 and 120 credits with one partner, and what its curriculum is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from app.accounts.models import Role
from app.curriculum import queries, services
from app.curriculum.models import Module
from app.curriculum.queries import Record, Side
from app.curriculum.services import MatchValue, ModuleValue, OutcomeValue
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.permissions import SYSTEM
from app.programmes.models import Programme
from tests.makers import Make


@dataclass
class Scene:
    """What most tests here begin with."""

    home: Institution
    partner: Institution
    programme: Programme
    client: Any
    make: Make

    @property
    def address(self) -> str:
        """The map."""
        return f"/programmes/{self.programme.id}/curriculum"

    @property
    def record(self) -> Record:
        """The curriculum as it is now."""
        session.flush()
        session.expire_all()
        found = queries.record(self.programme.id)
        assert found is not None
        return found

    def side(self, institution: Institution) -> Side:
        """One side as it is now."""
        session.flush()
        session.expire_all()
        found = queries.side(self.programme.id, institution.id)
        assert found is not None
        return found

    def outcomes(self, *codes: str) -> None:
        """Outcomes with these codes."""
        values = [OutcomeValue(code, text_en=f"Knows {code}") for code in codes]
        services.set_outcomes(self.record, values, actor=SYSTEM)

    def modules(self, institution: Institution, **credits: int | str) -> dict[str, Module]:
        """Modules of a side by code and credits; "60 LO1" names an outcome too."""
        values = [_module(code, str(told).split()) for code, told in credits.items()]
        services.set_modules(self.side(institution), values, actor=SYSTEM)
        return {module.code: module for module in self.record.of(institution)}

    def match(self, *triples: tuple[Module, Module | None, Any]) -> None:
        """What counts for what."""
        services.set_matches(
            self.record,
            [
                MatchValue(p.id, h.id if h else None, None if n is None else Decimal(n))
                for p, h, n in triples
            ],
            actor=SYSTEM,
        )

    def sign_in(self, role: Role = Role.INTERNATIONAL_OFFICE, at: Institution | None = None) -> Any:
        """Somebody of the home institution, or of the centre."""
        is_local = role not in (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)
        self.make.sign_in(self.client, role, (at or self.home) if is_local else None)
        return self.client


def _module(code: str, told: Sequence[str]) -> ModuleValue:
    return ModuleValue(code, Decimal(told[0]), name_en=f"Module {code}", outcomes=tuple(told[1:]))


@pytest.fixture
def scene(make: Make, client: Any) -> Scene:
    """A programme of which nothing is entered yet."""
    home, partner = make.institution(), make.partner()
    programme = make.programme(make.agreement(home, [partner]), ects_recognised=Decimal(120))
    make.save()
    return Scene(home, partner, programme, client, make)
