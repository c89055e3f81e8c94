"""Every page that somebody of the demonstration may open, found from the routes.

`THINGS` says which rows of the demonstration stand for the parts of an address,
the best example first. A route with new parts has to be named there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import config
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload
from werkzeug.routing import Rule

from app import create_app
from app.accounts.models import Person
from app.kernel.db import session
from app.kernel.permissions import ANONYMOUS, Actor, allowed
from app.kernel.permissions import Membership as Held
from seed.demo import SIGN_INS

SHOWN = "QD-01"

# What answers with a file or a bare word is no page.
NO_PAGES = {"static", "home.health", "agreements.download", "returns.take"}

_HOME = "(SELECT id FROM institutions WHERE code = :home)"
_AGREEMENTS = f"agreements a ON a.home_id = {_HOME} AND a.id ="
_PROGRAMMES = f"programmes p ON p.id = c.programme_id JOIN {_AGREEMENTS} p.agreement_id"
_COUNTED = (
    f"FROM contingents n JOIN cohorts c ON c.id = n.cohort_id JOIN {_PROGRAMMES} "
    f"JOIN year_figures y ON y.institution_id = a.home_id AND y.year = n.year "
    "GROUP BY a.stage, y.stage ORDER BY n.year DESC"
)

# One of each stage is enough: what is open to whom depends on nothing else.
THINGS: dict[frozenset[str], str] = {
    frozenset({"agreement_id"}): (
        f"SELECT MIN(id) AS agreement_id FROM agreements WHERE home_id = {_HOME} GROUP BY stage"
    ),
    frozenset({"agreement_id", "number"}): (
        "SELECT v.agreement_id, MAX(v.number) AS number FROM agreement_versions v "
        f"JOIN {_AGREEMENTS} v.agreement_id GROUP BY a.stage"
    ),
    frozenset({"programme_id"}): (
        f"SELECT MIN(p.id) AS programme_id FROM programmes p JOIN {_AGREEMENTS} p.agreement_id "
        "GROUP BY a.stage"
    ),
    frozenset({"programme_id", "year"}): f"SELECT c.programme_id, n.year {_COUNTED}",
    frozenset({"cohort_id"}): (
        f"SELECT MIN(c.id) AS cohort_id FROM cohorts c JOIN {_PROGRAMMES} GROUP BY a.stage"
    ),
    frozenset({"cohort_id", "year"}): f"SELECT n.cohort_id, n.year {_COUNTED}",
    frozenset({"institution_id"}): (
        "SELECT id AS institution_id FROM institutions ORDER BY code <> :home, id LIMIT 3"
    ),
    frozenset({"institution_id", "year"}): (
        f"SELECT institution_id, MAX(year) AS year FROM year_figures "
        f"WHERE institution_id = {_HOME} GROUP BY stage"
    ),
    frozenset({"person_id"}): "SELECT id AS person_id FROM people ORDER BY id LIMIT 3",
}


@dataclass(frozen=True)
class Address:
    """One page of somebody's."""

    endpoint: str
    url: str

    def __str__(self) -> str:
        return f"{self.url} ({self.endpoint})"


class Addresses:
    """The pages of a demonstration, by who may open them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.app: Flask = create_app(config.read(environment))

    def close(self) -> None:
        """Let go of the database."""
        self.app.extensions["engine"].dispose()

    def pages(self) -> set[str]:
        """Every page of the product, by endpoint."""
        return {rule.endpoint for rule in self._rules()}

    def open_to(self, email: str | None) -> list[Address]:
        """One address for each page that this person may open; None is a visitor."""
        with self.app.app_context(), self.app.test_request_context():
            actor = self._actor(email)
            found = ((rule, self._example(rule, actor)) for rule in self._rules())
            return [
                Address(rule.endpoint, self.app.url_for(rule.endpoint, **values))
                for rule, values in found
                if values is not None
            ]

    def of(self, endpoint: str, email: str | None = None) -> str:
        """The address of a page that somebody may open."""
        return next(a.url for a in self.open_to(email) if a.endpoint == endpoint)

    def _rules(self) -> Iterator[Rule]:
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES:
                yield rule

    def _example(self, rule: Rule, actor: Actor) -> dict[str, Any] | None:
        view: Any = self.app.view_functions[rule.endpoint]
        grants = self.app.extensions["grants"]
        for values in self._things(rule):
            thing = view.guarded_on(**values) if view.guarded_on else None
            missing = view.guarded_on is not None and thing is None
            if not missing and allowed(grants, view.guarded_by, actor, thing):
                return values
        return None

    def _things(self, rule: Rule) -> list[dict[str, Any]]:
        if not rule.arguments:
            return [{}]
        parts = frozenset(rule.arguments)
        assert parts in THINGS, f"{rule} has parts of its own: name an example in THINGS"
        rows = session.execute(text(THINGS[parts]), {"home": SHOWN})
        return [dict(row) for row in rows.mappings()]

    def _actor(self, email: str | None) -> Actor:
        if email is None:
            return ANONYMOUS
        assert email in {one.email for one in SIGN_INS}
        person = session.scalars(
            select(Person).where(Person.email == email).options(selectinload(Person.memberships))
        ).one()
        held = frozenset(Held(one.role, one.institution_id) for one in person.memberships)
        return Actor(id=person.id, name=person.name, email=person.email, memberships=held)
