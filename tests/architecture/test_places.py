"""Whoever follows a finding arrives at the field: for every rule that names one."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_login import login_user

from app.accounts.models import Role
from app.accounts.routes import SignedIn
from app.agreements import routes as agreements
from app.agreements.models import Kind, Stage
from app.cohorts import routes as cohorts
from app.cohorts.models import FiguresStage, YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.web.findings import findings
from app.programmes import routes as programmes
from tests.architecture.test_rulebooks import BOOKS, RULES
from tests.makers import Make

ROLES = (Role.INTERNATIONAL_OFFICE, Role.SIGNATORY, Role.QUALITY_MANAGER)
STAGES = (Stage.DRAFT, Stage.APPROVED, Stage.SIGNED)
LINKS = {
    "agreement": (agreements.queries.agreement, agreements._where),
    "programme": (programmes.queries.programme, None),
    "year_figures": (partial(session.get, YearFigures), cohorts._where),
}


@pytest.fixture
def home(make: Make) -> Institution:
    """The institution of those who look."""
    return make.institution()


@pytest.fixture
def things(make: Make, home: Institution) -> list[tuple[str, int]]:
    """An agreement at each stage with a programme, and a year's figures."""
    figures = make.figures(home, 2025, stage=FiguresStage.OPEN, filed_at=None)
    memorandum = make.agreement(home, kind=Kind.MEMORANDUM)
    made: list[tuple[str, int]] = [("year_figures", figures.id), ("agreement", memorandum.id)]
    for stage in STAGES:
        agreement = make.agreement(home, stage=stage)
        made += [("agreement", agreement.id), ("programme", make.programme(agreement).id)]
    make.save()
    return made


# What is found in a return names a column of the workbook and a cell, not a page.
OF_A_RETURN = {
    rule.id
    for book in BOOKS
    if book.subject.startswith("return_") or book.subject == "national_result"
    for rule in book.rules
}


def test_whoever_follows_a_finding_arrives_at_its_field(
    app: Flask, make: Make, client: Any, home: Institution, things: list[tuple[str, int]]
) -> None:
    led = set()
    for role in ROLES:
        addresses = _addresses(app, make.actor(role, home), things)
        make.sign_in(client, role, home)
        for address in sorted({one for _, one in addresses}):
            path, _, anchor = address.partition("#")
            answer = client.get(path)
            assert answer.status_code == 200, address
            assert not anchor or f'id="{anchor}"' in answer.text, address
        led |= {rule for rule, _ in addresses}
    assert {rule.id for rule in RULES if rule.field} - led - OF_A_RETURN == set()


def _addresses(app: Flask, asked: Any, things: list[tuple[str, int]]) -> set[tuple[str, str]]:
    """Rule and address of every finding that leads somewhere for this person."""
    with app.test_request_context():
        login_user(SignedIn(asked, "stamp"))
        return {
            (item.rule, item.url)
            for subject, id_ in things
            for load, link in (LINKS[subject],)
            for item in findings(subject, [load(id_)], link)
            if item.url
        }
