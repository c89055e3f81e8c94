"""A year as a whole: what is entered, what adds up, what is due and what is filed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import contains_eager

from app.accounts.models import INSTITUTION_ROLES, Role
from app.agreements.models import CONCLUDED, Agreement
from app.cohorts.counts import (
    Balance,
    Flows,
)
from app.cohorts.lifecycle import due_on
from app.cohorts.models import (
    Cohort,
    Contingent,
    Direction,
    FiguresStage,
    Graduation,
    Mobility,
    Movement,
    YearFigures,
)
from app.cohorts.permissions import GRANTS, visible_to
from app.cohorts.queries.spans import studies_in
from app.cohorts.queries.things import (
    FIRST_YEAR,
    InstitutionYear,
    figures,
    present_year,
)
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor, allowed
from app.programmes import permissions as programmes
from app.programmes.models import Programme

# The events that change what a year's figures say.
COUNTED = ("contingent.entered", "movement.entered", "graduates.entered", "mobility.entered")

_NEWEST_FIRST = Keyset((YearFigures.year, YearFigures.id), descending=True)


@dataclass(frozen=True)
class ProgrammeSummary:
    """What is entered of a programme for a year. `students` are its own, on the day.

    `diplomas` are the graduates of each cohort that has any, by diplomas or movement.
    """

    programme: Programme
    balances: tuple[tuple[Cohort, Balance], ...]
    students: int | None
    previous: int | None
    moved: int
    graduated: int
    diplomas: tuple[tuple[Cohort, int], ...]
    stays: int
    is_expected: bool

    @property
    def graduates(self) -> int:
        """How many hold diplomas."""
        return sum(n for _, n in self.diplomas)

    @property
    def has_students(self) -> bool:
        """Whether the headcount is entered."""
        return self.students is not None

    @property
    def is_idle(self) -> bool:
        """Whether nobody is counted, and nobody should be."""
        return not self.has_students and not self.is_expected

    @property
    def has_differences(self) -> bool:
        """Whether some cohort does not add up, unexplained, or graduates and diplomas differ."""
        return self.graduated != self.graduates or any(b.is_open for _, b in self.balances)


@dataclass(frozen=True)
class Collected:
    """How far the collection of a year has come, and the last day for it."""

    year: int
    filed: int
    of: int
    due_on: date

    @property
    def missing(self) -> int:
        """How many institutions have not filed."""
        return self.of - self.filed


def balances(cohort: Cohort, actor: Actor) -> list[tuple[int, Balance]]:
    """How a cohort adds up in each year that was counted, the newest first."""
    home_id = cohort.programme.agreement.home_id
    seen = {found.year for found in session.scalars(_visible_years(home_id, actor))}
    last = max(seen, default=FIRST_YEAR)
    years = range(last, max(FIRST_YEAR, cohort.entry_year) - 1, -1)
    sums, moved = _sums([cohort.id], sorted(seen)), _flows([cohort.id])
    return [
        (year, _balance(cohort, year, sums, moved, year - 1 in seen))
        for year in years
        if year in seen and ((cohort.id, year) in sums or (cohort.id, year) in moved)
    ]


def balance(cohort: Cohort, year: int, seen_by: Actor | None = None) -> Balance:
    """How a cohort adds up in a year. Needs its programme and agreement loaded."""
    years, was_counted = _with_the_year_before(cohort.programme.agreement.home_id, year, seen_by)
    sums, moved = _sums([cohort.id], years), _flows([cohort.id], year)
    return _balance(cohort, year, sums, moved, was_counted)


def own_years(actor: Actor) -> list[InstitutionYear]:
    """The last ten years of the actor's institutions, the newest first."""
    own = actor.institutions(*INSTITUTION_ROLES)
    homes = session.scalars(
        select(Institution)
        .where(Institution.id.in_(own), Institution.reports_from.is_not(None))
        .order_by(Institution.sort_key, Institution.id)
    ).all()
    entered = {
        (found.institution_id, found.year): found
        for found in session.scalars(select(YearFigures).where(YearFigures.institution_id.in_(own)))
    }
    newest = present_year()
    return [
        InstitutionYear(home, year, entered.get((home.id, year)))
        for home in homes
        for year in range(newest, max(newest - 10, FIRST_YEAR - 1), -1)
        if home.is_expected(year) or (home.id, year) in entered
    ]


def present_years(own: Collection[int]) -> list[InstitutionYear]:
    """The present year of each of these institutions that is expected to file it."""
    year = present_year()
    return [found for found in _in_year(own, year) if found.institution.is_expected(year)]


def _in_year(
    own: Collection[int], year: int, *only: ColumnElement[bool]
) -> Iterator[InstitutionYear]:
    rows = session.execute(
        select(Institution, YearFigures)
        .outerjoin(
            YearFigures,
            and_(YearFigures.institution_id == Institution.id, YearFigures.year == year),
        )
        .where(Institution.id.in_(own), *only)
        .order_by(Institution.sort_key, Institution.id)
    )
    return (InstitutionYear(home, year, found) for home, found in rows)


def students_of(own: Collection[int], years: Collection[int]) -> dict[int, int]:
    """Own students of these institutions under concluded agreements, for each year counted."""
    rows = session.execute(
        select(Contingent.year, func.sum(Contingent.n))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(
            Agreement.home_id.in_(own),
            Agreement.stage.in_(CONCLUDED),
            Contingent.direction == Direction.OUT,
            Contingent.year.in_(years),
        )
        .group_by(Contingent.year)
    )
    return {year: int(n) for year, n in rows}


def listing(actor: Actor, year: int | None, cursor: str) -> Slice[YearFigures]:
    """Filed (and own) figures, newest first, of one year or of all."""
    wanted = (
        select(YearFigures)
        .join(YearFigures.institution)
        .options(contains_eager(YearFigures.institution))
        .where(visible_to(actor))
    )
    if year is not None:
        wanted = wanted.where(YearFigures.year == year)
    return slice_of(wanted, _NEWEST_FIRST, cursor)


def due(actor: Actor) -> list[InstitutionYear]:
    """The present year of own institutions that has not been filed."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.SIGNATORY)
    year = present_year()
    if not own:
        return []
    is_open = or_(YearFigures.id.is_(None), YearFigures.stage == FiguresStage.OPEN)
    return [one for one in _in_year(own, year, is_open) if one.institution.is_expected(year)]


def collected(year: int) -> Collected:
    """How many institutions are expected to file a year, and how many of them have."""
    has_filed = exists().where(
        YearFigures.institution_id == Institution.id,
        YearFigures.year == year,
        YearFigures.stage == FiguresStage.FILED,
    )
    of, filed = session.execute(
        select(func.count(), func.count(case((has_filed, 1)))).where(
            Institution.reports_from <= year,
            or_(Institution.reports_until.is_(None), Institution.reports_until >= year),
        )
    ).one()
    return Collected(year, filed, of, due_on(year))


def summaries(
    institution_id: int, year: int, seen_by: Actor | None = None
) -> list[ProgrammeSummary]:
    """What is entered of each programme that teaches or admits in a year.

    `seen_by` leaves out programmes that this person may not see.
    """
    may_see = true() if seen_by is None else programmes.visible_to(seen_by)
    running = list(
        session.scalars(
            select(Programme)
            .join(Programme.agreement)
            .where(Agreement.home_id == institution_id, _concerns(year), may_see)
            .options(contains_eager(Programme.agreement))
            .order_by(Programme.code)
        )
    )
    cohorts = _by_programme([p.id for p in running], year)
    ids = [c.id for some in cohorts.values() for c in some]
    years, was_counted = _with_the_year_before(institution_id, year, seen_by)
    sums, moved, awarded = _sums(ids, years), _flows(ids, year), _awarded(ids, year)
    stays = _stays([p.id for p in running], year)
    return [
        _summary(p, cohorts.get(p.id, []), year, sums, moved, awarded, stays, was_counted)
        for p in running
    ]


def _with_the_year_before(
    institution_id: int, year: int, seen_by: Actor | None
) -> tuple[tuple[int, ...], bool]:
    """The years to be compared, and whether the earlier one was counted.

    Figures that were opened again are not known to readers outside.
    """
    before = figures(institution_id, year - 1)
    if before and seen_by and not allowed(GRANTS, "figures.show", seen_by, before):
        return (year,), False
    return (year - 1, year), before is not None


def newest_count(institution_id: int) -> int:
    """The number of the last entry of the journal about counts of an institution; 0: none."""
    return (
        session.scalar(
            select(func.max(JournalEntry.number)).where(
                JournalEntry.institution_id == institution_id, JournalEntry.event.in_(COUNTED)
            )
        )
        or 0
    )


def _visible_years(home_id: int, actor: Actor) -> Select[Any]:
    return select(YearFigures).where(YearFigures.institution_id == home_id, visible_to(actor))


def _concerns(year: int) -> ColumnElement[bool]:
    """Programmes with a cohort by then, and those of concluded agreements that admit."""
    has_cohort = exists().where(Cohort.programme_id == Programme.id, Cohort.entry_year <= year)
    admits = and_(
        Agreement.stage.in_(CONCLUDED),
        Programme.first_intake <= year,
        or_(Programme.last_intake.is_(None), Programme.last_intake >= year),
    )
    return or_(has_cohort, admits)


def _by_programme(ids: Collection[int], year: int) -> dict[int, list[Cohort]]:
    found: dict[int, list[Cohort]] = defaultdict(list)
    cohorts = select(Cohort).where(Cohort.programme_id.in_(ids), Cohort.entry_year <= year)
    for cohort in session.scalars(cohorts.order_by(Cohort.entry_year.desc())):
        found[cohort.programme_id].append(cohort)
    return found


Sums = Mapping[tuple[int, int], tuple[int, int]]


FlowSums = Mapping[tuple[int, int], Flows]


def _sums(ids: Collection[int], years: Sequence[int] = ()) -> Sums:
    """Own students and those on leave by cohort and year."""
    wanted = (
        select(
            Contingent.cohort_id,
            Contingent.year,
            func.sum(Contingent.n),
            func.sum(Contingent.on_leave),
        )
        .where(Contingent.cohort_id.in_(ids), Contingent.direction == Direction.OUT)
        .group_by(Contingent.cohort_id, Contingent.year)
    )
    if years:
        wanted = wanted.where(Contingent.year.in_(years))
    return {(c, y): (int(n), int(leave)) for c, y, n, leave in session.execute(wanted)}


def _flows(ids: Collection[int], year: int | None = None) -> FlowSums:
    """Movement by cohort and year."""
    names = ("admitted", "transferred_in", "reinstated", "withdrawn", "graduated")
    wanted = (
        select(
            Movement.cohort_id,
            Movement.year,
            *(func.sum(getattr(Movement, name)) for name in names),
        )
        .where(Movement.cohort_id.in_(ids))
        .group_by(Movement.cohort_id, Movement.year)
    )
    if year is not None:
        wanted = wanted.where(Movement.year == year)
    return {(row[0], row[1]): Flows(*map(int, row[2:])) for row in session.execute(wanted)}


def _awarded(ids: Collection[int], year: int) -> dict[int, int]:
    rows = session.execute(
        select(Graduation.cohort_id, func.sum(Graduation.n))
        .where(Graduation.cohort_id.in_(ids), Graduation.year == year)
        .group_by(Graduation.cohort_id)
    )
    return {cohort_id: int(n) for cohort_id, n in rows}


def _stays(ids: Collection[int], year: int) -> dict[int, int]:
    rows = session.execute(
        select(Mobility.programme_id, func.sum(Mobility.n))
        .where(Mobility.programme_id.in_(ids), Mobility.year == year)
        .group_by(Mobility.programme_id)
    )
    return {programme_id: int(n) for programme_id, n in rows}


def _summary(
    programme: Programme,
    cohorts: Iterable[Cohort],
    year: int,
    sums: Sums,
    moved: FlowSums,
    awarded: Mapping[int, int],
    stays: Mapping[int, int],
    was_counted: bool,
) -> ProgrammeSummary:
    is_counted = any((c.id, year) in sums for c in cohorts)
    pairs = [(c, _balance(c, year, sums, moved, was_counted, is_counted)) for c in cohorts]
    lively = tuple((c, b) for c, b in pairs if b.previous or b.current or b.flows.is_any)
    counted = [b.current for _, b in pairs if b.current is not None]
    before = [b.previous for _, b in pairs if b.previous is not None]
    return ProgrammeSummary(
        programme=programme,
        balances=lively,
        students=sum(counted) if counted else None,
        previous=sum(before) if before else None,
        moved=sum((c.id, year) in moved for c, _ in pairs),
        graduated=sum(b.flows.graduated for _, b in pairs),
        diplomas=tuple(
            (c, awarded.get(c.id, 0)) for c, b in pairs if c.id in awarded or b.flows.graduated
        ),
        stays=stays.get(programme.id, 0),
        is_expected=any(studies_in(c, programme, year) for c, _ in pairs),
    )


def _balance(
    cohort: Cohort,
    year: int,
    sums: Sums,
    moved: FlowSums,
    was_counted: bool,
    is_counted: bool = False,
) -> Balance:
    """A cohort without rows has nobody where others were counted, or its movement was."""
    now, before = sums.get((cohort.id, year)), sums.get((cohort.id, year - 1))
    nobody_before = 0 if was_counted or cohort.entry_year == year else None
    nobody_now = 0 if is_counted or (cohort.id, year) in moved else None
    return Balance(
        entry_year=cohort.entry_year,
        previous=before[0] if before else nobody_before,
        flows=moved.get((cohort.id, year), Flows()),
        current=now[0] if now else nobody_now,
        leave=(now[1] if now else 0) - (before[1] if before else 0),
    )
