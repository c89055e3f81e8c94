"""National figures read from rows; each figure is one statement over all years.

What counts, and where it comes from, is told in `sources`. Partners are the institutions
abroad that teach the programmes on offer. Students who stand in two returns are taken
away once, see `sharing`. While either of two years is not whole, they are compared over
the institutions that reported both. `at` asks for the figures as they stood then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, distinct, func, or_, select

from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.programmes.registry import direction_of
from app.returns.counting import Students
from app.returns.models import Campaign, Return
from app.statistics.figures import ByLevel, Comparison, Coverage, National, Partners
from app.statistics.queries import sources
from app.statistics.queries.sources import HOME, STUDENT_NAMES
from app.statistics.sharing import Pair, Side, duplicates

_EXPECTED = select(Institution.reports_from, Institution.reports_until).where(
    Institution.reports_from.is_not(None)
)


@dataclass(frozen=True)
class CountryRow:
    """A partner country: programmes on offer and distinct partners."""

    country: str
    programmes: int
    partners: int


@dataclass(frozen=True)
class Only:
    """Narrows every figure to some years and institutions; None is all of them."""

    years: Sequence[int] | None = None
    institutions: Sequence[int] | None = None

    def of(self, found: Subquery) -> Select[Any]:
        """Select nothing yet from the rows that are left."""
        wanted = select().select_from(found)
        if self.years is not None:
            wanted = wanted.where(found.c.year.in_(self.years))
        if self.institutions is not None:
            wanted = wanted.where(found.c.institution_id.in_(self.institutions))
        return wanted


ALL = Only()


class Expected:
    """How many institutions were expected to report a year, in two statements.

    A campaign has said of whom it expects a return; otherwise the directory says it.
    """

    def __init__(self, at: datetime | None = None) -> None:
        self._spans: list[Any] = list(session.execute(_EXPECTED))
        asked = (
            select(Campaign.year, func.count(Return.id))
            .outerjoin(Return, Return.campaign_id == Campaign.id)
            .where(sources.is_collected(at))
            .group_by(Campaign.year)
        )
        self.of_campaigns = {row[0]: int(row[1]) for row in session.execute(asked)}

    def of(self, year: int) -> int:
        """How many in the year."""
        if year in self.of_campaigns:
            return self.of_campaigns[year]
        return sum(1 for start, end in self._spans if start <= year and (not end or year <= end))


def series(at: datetime | None = None) -> dict[int, National]:
    """The figures of every year in which anything was filed, in a fixed number of statements."""
    found = sources.filed(at)
    filed = {
        row[0]: int(row[1])
        for row in session.execute(select(found.c.year, func.count()).group_by(found.c.year))
    }
    expected = Expected(at)
    return _nationals({y: Coverage(filed[y], expected.of(y)) for y in sorted(filed)}, ALL, at)


def _nationals(
    coverage: Mapping[int, Coverage], only: Only, at: datetime | None
) -> dict[int, National]:
    """The figures of the years covered, in four statements; `only` narrows the rows."""
    programmes = _programmes(only, at)
    contingent = _contingent(only, at)
    partners = _partners(only, at)
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


def _programmes(only: Only, at: datetime | None) -> dict[int, Mapping[Any, int]]:
    found = sources.offered(at)
    counted = only.of(found).add_columns(found.c.year, found.c.level, func.count())
    return _by_year(session.execute(counted.group_by(found.c.year, found.c.level)))


def _contingent(only: Only, at: datetime | None) -> dict[int, dict[Level, int]]:
    """Own students by level, less those who stand in two returns."""
    found = sources.contingent(at)
    summed = only.of(found).add_columns(found.c.year, found.c.level, func.sum(found.c.n))
    counts = _by_year(session.execute(summed.group_by(found.c.year, found.c.level)))
    for pair in shared_students(only, at):
        counts[pair.year][pair.level] -= pair.n
    return counts


def _partners(only: Only, at: datetime | None) -> dict[int, Partners]:
    found = sources.partners(at)
    counted = (
        only.of(found)
        .add_columns(
            found.c.year, func.count(distinct(found.c.code)), func.count(distinct(found.c.country))
        )
        .where(_is_abroad(found))
        .group_by(found.c.year)
    )
    return {row[0]: Partners(row[1], row[2]) for row in session.execute(counted)}


def _is_abroad(found: Subquery) -> Any:
    return or_(found.c.country.is_(None), found.c.country != HOME)


def shared_students(only: Only = ALL, at: datetime | None = None) -> list[Pair]:
    """Students who stand in two returns, pair by pair, in one statement."""
    found = sources.shared(at)
    by_partner: dict[tuple[Any, ...], dict[str, list[Students]]] = defaultdict(
        lambda: defaultdict(list)
    )
    columns = (found.c.year, found.c.institution, found.c.key, found.c.level, found.c.registry_code)
    students = [found.c[name] for name in STUDENT_NAMES]
    for row in session.execute(only.of(found).add_columns(*columns, found.c.partner, *students)):
        name, partner, counts = row[: len(columns)], row[len(columns)], row[len(columns) + 1 :]
        one = Students(**dict(zip(STUDENT_NAMES, counts, strict=True)))
        by_partner[tuple(name)][partner].append(one)
    return duplicates(_side(name, partners) for name, partners in by_partner.items())


def _side(name: tuple[Any, ...], partners: Mapping[str, list[Students]]) -> Side:
    year, institution, key, level, code = name
    students = next(iter(partners.values()))
    return Side(
        year, institution, key, level, direction_of(code), frozenset(partners), tuple(students)
    )


def unknown(year: AcademicYear, at: datetime | None = None) -> National:
    """A year of which nothing has been filed: every figure is unknown, none is zero."""
    return _nothing(year, Coverage(0, Expected(at).of(year.start)))


def _nothing(year: AcademicYear, coverage: Coverage) -> National:
    return National(
        year=year,
        coverage=coverage,
        programmes=ByLevel(None),
        contingent=ByLevel(None),
        partners=Partners(None, None),
    )


def national(year: AcademicYear, at: datetime | None = None) -> tuple[National, National]:
    """The figures of a year and of the year before."""
    known = series(at)
    return (
        known.get(year.start) or unknown(year, at),
        known.get(year.start - 1) or unknown(year.previous, at),
    )


def comparison(before: National, after: National, at: datetime | None = None) -> Comparison:
    """A year against an earlier one, over the same institutions.

    Years that are whole are compared as they stand, also when institutions were
    opened or closed between them: that is how the nation changed.
    """
    if not (before.coverage.is_known and after.coverage.is_known):
        return Comparison(before, after)
    if before.coverage.is_whole and after.coverage.is_whole:
        return Comparison(before, after)
    years = (before.year.start, after.year.start)
    both = session.scalars(_filed_in_all(years, at)).all()
    coverage = {one.year.start: Coverage(len(both), one.coverage.of) for one in (before, after)}
    if both:
        found = _nationals(coverage, Only(years, both), at)
    else:
        found = {start: _nothing(AcademicYear(start), coverage[start]) for start in years}
    return Comparison(found[before.year.start], found[after.year.start], len(both))


def _filed_in_all(years: Sequence[int], at: datetime | None) -> Select[int]:
    """The institutions that have filed in each of the years."""
    found = sources.filed(at)
    return (
        select(found.c.institution_id)
        .where(found.c.year.in_(years))
        .group_by(found.c.institution_id)
        .having(func.count() == len(set(years)))
    )


def partner_countries(year: AcademicYear, at: datetime | None = None) -> list[CountryRow]:
    """Partner countries of the programmes on offer, most partners first."""
    found = sources.partners(at)
    programme = found.c.institution_id.concat("/").concat(found.c.key)
    counted = (
        select(found.c.country, func.count(distinct(programme)), func.count(distinct(found.c.code)))
        .where(found.c.year == year.start, found.c.country != HOME)
        .group_by(found.c.country)
    )
    rows = [CountryRow(*row) for row in session.execute(counted)]
    return sorted(rows, key=lambda row: (-row.partners, -row.programmes, row.country))


def filed_institutions(
    year: AcademicYear, at: datetime | None = None
) -> list[tuple[Institution, int, int]]:
    """Institutions that have filed, each with its programmes on offer and contingent.

    The sums over this list are the national figures: the way from a figure to the rows
    behind it. Students who stand in two returns are told once, at their partner.
    """
    offered, counted, filed = sources.offered(at), sources.contingent(at), sources.filed(at)
    programmes = _by_institution(_of_year(offered, year, func.count()))
    contingent = _by_institution(_of_year(counted, year, func.sum(counted.c.n)))
    places = session.scalars(
        select(Institution)
        .join(filed, filed.c.institution_id == Institution.id)
        .where(filed.c.year == year.start)
        .order_by(Institution.sort_key, Institution.id)
    ).all()
    away: dict[str, int] = defaultdict(int)
    for pair in shared_students(Only((year.start,)), at):
        away[pair.source] += pair.n
    return [(i, programmes.get(i.id, 0), contingent.get(i.id, 0) - away[i.code]) for i in places]


def _of_year(found: Subquery, year: AcademicYear, what: Any) -> Select[Any]:
    return (
        select(found.c.institution_id, what)
        .where(found.c.year == year.start)
        .group_by(found.c.institution_id)
    )


def _by_institution(statement: Select[Any]) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def _by_year(rows: Any) -> dict[int, Any]:
    found: dict[int, dict[Any, int]] = defaultdict(dict)
    for year, level, n in rows:
        found[year][level] = int(n)
    return found
