"""Every page that somebody of the demonstration may open, found from the routes.

`THINGS` says which rows of the demonstration stand for the parts of an address,
the best example first. A route with new parts has to be named there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, String, and_, cast, func, literal, select
from sqlalchemy.orm import selectinload
from werkzeug.routing import Rule

import config
from app import create_app
from app.accounts.models import Person
from app.agreements.models import Agreement, AgreementVersion
from app.cohorts.models import Cohort, Contingent, FiguresStage, YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.permissions import ANONYMOUS, Actor, allowed
from app.kernel.permissions import Membership as Held
from app.programmes.models import Programme, ProgrammePartner
from app.quality.models import Action, EvidenceUse, Judgement, Review
from app.recognition.models import Convention, ConventionParty
from app.returns.models import Campaign, Delivery, Explanation, Question, Return
from seed.demo import SIGN_INS

SHOWN = "QD-01"

# What answers with a file or a bare word is no page.
NO_PAGES = {
    "static",
    "home.health",
    "agreements.download",
    "agreements.read",
    "returns.take",
    "returns.changes_workbook",
    "returns.preview_workbook",
    "returns.platform",
    "returns.platform_of_all",
    "statistics.workbook",
    "returns.delivered",
    "returns.marked",
    "returns.filled",
    "returns.receipt",
    "returns.statement",
    "quality.index_workbook",
    "quality.review_workbook",
    "quality.evidence_file",
}

_home = select(Institution.id).where(Institution.code == SHOWN).scalar_subquery()
_counted = (
    Contingent.__table__.join(Cohort)
    .join(Programme)
    .join(Agreement)
    .join(
        YearFigures,
        and_(YearFigures.institution_id == _home, YearFigures.year == Contingent.year),
    )
)


def _at_each_stage(*parts: Any, rows: Any = None) -> Select[Any]:
    """One example for each stage of an agreement: what is open depends on nothing else."""
    found = select(*parts).where(Agreement.home_id == _home).group_by(Agreement.stage)
    return found if rows is None else found.select_from(rows)


def _reviewed(*parts: Any) -> Select[Any]:
    """One example for each stage of a review, with judgements and evidence."""
    joined = Review.__table__.join(Judgement).outerjoin(EvidenceUse)
    return (
        select(*parts)
        .select_from(joined)
        .where(Review.institution_id == _home)
        .group_by(Review.stage)
    )


def _returned(*parts: Any) -> Select[Any]:
    """One example for each stage of a return, those of the shown university first."""
    return (
        select(*parts)
        .select_from(Return.__table__.outerjoin(Delivery))
        .group_by(Return.stage, Return.institution_id)
        .order_by(Return.institution_id != _home, Return.stage)
    )


THINGS: dict[frozenset[str], Select[Any]] = {
    frozenset({"agreement_id"}): _at_each_stage(func.min(Agreement.id).label("agreement_id")),
    frozenset({"agreement_id", "number"}): _at_each_stage(
        AgreementVersion.agreement_id,
        func.max(AgreementVersion.number).label("number"),
        rows=AgreementVersion.__table__.join(Agreement),
    ),
    frozenset({"programme_id"}): _at_each_stage(
        func.min(Programme.id).label("programme_id"), rows=Programme.__table__.join(Agreement)
    ),
    frozenset({"programme_id", "institution_id"}): _at_each_stage(
        func.min(Programme.id).label("programme_id"),
        Agreement.home_id.label("institution_id"),
        rows=Programme.__table__.join(Agreement),
    ).group_by(Agreement.home_id),
    frozenset({"programme_id", "partner_id"}): _at_each_stage(
        ProgrammePartner.programme_id,
        func.min(ProgrammePartner.institution_id).label("partner_id"),
        rows=ProgrammePartner.__table__.join(Programme).join(Agreement),
    ).group_by(ProgrammePartner.programme_id),
    frozenset({"cohort_id"}): _at_each_stage(
        func.min(Cohort.id).label("cohort_id"),
        rows=Cohort.__table__.join(Programme).join(Agreement),
    ),
    frozenset({"programme_id", "year"}): _at_each_stage(
        Cohort.programme_id, func.max(Contingent.year).label("year"), rows=_counted
    ).group_by(YearFigures.stage),
    frozenset({"cohort_id", "year"}): _at_each_stage(
        Contingent.cohort_id, func.max(Contingent.year).label("year"), rows=_counted
    ).group_by(YearFigures.stage),
    frozenset({"institution_id"}): (
        select(Institution.id.label("institution_id"))
        .order_by(Institution.code != SHOWN, Institution.id)
        .limit(3)
    ),
    frozenset({"institution_id", "year"}): (
        select(YearFigures.institution_id, func.max(YearFigures.year).label("year"))
        .where(YearFigures.institution_id == _home)
        .group_by(YearFigures.stage)
    ),
    frozenset({"year"}): select(
        (cast(Campaign.year, String) + "-" + cast(Campaign.year + 1, String)).label("year")
    ).order_by(Campaign.year.desc()),
    frozenset({"review_id"}): _reviewed(func.min(Review.id).label("review_id")),
    frozenset({"review_id", "standard_id"}): _reviewed(
        func.min(Judgement.review_id).label("review_id"),
        func.min(Judgement.standard_id).label("standard_id"),
    ),
    frozenset({"evidence_id"}): _reviewed(func.min(EvidenceUse.evidence_id).label("evidence_id")),
    frozenset({"action_id"}): (
        select(Action.id.label("action_id")).where(Action.institution_id == _home).limit(3)
    ),
    frozenset({"campaign_id"}): select(Campaign.id.label("campaign_id")),
    frozenset({"return_id"}): _returned(func.min(Return.id).label("return_id")),
    frozenset({"explanation_id"}): select(Explanation.id.label("explanation_id")),
    frozenset({"question_id"}): select(Question.id.label("question_id")),
    frozenset({"delivery_id"}): _returned(func.min(Delivery.id).label("delivery_id")),
    frozenset({"code"}): select(Convention.code.label("code")).order_by(Convention.code != "TOKYO"),
    frozenset({"country"}): select(literal("IN").label("country")),
    frozenset({"claim_id"}): select(ConventionParty.id.label("claim_id")).limit(1),
    frozenset({"person_id"}): (select(Person.id.label("person_id")).order_by(Person.id).limit(3)),
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

    def open_year_grid(self, last: bool = False) -> str:
        """The headcount of a programme with two cohorts or more, not filed yet: one, or another."""
        wanted = (
            select(Cohort.programme_id, Contingent.year)
            .select_from(_counted)
            .where(Agreement.home_id == _home, YearFigures.stage != FiguresStage.FILED)
            .group_by(Cohort.programme_id, Contingent.year)
            .having(func.count(Cohort.id.distinct()) > 1)
            .order_by(Cohort.programme_id)
        )
        with self.app.app_context(), self.app.test_request_context():
            found = session.execute(wanted).all()
            programme_id, year = found[-1 if last else 0]
            return self.app.url_for("cohorts.contingent", programme_id=programme_id, year=year)

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
        rows = session.execute(THINGS[parts])
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
