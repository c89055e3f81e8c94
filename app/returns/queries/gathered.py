"""The returns of all institutions for a year, one after the other, with bounded memory.

Of a year with a campaign they are the accepted deliveries; of an earlier one what the
institutions have filed in the register. No more than a few returns are held at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cohorts.models import FiguresStage, YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.returns import rows
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT
from app.returns.models import Campaign, CampaignKind, Delivery, Return
from app.returns.queries.material import materials

HELD_DELIVERIES, HELD_HOMES = 4, 50


@dataclass(frozen=True)
class Gathered:
    """One return: whose, what it declares, and since when it counts (None: of the register)."""

    institution: Institution
    dataset: Dataset
    accepted_at: datetime | None


def is_collected(year: AcademicYear) -> bool:
    """Whether a campaign collects the year, so that only accepted returns speak for it."""
    wanted = select(Campaign.id).where(
        Campaign.year == year.start,
        Campaign.kind == CampaignKind.ANNUAL,
        Campaign.opened_at.is_not(None),
    )
    return session.scalar(wanted) is not None


def year_named(year: str) -> AcademicYear | None:
    """The year that an address names; None where it names none."""
    try:
        return AcademicYear.parse(year)
    except ValueError:
        return None


def gathered(year: AcademicYear, institution: Institution | None = None) -> Iterator[Gathered]:
    """Every return of a year in alphabetical order, or that of one institution."""
    of = _accepted if is_collected(year) else _registered
    return of(year, institution)


def _accepted(year: AcademicYear, only: Institution | None) -> Iterator[Gathered]:
    wanted = (
        select(Institution, Delivery.dataset, Delivery.accepted_at)
        .select_from(Delivery)
        .join(Return, Return.id == Delivery.return_id)
        .join(Campaign, Campaign.id == Return.campaign_id)
        .join(Institution, Institution.id == Return.institution_id)
        .where(
            Campaign.year == year.start,
            Campaign.kind == CampaignKind.ANNUAL,
            Delivery.accepted_at.is_not(None),
            Delivery.replaced_at.is_(None),
        )
        .order_by(Institution.sort_key, Institution.id)
        .execution_options(yield_per=HELD_DELIVERIES)
    )
    if only is not None:
        wanted = wanted.where(Institution.id == only.id)
    for institution, dataset, accepted_at in session.execute(wanted):
        yield Gathered(institution, Dataset.loaded(dataset), accepted_at)


def _registered(year: AcademicYear, only: Institution | None) -> Iterator[Gathered]:
    wanted = (
        select(Institution)
        .join(YearFigures, YearFigures.institution_id == Institution.id)
        .where(YearFigures.year == year.start, YearFigures.stage == FiguresStage.FILED)
        .order_by(Institution.sort_key, Institution.id)
    )
    if only is not None:
        wanted = wanted.where(Institution.id == only.id)
    homes = session.scalars(wanted).all()
    for start in range(0, len(homes), HELD_HOMES):
        for one in materials(homes[start : start + HELD_HOMES], year):
            code, day = one.institution.code, one.reference_on
            found = Dataset.of(CURRENT, code, year, day, rows.sheets(one))
            yield Gathered(one.institution, found, None)
