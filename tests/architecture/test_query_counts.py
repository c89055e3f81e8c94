"""A page costs the same number of statements for two rows and for two dozen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.models import Role
from app.agreements.models import Stage
from app.cohorts.models import FiguresStage
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from tests.architecture.register import FILED, OPEN, Register, rules
from tests.makers import NOW, Make

FEW, MANY = 2, 24
# A page asks the rules of every feature, and each reads its own facts.
MOST = 95
ROLES = ("international_office of A", "signatory of A", "nched_lead", "system_admin")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database inside."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Growth:
    """Things of every kind that lists show, a number of each."""

    def __init__(self, register: Register, make: Make) -> None:
        self.make = make
        self.home = register.scenes[0].home
        self.campaign = register.scenes[-1].filing.campaign
        self.signed = next(s for s in register.scenes if s.agreement.stage is Stage.SIGNED)

    def grow(self, n: int) -> None:
        """`n` more agreements at each point of their life, programmes, years, people."""
        for number in range(n):
            self._agreements(number)
            elsewhere = self.make.institution()
            for year, stage in ((FILED, FiguresStage.FILED), (OPEN, FiguresStage.OPEN)):
                self.make.figures(elsewhere, year, stage=stage)
            filing = self.make.filing(elsewhere, session.merge(self.campaign))
            self.make.delivery(filing, submitted_at=NOW)
            self._programme(self.make.agreement(elsewhere), 2020 + number % 5)
            self.make.person((Role.VIEWER, self.home), (Role.QUALITY_MANAGER, self.home))
        self.make.save()

    def _agreements(self, number: int) -> None:
        soon = clock.today() + timedelta(days=60)
        partners = [self.make.partner(country="FR"), self.make.partner(country="IT")]
        for stage in Stage:
            self.make.agreement(
                self.home,
                partners,
                stage=stage,
                terminated_on=date(2026, 6, 30) if stage is Stage.TERMINATED else None,
                term={"ends_on": soon},
            )
        self._programme(self.make.agreement(self.home, partners), 2020 + number % 5)
        self._programme(session.merge(self.signed.agreement), 2020 + number % 5)

    def _programme(self, agreement: Any, entry_year: int) -> None:
        programme = self.make.programme(agreement)
        for entry in range(entry_year, 2026):
            cohort = self.make.cohort(programme, entry_year=entry)
            self.make.contingent(cohort, FILED) if entry <= FILED else None


def _counted(
    register: Register, roles: tuple[str, ...], *, is_warm: bool = False
) -> dict[str, int]:
    """Statements for each page that a role may open.

    What an application reads once in its life is read before, by opening each page in vain:
    needless where all of them have been open before.
    """
    found = {}
    for name in roles:
        visitor = register.visitor(name)
        for address in register.addresses("GET"):
            if not _is_listed(address.endpoint, register, address.scene.agreement.stage):
                continue
            if not is_warm:
                visitor.get(address.url)
            with statements(register.app) as sent:
                answer = visitor.get(address.url)
            if answer.status_code == 200:
                found[f"{name}: {address.url} ({address.endpoint})"] = len(sent)
    return found


def _is_listed(endpoint: str, register: Register, stage: Stage) -> bool:
    """Every list, and the pages of one signed agreement with all that is under it."""
    plain = {r.endpoint for r in rules(register.app) if not r.arguments}
    return endpoint in plain or stage is Stage.SIGNED


def test_lists_cost_the_same_for_two_rows_and_for_two_dozen(register: Register) -> None:
    with register.app.app_context():
        make = Make(register.app)
        make._numbers = iter(range(1000, 100_000))  # type: ignore[assignment]
        growth = Growth(register, make)
        growth.grow(FEW)
        before = _counted(register, ROLES)
        growth.grow(MANY - FEW)
        after = _counted(register, ROLES, is_warm=True)
    assert before.keys() == after.keys()
    assert before
    wrong = [
        f"{page}: {before[page]} → {after[page]}" for page in before if _grew(page, before, after)
    ]
    assert not wrong, "\n".join(wrong)


def _grew(page: str, before: dict[str, int], after: dict[str, int]) -> bool:
    return after[page] > before[page]


def test_the_counter_counts(register: Register) -> None:
    visitor = register.visitor("system_admin")
    with statements(register.app) as sent:
        visitor.get("/institutions")
    assert len(sent) >= 2


@pytest.mark.parametrize("role", ROLES)
def test_no_page_needs_more_than_ninety_five_statements(register: Register, role: str) -> None:
    wrong = {page: n for page, n in _counted(register, (role,)).items() if n > MOST}
    assert not wrong


def test_institutions_are_many_from_the_start(register: Register) -> None:
    """The directory of the reference data already fills more than one page."""
    with register.app.app_context():
        assert len(list(session.scalars(_all()))) > MANY


def _all() -> Any:
    from sqlalchemy import select

    return select(Institution.id)
