"""Where national figures come from: accepted returns, or the register, year by year.

A year for which a campaign was opened is told by its accepted deliveries and nothing
else; an earlier one by the figures that were filed in the register. Each function here
puts the two under one name, as rows with the same columns, so that what sums them need
not know. `at` asks for the figures as they stood at that instant: deliveries accepted by
then and not replaced. The register keeps no earlier states; of it only what was filed by
then is told, as it is now.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from app.agreements.models import CONCLUDED, Agreement
from app.agreements.validity import in_force_on
from app.cohorts.models import Cohort, Contingent, Direction, FiguresStage, YearFigures
from app.institutions.models import Institution
from app.programmes.models import Programme, ProgrammePartner
from app.returns.models import (
    Campaign,
    CampaignKind,
    CountedPartner,
    CountedProgramme,
    CountedStudents,
    Delivery,
    Return,
)

Partner = aliased(Institution)
HOME = "KZ"

ADMITS = and_(
    Programme.first_intake <= YearFigures.year,
    or_(Programme.last_intake.is_(None), Programme.last_intake >= YearFigures.year),
)
IS_ON_OFFER = and_(
    Agreement.stage.in_(CONCLUDED),
    Agreement.signed_on <= YearFigures.reference_on,
    in_force_on(YearFigures.reference_on),
    ADMITS,
)


def is_collected(at: datetime | None) -> ColumnElement[bool]:
    """A `Campaign` whose returns are the figures of its year."""
    opened = Campaign.opened_at.is_not(None) if at is None else Campaign.opened_at <= at
    return and_(Campaign.kind == CampaignKind.ANNUAL, opened)


def is_counting(at: datetime | None) -> ColumnElement[bool]:
    """A `Delivery` that counts: accepted, and not replaced by a later one."""
    if at is None:
        return and_(Delivery.accepted_at.is_not(None), Delivery.replaced_at.is_(None))
    return and_(
        Delivery.accepted_at <= at, or_(Delivery.replaced_at.is_(None), Delivery.replaced_at > at)
    )


def is_filed(at: datetime | None) -> ColumnElement[bool]:
    """`YearFigures` that count: filed, of a year for which no campaign was opened."""
    collected = select(Campaign.year).where(is_collected(at))
    return and_(
        YearFigures.stage == FiguresStage.FILED,
        YearFigures.year.not_in(collected),
        true() if at is None else or_(YearFigures.filed_at.is_(None), YearFigures.filed_at <= at),
    )


def of_register(at: datetime | None, *columns: Any) -> Select[Any]:
    """Programmes of the register in every year that its home institution has filed."""
    return (
        select(*columns)
        .select_from(Programme)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .join(YearFigures, YearFigures.institution_id == Agreement.home_id)
        .where(is_filed(at))
    )


def of_returns(at: datetime | None, *columns: Any) -> Select[Any]:
    """Programmes of the deliveries that count."""
    return counting_deliveries(at, *columns).join(
        CountedProgramme, CountedProgramme.delivery_id == Delivery.id
    )


def counting_deliveries(at: datetime | None, *columns: Any) -> Select[Any]:
    """The deliveries that count, each with its return and campaign."""
    return (
        select(*columns)
        .select_from(Delivery)
        .join(Return, Return.id == Delivery.return_id)
        .join(Campaign, Campaign.id == Return.campaign_id)
        .where(is_collected(at), is_counting(at))
    )


def counted_in_register(at: datetime | None, *columns: Any) -> Select[Any]:
    """Rows of the contingent that was filed."""
    return (
        of_register(at, *columns)
        .join(Cohort, Cohort.programme_id == Programme.id)
        .join(
            Contingent,
            and_(Contingent.cohort_id == Cohort.id, Contingent.year == YearFigures.year),
        )
        .where(Agreement.stage.in_(CONCLUDED))
    )


def counted_in_returns(at: datetime | None, *columns: Any) -> Select[Any]:
    """Rows of the contingent in the deliveries that count."""
    return of_returns(at, *columns).join(
        CountedStudents, CountedStudents.programme_id == CountedProgramme.id
    )


def filed(at: datetime | None) -> Subquery:
    """Who has reported which year: `year`, `institution_id`."""
    return union_all(
        select(YearFigures.year, YearFigures.institution_id).where(is_filed(at)),
        counting_deliveries(at, Campaign.year, Return.institution_id),
    ).subquery("filed")


def offered(at: datetime | None) -> Subquery:
    """Programmes on offer: `year`, `institution_id`, `key`, `level`."""
    return union_all(
        of_register(
            at,
            YearFigures.year,
            Agreement.home_id.label("institution_id"),
            Programme.code.label("key"),
            Programme.level,
        ).where(IS_ON_OFFER),
        of_returns(
            at,
            Campaign.year,
            Return.institution_id,
            CountedProgramme.key,
            CountedProgramme.level,
        ).where(CountedProgramme.is_on_offer),
    ).subquery("offered")


def partners(at: datetime | None) -> Subquery:
    """Who teaches the programmes on offer: `year`, `institution_id`, `key`, `code`, `country`."""
    return union_all(
        of_register(
            at,
            YearFigures.year,
            Agreement.home_id.label("institution_id"),
            Programme.code.label("key"),
            Partner.code.label("code"),
            Partner.country.label("country"),
        )
        .join(ProgrammePartner, ProgrammePartner.programme_id == Programme.id)
        .join(Partner, Partner.id == ProgrammePartner.institution_id)
        .where(IS_ON_OFFER),
        of_returns(
            at,
            Campaign.year,
            Return.institution_id,
            CountedProgramme.key,
            CountedPartner.code,
            func.nullif(CountedPartner.country, ""),
        )
        .join(CountedPartner, CountedPartner.programme_id == CountedProgramme.id)
        .where(CountedProgramme.is_on_offer),
    ).subquery("partners")


def contingent(at: datetime | None) -> Subquery:
    """Own students: `year`, `institution_id`, `level`, `n`."""
    return union_all(
        counted_in_register(
            at,
            YearFigures.year,
            Agreement.home_id.label("institution_id"),
            Programme.level,
            Contingent.n.label("n"),
        ).where(Contingent.direction == Direction.OUT),
        counted_in_returns(
            at,
            Campaign.year,
            Return.institution_id,
            CountedProgramme.level,
            CountedStudents.n,
        ).where(CountedStudents.direction == Direction.OUT),
    ).subquery("contingent")


_STUDENTS = (
    "direction",
    "course_year",
    "citizenship",
    "sex",
    "funding",
    "place",
    "language",
    "n",
    "on_leave",
)
OF_REGISTER = (Cohort.entry_year, *(getattr(Contingent, name) for name in _STUDENTS))
OF_RETURNS = (CountedStudents.entry_year, *(getattr(CountedStudents, name) for name in _STUDENTS))
STUDENT_NAMES = ("entry_year", *_STUDENTS)


def shared(at: datetime | None) -> Subquery:
    """Students of programmes with a partner in Kazakhstan, once for each such partner."""
    home = aliased(Institution)
    return union_all(
        counted_in_register(
            at,
            YearFigures.year,
            home.id.label("institution_id"),
            home.code.label("institution"),
            Programme.code.label("key"),
            Programme.level,
            Programme.registry_code,
            Partner.code.label("partner"),
            *OF_REGISTER,
        )
        .join(home, home.id == Agreement.home_id)
        .join(ProgrammePartner, ProgrammePartner.programme_id == Programme.id)
        .join(Partner, Partner.id == ProgrammePartner.institution_id)
        .where(Partner.country == HOME),
        counted_in_returns(
            at,
            Campaign.year,
            home.id,
            home.code,
            CountedProgramme.key,
            CountedProgramme.level,
            CountedProgramme.registry_code,
            CountedPartner.code,
            *OF_RETURNS,
        )
        .join(home, home.id == Return.institution_id)
        .join(CountedPartner, CountedPartner.programme_id == CountedProgramme.id)
        .where(CountedPartner.country == HOME),
    ).subquery("shared")
