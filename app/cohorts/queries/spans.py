"""Cohorts on the axis of time, and agreements that end before them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Role
from app.agreements.models import CONCLUDED, Agreement
from app.cohorts.counts import (
    study_ends_on,
)
from app.cohorts.models import (
    Cohort,
)
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.programmes.models import Programme


@dataclass(frozen=True)
class CohortSpan:
    """A cohort on the axis of time: from entry to the last day of study by plan."""

    cohort: Cohort
    programme: Programme
    starts_on: date
    ends_on: date


def span(cohort: Cohort) -> CohortSpan:
    """A cohort whose programme is loaded, on the axis of time."""
    months = cohort.programme.duration_months
    return CohortSpan(
        cohort=cohort,
        programme=cohort.programme,
        starts_on=date(cohort.entry_year, 9, 1),
        ends_on=study_ends_on(cohort.entry_year, months),
    )


def studies_in(cohort: Cohort, programme: Programme, year: int) -> bool:
    """Whether the cohort studies, by plan, on the reference date of a year."""
    day = AcademicYear(year).reference_date
    return (
        study_ends_on(cohort.entry_year, programme.duration_months)
        >= day
        >= date(cohort.entry_year, 9, 1)
    )


def is_outlived(agreement: Agreement, span: CohortSpan) -> bool:
    """Whether the cohort studies beyond the agreement's end and its teach-out."""
    end = agreement.life.final_end
    if end is None:
        return False
    return span.ends_on > max(end, agreement.teachout_until or end)


def cohort_spans(agreement_id: int) -> list[CohortSpan]:
    """The cohorts under an agreement from entry to the planned end, the oldest first."""
    cohorts = session.scalars(
        select(Cohort)
        .join(Cohort.programme)
        .where(Programme.agreement_id == agreement_id)
        .options(contains_eager(Cohort.programme))
        .order_by(Cohort.entry_year, Programme.code)
    )
    return [span(cohort) for cohort in cohorts]


def outliving(actor: Actor, on: date) -> list[tuple[Agreement, CohortSpan]]:
    """Own agreements that end before their youngest cohort, still studying, can graduate."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.QUALITY_MANAGER)
    if not own:
        return []
    cohorts = session.scalars(
        select(Cohort)
        .join(Cohort.programme)
        .join(Programme.agreement)
        .where(Agreement.home_id.in_(own), Agreement.stage.in_(CONCLUDED))
        .options(
            contains_eager(Cohort.programme)
            .contains_eager(Programme.agreement)
            .selectinload(Agreement.terms)
        )
        .order_by(Agreement.id)
    )
    youngest: dict[int, CohortSpan] = {}
    for one in map(span, cohorts):
        other = youngest.get(one.programme.agreement_id)
        if other is None or one.ends_on > other.ends_on:
            youngest[one.programme.agreement_id] = one
    pairs = [(one.programme.agreement, one) for one in youngest.values()]
    return [(a, one) for a, one in pairs if one.ends_on >= on and is_outlived(a, one)]
