"""Every read for a return: the material of one institution and academic year.

An agreement belongs to a year's return when it was concluded by the reference
date and was in force at some time since the previous one, or when anything was
counted under it in that year.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.expression import SQLColumnExpression

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Role
from app.agreements.models import (
    CONCLUDED,
    Agreement,
    AgreementDocument,
    AgreementPartner,
)
from app.agreements.validity import in_force_between
from app.cohorts.models import (
    Cohort,
    Contingent,
    FiguresStage,
    Graduation,
    Mobility,
    Movement,
    YearFigures,
)
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.clock import COUNTRY_ZONE
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.programmes.models import Programme, ProgrammeAward, ProgrammePartner
from app.quality.models import FROZEN, Action, Evidence, EvidenceUse, Judgement, Review

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Material:
    """Everything a return is made of, loaded; counted on `reference_on`.

    `reviews` are the last signed ones by that day of each thing and set of standards.
    """

    institution: Institution
    year: AcademicYear
    reference_on: date
    figures: YearFigures | None
    agreements: tuple[Agreement, ...]
    programmes: tuple[Programme, ...]
    contingent: tuple[tuple[Contingent, Cohort], ...]
    movement: tuple[tuple[Movement, Cohort], ...]
    graduations: tuple[tuple[Graduation, Cohort], ...]
    mobility: tuple[Mobility, ...]
    reviews: tuple[Review, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class ReturnLine:
    """One return on the list: whose, of which year, filed or not (None: no figures yet)."""

    institution: Institution
    year: AcademicYear
    figures: YearFigures | None


def material(institution: Institution, year: AcademicYear) -> Material:
    """Load a return's material in a fixed number of statements."""
    figures = figures_of(institution.id, year)
    until = figures.reference_on if figures else year.reference_date
    found = session.scalars(_agreements([institution.id], year, until)).all()
    return _materials([(institution, until, figures)], year, found)[0]


def materials(institutions: Sequence[Institution], year: AcademicYear) -> list[Material]:
    """The material of several institutions that have entered the year, in the same statements."""
    homes = {one.id: one for one in institutions}
    figures = session.scalars(
        select(YearFigures).where(
            YearFigures.institution_id.in_(homes), YearFigures.year == year.start
        )
    )
    heads = {one.institution_id: one for one in figures}
    found = session.scalars(
        _agreements(list(homes), year, YearFigures.reference_on).join(
            YearFigures,
            and_(YearFigures.institution_id == Agreement.home_id, YearFigures.year == year.start),
        )
    ).all()
    of = [(homes[key], heads[key].reference_on, heads[key]) for key in homes if key in heads]
    return _materials(of, year, found)


def _materials(
    of: Sequence[tuple[Institution, date, YearFigures | None]],
    year: AcademicYear,
    agreements: Sequence[Agreement],
) -> list[Material]:
    """The material of each institution, sorted out of what was read for all of them."""
    homes = {agreement.id: agreement.home_id for agreement in agreements}
    programmes = session.scalars(_programmes(year, list(homes))).all()
    owners = {one.id: homes[one.agreement_id] for one in programmes}
    ids = list(owners)
    contingent, movement, graduations = (
        _counted(kind, ids, year) for kind in (Contingent, Movement, Graduation)
    )
    mobility = session.scalars(
        select(Mobility)
        .where(Mobility.programme_id.in_(ids), Mobility.year == year.start)
        .options(joinedload(Mobility.host))
        .order_by(Mobility.programme_id, Mobility.id)
    ).all()

    reviews = _reviews({home.id: until for home, until, _ in of}, ids)
    actions = _actions(reviews)

    def own(rows: Iterable[Any], home: Institution) -> tuple[Any, ...]:
        return tuple(row for row in rows if owners[row[1].programme_id] == home.id)

    return [
        Material(
            institution=home,
            year=year,
            reference_on=until,
            figures=figures,
            agreements=tuple(one for one in agreements if one.home_id == home.id),
            programmes=tuple(one for one in programmes if owners[one.id] == home.id),
            contingent=own(contingent, home),
            movement=own(movement, home),
            graduations=own(graduations, home),
            mobility=tuple(one for one in mobility if owners[one.programme_id] == home.id),
            reviews=tuple(one for one in reviews if one.institution_id == home.id),
            actions=tuple(one for one in actions if one.institution_id == home.id),
        )
        for home, until, figures in of
    ]


def figures_of(institution_id: int, year: AcademicYear) -> YearFigures | None:
    """The head of an institution's figures of a year."""
    return session.scalar(
        select(YearFigures).where(
            YearFigures.institution_id == institution_id, YearFigures.year == year.start
        )
    )


def return_of(institution_id: int, year: str) -> ReturnLine | None:
    """A return by institution and year; None when either is not to be had."""
    institution = session.get(Institution, institution_id)
    try:
        wanted = AcademicYear.parse(year)
    except ValueError:
        return None
    if institution is None or not institution.is_expected(wanted.start):
        return None
    if wanted > AcademicYear.of(clock.today()):
        return None
    return ReturnLine(institution, wanted, figures_of(institution_id, wanted))


def returns_of_year(year: AcademicYear, actor: Actor) -> list[ReturnLine]:
    """The returns of a year that this person may read, in alphabetical order."""
    wanted = (
        select(Institution, YearFigures)
        .outerjoin(
            YearFigures,
            and_(YearFigures.institution_id == Institution.id, YearFigures.year == year.start),
        )
        .where(
            Institution.reports_from <= year.start,
            or_(Institution.reports_until.is_(None), Institution.reports_until >= year.start),
        )
        .order_by(Institution.sort_key, Institution.id)
    )
    if not any(actor.holds(role) for role in (*CENTRE_ROLES, Role.SYSTEM_ADMIN)):
        own = actor.institutions(*INSTITUTION_ROLES)
        wanted = wanted.where(Institution.id.in_(own))
    return [ReturnLine(i, year, f) for i, f in session.execute(wanted)]


def years() -> list[AcademicYear]:
    """The academic years for which returns are known, newest first, the present included."""
    known = set(session.scalars(select(YearFigures.year).distinct()))
    known.add(AcademicYear.of(clock.today()).start)
    return [AcademicYear(start) for start in sorted(known, reverse=True)]


def is_filed(line: ReturnLine) -> bool:
    """Whether the institution stands by the figures."""
    return line.figures is not None and line.figures.stage is FiguresStage.FILED


def _agreements(
    homes: Sequence[int], year: AcademicYear, until: date | SQLColumnExpression[date]
) -> Select[Agreement]:
    since = year.movement_period[0]
    return (
        select(Agreement)
        .where(
            Agreement.home_id.in_(homes),
            Agreement.stage.in_(CONCLUDED),
            or_(
                and_(Agreement.signed_on <= until, in_force_between(since, until)),
                exists().where(Programme.agreement_id == Agreement.id, _is_counted(year)),
            ),
        )
        .options(
            selectinload(Agreement.partners).joinedload(AgreementPartner.institution),
            selectinload(Agreement.terms),
            selectinload(Agreement.clauses),
            selectinload(Agreement.documents).joinedload(AgreementDocument.file),
            joinedload(Agreement.parent),
        )
        .order_by(Agreement.code)
    )


def _is_counted(year: AcademicYear) -> ColumnElement[bool]:
    """Something was counted in the year of a `Programme`."""
    of_cohorts = [
        exists().where(
            Cohort.programme_id == Programme.id,
            kind.cohort_id == Cohort.id,
            kind.year == year.start,
        )
        for kind in (Contingent, Movement, Graduation)
    ]
    moved = exists().where(Mobility.programme_id == Programme.id, Mobility.year == year.start)
    return or_(moved, *of_cohorts)


def _programmes(year: AcademicYear, agreements: Sequence[int]) -> Select[Programme]:
    recent = or_(Programme.last_intake.is_(None), Programme.last_intake >= year.start - 1)
    return (
        select(Programme)
        .where(
            Programme.agreement_id.in_(agreements),
            or_(and_(Programme.first_intake <= year.start, recent), _is_counted(year)),
        )
        .options(
            selectinload(Programme.periods),
            selectinload(Programme.partners).joinedload(ProgrammePartner.institution),
            selectinload(Programme.awards).joinedload(ProgrammeAward.institution),
            selectinload(Programme.accreditations),
        )
        .order_by(Programme.code)
    )


def _reviews(untils: Mapping[int, date], programmes: list[int]) -> tuple[Review, ...]:
    """The last review of each programme and of each whole institution, signed by its own day."""
    judged = selectinload(Review.judgements)
    found = session.scalars(
        select(Review)
        .where(
            Review.institution_id.in_(untils),
            Review.agreement_id.is_(None),
            or_(Review.programme_id.is_(None), Review.programme_id.in_(programmes)),
            Review.stage.in_(FROZEN),
        )
        .options(
            joinedload(Review.framework),
            judged.joinedload(Judgement.standard),
            judged.selectinload(Judgement.uses)
            .joinedload(EvidenceUse.evidence)
            .joinedload(Evidence.file),
        )
        .order_by(Review.programme_id, Review.framework_id, Review.signed_at, Review.id)
    )
    last = {
        (one.institution_id, one.programme_id, one.framework_id): one
        for one in found
        if one.signed_at and one.signed_at < _end_of(untils[one.institution_id])
    }
    return tuple(last.values())


def _end_of(day: date) -> datetime:
    return datetime.combine(day + DAY, time.min, COUNTRY_ZONE)


def _actions(reviews: tuple[Review, ...]) -> tuple[Action, ...]:
    """What was to be done about the gaps of these reviews, that which is due first first."""
    ids = [review.id for review in reviews]
    found = select(Action).where(Action.review_id.in_(ids)).order_by(Action.due_on, Action.id)
    return tuple(session.scalars(found))


def _counted(kind: Any, programmes: list[int], year: AcademicYear) -> tuple[Any, ...]:
    found: Any = session.execute(
        select(kind, Cohort)
        .join(Cohort, Cohort.id == kind.cohort_id)
        .where(Cohort.programme_id.in_(programmes), kind.year == year.start)
        .order_by(Cohort.programme_id, Cohort.entry_year, kind.id)
    )
    return tuple(found)
