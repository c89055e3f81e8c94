"""National figures read from rows; each figure is one statement over all years.

Only filed figures count. A programme is on offer in a year when its agreement
was concluded and in force on the reference date and the year lies between the
programme's first and last intake. Partners are the institutions abroad that
teach those programmes. While either of two years is not whole, they are compared
over the institutions that filed in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, func, or_, select
from sqlalchemy.orm import aliased

from app.agreements.models import CONCLUDED, Agreement
from app.agreements.validity import in_force_on
from app.cohorts.models import Cohort, Contingent, Direction, FiguresStage, YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import Programme, ProgrammePartner
from app.statistics.figures import ByLevel, Comparison, Coverage, National, Partners

Partner = aliased(Institution)
HOME = "KZ"

_ON_OFFER = and_(
    YearFigures.stage == FiguresStage.FILED,
    Agreement.stage.in_(CONCLUDED),
    Agreement.signed_on <= YearFigures.reference_on,
    in_force_on(YearFigures.reference_on),
    Programme.first_intake <= YearFigures.year,
    or_(Programme.last_intake.is_(None), Programme.last_intake >= YearFigures.year),
)


def _offered(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Programme)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .join(YearFigures, YearFigures.institution_id == Agreement.home_id)
        .where(_ON_OFFER)
    )


def _counted(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Contingent)
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .join(
            YearFigures,
            and_(
                YearFigures.institution_id == Agreement.home_id,
                YearFigures.year == Contingent.year,
            ),
        )
        .where(
            YearFigures.stage == FiguresStage.FILED,
            Agreement.stage.in_(CONCLUDED),
            Contingent.direction == Direction.OUT,
        )
    )


_WITH_PARTNERS = (ProgrammePartner, ProgrammePartner.programme_id == Programme.id)
_ABROAD = (Partner, and_(Partner.id == ProgrammePartner.institution_id, Partner.country != HOME))

_PROGRAMMES = _offered(
    YearFigures.year, Programme.level, func.count(distinct(Programme.id))
).group_by(YearFigures.year, Programme.level)
_CONTINGENT = _counted(Contingent.year, Programme.level, func.sum(Contingent.n)).group_by(
    Contingent.year, Programme.level
)
_PARTNERS = (
    _offered(
        YearFigures.year,
        func.count(distinct(Partner.id)),
        func.count(distinct(Partner.country)),
    )
    .join(*_WITH_PARTNERS)
    .join(*_ABROAD)
    .group_by(YearFigures.year)
)
_FILED = (
    select(YearFigures.year, func.count())
    .where(YearFigures.stage == FiguresStage.FILED)
    .group_by(YearFigures.year)
)
_EXPECTED = select(Institution.reports_from, Institution.reports_until).where(
    Institution.reports_from.is_not(None)
)


@dataclass(frozen=True)
class CountryRow:
    """A partner country: programmes on offer and distinct partners."""

    country: str
    programmes: int
    partners: int


def series() -> dict[int, National]:
    """The figures of every year in which anything was filed, in five statements."""
    filed = {row[0]: int(row[1]) for row in session.execute(_FILED)}
    expected = session.execute(_EXPECTED).all()
    return _nationals({y: Coverage(filed[y], _expected_in(y, expected)) for y in sorted(filed)})


def _nationals(coverage: Mapping[int, Coverage], *only: ColumnElement[bool]) -> dict[int, National]:
    """The figures of the years covered, in three statements; `only` narrows the rows."""
    programmes = _by_year(_PROGRAMMES.where(*only))
    contingent = _by_year(_CONTINGENT.where(*only))
    rows = session.execute(_PARTNERS.where(*only))
    partners = {row[0]: Partners(row[1], row[2]) for row in rows}
    return {
        year: National(
            year=AcademicYear(year),
            coverage=covered,
            programmes=ByLevel(programmes.get(year, {})),
            contingent=ByLevel(contingent.get(year, {})),
            partners=partners.get(year, Partners(0, 0)),
        )
        for year, covered in coverage.items()
    }


def unknown(year: AcademicYear) -> National:
    """A year of which nothing has been filed: every figure is unknown, none is zero."""
    expected = session.execute(_EXPECTED).all()
    return _nothing(year, Coverage(0, _expected_in(year.start, expected)))


def _nothing(year: AcademicYear, coverage: Coverage) -> National:
    return National(
        year=year,
        coverage=coverage,
        programmes=ByLevel(None),
        contingent=ByLevel(None),
        partners=Partners(None, None),
    )


def national(year: AcademicYear) -> tuple[National, National]:
    """The figures of a year and of the year before."""
    known = series()
    return (
        known.get(year.start) or unknown(year),
        known.get(year.start - 1) or unknown(year.previous),
    )


def comparison(before: National, after: National) -> Comparison:
    """A year against the one before it, over the same institutions.

    Years that are whole are compared as they stand, also when institutions were
    opened or closed between them: that is how the nation changed.
    """
    if not (before.coverage.is_known and after.coverage.is_known):
        return Comparison(before, after)
    if before.coverage.is_whole and after.coverage.is_whole:
        return Comparison(before, after)
    years = (before.year.start, after.year.start)
    both = session.scalars(_filed_in_all(years)).all()
    coverage = {one.year.start: Coverage(len(both), one.coverage.of) for one in (before, after)}
    if both:
        only = (YearFigures.year.in_(years), YearFigures.institution_id.in_(both))
        found = _nationals(coverage, *only)
    else:
        found = {start: _nothing(AcademicYear(start), coverage[start]) for start in years}
    return Comparison(found[before.year.start], found[after.year.start], len(both))


def _filed_in_all(years: Sequence[int]) -> Select[int]:
    """The institutions that have filed in each of the years."""
    return (
        select(YearFigures.institution_id)
        .where(YearFigures.year.in_(years), YearFigures.stage == FiguresStage.FILED)
        .group_by(YearFigures.institution_id)
        .having(func.count() == len(years))
    )


def partner_countries(year: AcademicYear) -> list[CountryRow]:
    """Partner countries of the programmes on offer, most partners first."""
    found = session.execute(
        _offered(
            Partner.country, func.count(distinct(Programme.id)), func.count(distinct(Partner.id))
        )
        .join(*_WITH_PARTNERS)
        .join(*_ABROAD)
        .where(YearFigures.year == year.start)
        .group_by(Partner.country)
    )
    rows = [CountryRow(*row) for row in found]
    return sorted(rows, key=lambda row: (-row.partners, -row.programmes, row.country))


def filed_institutions(year: AcademicYear) -> list[tuple[Institution, int, int]]:
    """Institutions that have filed, each with its programmes on offer and contingent.

    The sums over this list are the national figures: the way from a figure to
    the rows behind it.
    """
    offered = _offered(Agreement.home_id, func.count(distinct(Programme.id)).label("n"))
    programmes = _by_institution(
        offered.where(YearFigures.year == year.start).group_by(Agreement.home_id)
    )
    counted = _counted(Agreement.home_id, func.sum(Contingent.n))
    contingent = _by_institution(
        counted.where(Contingent.year == year.start).group_by(Agreement.home_id)
    )
    filed = session.scalars(
        select(Institution)
        .join(YearFigures, YearFigures.institution_id == Institution.id)
        .where(YearFigures.year == year.start, YearFigures.stage == FiguresStage.FILED)
        .order_by(Institution.sort_key, Institution.id)
    )
    return [(i, programmes.get(i.id, 0), contingent.get(i.id, 0)) for i in filed]


def _by_institution(statement: Select[Any]) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def _by_year(statement: Select[Any]) -> dict[int, Mapping[Any, int]]:
    found: dict[int, dict[Any, int]] = {}
    for year, level, n in session.execute(statement):
        found.setdefault(year, {})[level] = int(n)
    return dict(found)


def _expected_in(year: int, spans: Sequence[Any]) -> int:
    return sum(1 for start, end in spans if start <= year and (end is None or year <= end))
