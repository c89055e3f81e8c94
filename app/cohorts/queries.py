"""Every read of cohorts, counts and years, with what it loads.

`InstitutionYear`, `ProgrammeYear` and `CohortYear` are what a page about a year
concerns: they exist before anything of the year is entered, so that permissions
can be asked. The `…_rows` at the end are what the return takes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import INSTITUTION_ROLES, Role
from app.agreements.models import CONCLUDED, Agreement
from app.cohorts.counts import (
    Balance,
    ContingentRow,
    Flows,
    GraduationRow,
    MobilityRow,
    MovementRow,
    study_ends_on,
)
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
from app.cohorts.permissions import counts_visible_to, visible_to
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.programmes.models import Programme, ProgrammePartner

FIRST_YEAR = 2000
LARGEST_ID = 2**31 - 1
STUDENTS = "STUD"

Counts = Contingent | Movement | Graduation | Mobility

_WHOSE = joinedload(Programme.agreement).joinedload(Agreement.home)
_WITH_PATH = (
    _WHOSE,
    selectinload(Programme.periods),
    selectinload(Programme.partners).joinedload(ProgrammePartner.institution),
)
_COHORT = joinedload(Cohort.programme).options(_WHOSE, selectinload(Programme.periods))
_NEWEST_FIRST = Keyset((YearFigures.year, YearFigures.id), descending=True)


@dataclass(frozen=True)
class InstitutionYear:
    """One institution's figures of one year, whether anything is entered yet or not."""

    institution: Institution
    year: int
    figures: YearFigures | None

    @property
    def institution_id(self) -> int:
        """Whose figures they are."""
        return self.institution.id

    @property
    def stage(self) -> FiguresStage:
        """A year of which nothing is entered is open."""
        return self.figures.stage if self.figures else FiguresStage.OPEN

    @property
    def is_filed(self) -> bool:
        """Whether the institution stands by them."""
        return self.stage is FiguresStage.FILED


@dataclass(frozen=True)
class ProgrammeYear(InstitutionYear):
    """A programme in one year."""

    programme: Programme


@dataclass(frozen=True)
class CohortYear(ProgrammeYear):
    """A cohort in one year."""

    cohort: Cohort


@dataclass(frozen=True)
class ProgrammeSummary:
    """What is entered of a programme for a year. `students` are its own, on the day."""

    programme: Programme
    balances: tuple[tuple[Cohort, Balance], ...]
    students: int | None
    previous: int | None
    moved: int
    graduated: int
    graduates: int
    stays: int

    @property
    def has_students(self) -> bool:
        """Whether the headcount is entered."""
        return self.students is not None

    @property
    def has_differences(self) -> bool:
        """Whether some cohort does not add up, unexplained."""
        return any(balance.is_open for _, balance in self.balances)


@dataclass(frozen=True)
class CohortSpan:
    """A cohort on the axis of time: from entry to the last day of study by plan."""

    cohort: Cohort
    programme: Programme
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Credits:
    """Credits planned, earned and recognised; None is not known."""

    planned: Decimal | None
    earned: Decimal | None
    recognised: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Credits earned elsewhere that the home institution does not recognise."""
        if self.earned is None or self.recognised is None:
            return None
        return self.earned - self.recognised


def present_year() -> int:
    """The academic year of today, by the calendar year in which it starts."""
    return AcademicYear.of(clock.today()).start


def is_sane(year: int) -> bool:
    """Whether figures of that year can exist: none of the future, none before 2000."""
    return FIRST_YEAR <= year <= present_year()


def programme(programme_id: int) -> Programme | None:
    """A programme with its agreement, home, path and partners."""
    return _one(select(Programme).options(*_WITH_PATH), Programme.id, programme_id)


def cohort(cohort_id: int) -> Cohort | None:
    """A cohort with its programme, path, agreement and home."""
    return _one(select(Cohort).options(_COHORT), Cohort.id, cohort_id)


def institution_year(institution_id: int, year: int) -> InstitutionYear | None:
    """One institution's year; None for a year that cannot be, or a partner abroad."""
    wanted = select(Institution).where(Institution.reports_from.is_not(None))
    home = _one(wanted, Institution.id, institution_id)
    if home is None or not is_sane(year):
        return None
    return InstitutionYear(home, year, figures(home.id, year))


def programme_year(programme_id: int, year: int) -> ProgrammeYear | None:
    """A programme in a year; None for a year that cannot be."""
    found = programme(programme_id) if is_sane(year) else None
    if found is None:
        return None
    home = found.agreement.home
    return ProgrammeYear(home, year, figures(home.id, year), found)


def cohort_year(cohort_id: int, year: int) -> CohortYear | None:
    """A cohort in a year; None for a year that cannot be."""
    found = cohort(cohort_id) if is_sane(year) else None
    if found is None:
        return None
    home = found.programme.agreement.home
    return CohortYear(home, year, figures(home.id, year), found.programme, found)


def figures(institution_id: int, year: int, *, to_change: bool = False) -> YearFigures | None:
    """One institution's figures of a year; `to_change` holds them until the commit."""
    wanted = select(YearFigures).where(
        YearFigures.institution_id == institution_id, YearFigures.year == year
    )
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalar(wanted)


def home_id_of(programme: Programme) -> int:
    """The institution whose programme it is, without loading its agreement."""
    return session.scalars(
        select(Agreement.home_id).where(Agreement.id == programme.agreement_id)
    ).one()


def agreement_of(programme: Programme) -> Agreement:
    """The programme's agreement, bare."""
    return session.get_one(Agreement, programme.agreement_id)


def cohorts_of(programme_id: int) -> list[Cohort]:
    """A programme's cohorts, the youngest first."""
    return list(
        session.scalars(
            select(Cohort)
            .where(Cohort.programme_id == programme_id)
            .order_by(Cohort.entry_year.desc())
        )
    )


def has_counts(cohort: Cohort) -> bool:
    """Whether anything is counted of a cohort in any year."""
    return any(
        session.scalar(select(counts.id).where(counts.cohort_id == cohort.id).limit(1))
        for counts in (Contingent, Movement, Graduation)
    )


def contingent_records(programme_id: int, year: int) -> list[tuple[Contingent, int]]:
    """The headcount of a programme: records with the entry year of their cohort."""
    found = session.execute(
        select(Contingent, Cohort.entry_year)
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .where(Cohort.programme_id == programme_id, Contingent.year == year)
        .order_by(Cohort.entry_year.desc(), Contingent.course_year, Contingent.id)
    )
    return [(record, entry_year) for record, entry_year in found]


def contingent(programme_id: int, year: int) -> list[ContingentRow]:
    """The headcount of a programme as rows."""
    records = contingent_records(programme_id, year)
    return [ContingentRow.of(record, entry_year=entry) for record, entry in records]


def movement_records(cohort_id: int, year: int) -> list[Movement]:
    """The movement of a cohort, in the order in which it was entered."""
    return list(
        session.scalars(
            select(Movement)
            .where(Movement.cohort_id == cohort_id, Movement.year == year)
            .order_by(Movement.id)
        )
    )


def movement(cohort_id: int, year: int) -> list[MovementRow]:
    """The movement of a cohort as rows."""
    return [MovementRow.of(record) for record in movement_records(cohort_id, year)]


def graduation_records(cohort_id: int, year: int) -> list[Graduation]:
    """The graduates of a cohort reported in a year."""
    return list(
        session.scalars(
            select(Graduation)
            .where(Graduation.cohort_id == cohort_id, Graduation.year == year)
            .order_by(Graduation.id)
        )
    )


def graduations(cohort_id: int, year: int) -> list[GraduationRow]:
    """The graduates of a cohort as rows."""
    return [GraduationRow.of(record) for record in graduation_records(cohort_id, year)]


def mobility_records(programme_id: int, year: int) -> list[Mobility]:
    """The mobility of a programme reported in a year."""
    return list(
        session.scalars(
            select(Mobility)
            .where(Mobility.programme_id == programme_id, Mobility.year == year)
            .order_by(Mobility.starts_on, Mobility.id)
        )
    )


def mobility(programme_id: int, year: int) -> list[MobilityRow]:
    """The mobility of a programme as rows."""
    return [MobilityRow.of(record) for record in mobility_records(programme_id, year)]


def students_by_year(programme_id: int, actor: Actor) -> dict[int, dict[int, int]]:
    """Own students by cohort and year, as far as this person may see them."""
    found: dict[int, dict[int, int]] = {}
    rows = session.execute(
        select(Contingent.cohort_id, Contingent.year, func.sum(Contingent.n))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(
            Programme.id == programme_id,
            Contingent.direction == Direction.OUT,
            counts_visible_to(actor, Contingent),
        )
        .group_by(Contingent.cohort_id, Contingent.year)
    )
    for cohort_id, year, n in rows:
        found.setdefault(cohort_id, {})[year] = int(n)
    return found


def balances(cohort: Cohort, actor: Actor) -> list[tuple[int, Balance]]:
    """How a cohort adds up in each year that was counted, the newest first."""
    home_id = cohort.programme.agreement.home_id
    seen = {found.year for found in session.scalars(_visible_years(home_id, actor))}
    last = max(seen, default=FIRST_YEAR)
    years = range(last, max(FIRST_YEAR, cohort.entry_year) - 1, -1)
    sums, moved = _sums([cohort.id]), _flows([cohort.id])
    return [
        (year, _balance(cohort, year, sums, moved, year - 1 in seen))
        for year in years
        if year in seen and ((cohort.id, year) in sums or (cohort.id, year) in moved)
    ]


def balance(cohort: Cohort, year: int) -> Balance:
    """How a cohort adds up in a year. Needs its programme and agreement loaded."""
    home_id = cohort.programme.agreement.home_id
    was_counted = figures(home_id, year - 1) is not None
    sums, moved = _sums([cohort.id], (year - 1, year)), _flows([cohort.id], year)
    return _balance(cohort, year, sums, moved, was_counted)


def credits_of(rows: Iterable[MobilityRow]) -> Credits:
    """Credits of periods elsewhere, summed; what is not known of one is not known of all."""
    found = [row for row in rows if row.person_type == STUDENTS]
    return Credits(
        planned=_summed(row.ects_planned for row in found),
        earned=_summed(row.ects_earned for row in found),
        recognised=_summed(row.ects_recognised for row in found),
    )


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


def summaries(institution_id: int, year: int) -> list[ProgrammeSummary]:
    """What is entered of each programme that teaches or admits in a year."""
    programmes = list(
        session.scalars(
            select(Programme)
            .join(Agreement, Agreement.id == Programme.agreement_id)
            .where(Agreement.home_id == institution_id, _concerns(year))
            .options(selectinload(Programme.periods))
            .order_by(Programme.code)
        )
    )
    cohorts = _by_programme([p.id for p in programmes], year)
    ids = [c.id for some in cohorts.values() for c in some]
    sums, moved, awarded = _sums(ids, (year - 1, year)), _flows(ids, year), _awarded(ids, year)
    stays = _stays([p.id for p in programmes], year)
    was_counted = figures(institution_id, year - 1) is not None
    return [
        _summary(p, cohorts.get(p.id, []), year, sums, moved, awarded, stays, was_counted)
        for p in programmes
    ]


def span(cohort: Cohort) -> CohortSpan:
    """A cohort whose programme is loaded, on the axis of time."""
    months = cohort.programme.duration_months
    return CohortSpan(
        cohort=cohort,
        programme=cohort.programme,
        starts_on=date(cohort.entry_year, 9, 1),
        ends_on=study_ends_on(cohort.entry_year, months),
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


def due(actor: Actor) -> list[InstitutionYear]:
    """The present year of own institutions that has not been filed."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.SIGNATORY)
    year = present_year()
    if not own:
        return []
    rows = session.execute(
        select(Institution, YearFigures)
        .outerjoin(
            YearFigures,
            and_(YearFigures.institution_id == Institution.id, YearFigures.year == year),
        )
        .where(
            Institution.id.in_(own),
            or_(YearFigures.id.is_(None), YearFigures.stage == FiguresStage.OPEN),
        )
        .order_by(Institution.sort_key, Institution.id)
    )
    return [InstitutionYear(home, year, found) for home, found in rows if home.is_expected(year)]


def last_figures(institution_id: int, before: int) -> YearFigures | None:
    """The newest figures before a year: whom to ask and who signs rarely changes."""
    return session.scalar(
        select(YearFigures)
        .where(YearFigures.institution_id == institution_id, YearFigures.year < before)
        .order_by(YearFigures.year.desc())
        .limit(1)
    )


def hosts(programme_id: int, year: int) -> list[Institution]:
    """The partners of a programme, and the hosts of its mobility in a year."""
    partners = select(ProgrammePartner.institution_id).where(
        ProgrammePartner.programme_id == programme_id
    )
    stayed_at = select(Mobility.host_id).where(
        Mobility.programme_id == programme_id, Mobility.year == year
    )
    return list(
        session.scalars(
            select(Institution)
            .where(or_(Institution.id.in_(partners), Institution.id.in_(stayed_at)))
            .order_by(Institution.sort_key, Institution.id)
        )
    )


def known_institutions(ids: Collection[int]) -> Sequence[int]:
    """Those of the numbers that belong to an institution."""
    return session.scalars(select(Institution.id).where(Institution.id.in_(ids))).all()


def contingent_rows(institution_id: int, year: int) -> list[Contingent]:
    """Every headcount row of an institution and year, with cohort and programme."""
    return list(
        session.scalars(
            _of_cohorts(Contingent, institution_id, year).order_by(
                Programme.code,
                Cohort.entry_year,
                Contingent.direction,
                Contingent.course_year,
                Contingent.citizenship,
                Contingent.sex,
                Contingent.id,
            )
        )
    )


def movement_rows(institution_id: int, year: int) -> list[Movement]:
    """Every movement row of an institution and year, with cohort and programme."""
    return list(
        session.scalars(
            _of_cohorts(Movement, institution_id, year).order_by(
                Programme.code,
                Cohort.entry_year,
                Movement.citizenship_group,
                Movement.sex,
                Movement.id,
            )
        )
    )


def graduation_rows(institution_id: int, year: int) -> list[Graduation]:
    """Every row of graduates of an institution and year, with cohort and programme."""
    return list(
        session.scalars(
            _of_cohorts(Graduation, institution_id, year).order_by(
                Programme.code,
                Cohort.entry_year,
                Graduation.graduation_year,
                Graduation.citizenship_group,
                Graduation.sex,
                Graduation.id,
            )
        )
    )


def mobility_rows(institution_id: int, year: int) -> list[Mobility]:
    """Every row of mobility of an institution and year, with programme and host."""
    return list(
        session.scalars(
            select(Mobility)
            .join(Mobility.programme)
            .join(Programme.agreement)
            .where(Agreement.home_id == institution_id, Mobility.year == year)
            .options(selectinload(Mobility.programme), selectinload(Mobility.host))
            .order_by(Programme.code, Mobility.starts_on, Mobility.id)
        )
    )


def _one(wanted: Select[Any], column: Any, id_: int) -> Any:
    """The thing with that number; None, without asking, for a number no table can hold."""
    return session.scalar(wanted.where(column == id_)) if 0 < id_ <= LARGEST_ID else None


def _of_cohorts(counts: Any, institution_id: int, year: int) -> Select[Any]:
    return (
        select(counts)
        .join(counts.cohort)
        .join(Cohort.programme)
        .join(Programme.agreement)
        .where(Agreement.home_id == institution_id, counts.year == year)
        .options(selectinload(counts.cohort).selectinload(Cohort.programme))
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


def _summed(values: Iterable[Decimal | None]) -> Decimal | None:
    known = list(values)
    return sum((v for v in known if v is not None), Decimal(0)) if None not in known else None


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
    lively = tuple((c, b) for c, b in pairs if b.previous or b.current or b.flows != Flows())
    counted = [b.current for _, b in pairs if b.current is not None]
    before = [b.previous for _, b in pairs if b.previous is not None]
    return ProgrammeSummary(
        programme=programme,
        balances=lively,
        students=sum(counted) if counted else None,
        previous=sum(before) if before else None,
        moved=sum((c.id, year) in moved for c, _ in pairs),
        graduated=sum(b.flows.graduated for _, b in pairs),
        graduates=sum(awarded.get(c.id, 0) for c, _ in pairs),
        stays=stays.get(programme.id, 0),
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
