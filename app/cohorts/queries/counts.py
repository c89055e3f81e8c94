"""What is counted, as records to change and as rows to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.agreements.models import Agreement
from app.cohorts.counts import (
    ContingentRow,
    GraduationRow,
    MobilityRow,
    MovementRow,
)
from app.cohorts.models import (
    Cohort,
    Contingent,
    Direction,
    Flow,
    Graduation,
    Mobility,
    Movement,
)
from app.cohorts.permissions import counts_visible_to
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.programmes.models import Programme

STUDENTS = "STUD"


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


@dataclass(frozen=True)
class CohortCredits:
    """Credits of a cohort's own students at the partners, over all years that one may see.

    `finished` are the stays of which it is known what was earned and recognised,
    `under_way` the others; `n` counts stays of people. `entry_year` is empty for
    stays of which nobody said whose they are.
    """

    entry_year: int | None
    finished: Credits | None
    finished_n: int
    under_way: Credits | None
    under_way_n: int


def has_counts(cohort: Cohort) -> bool:
    """Whether anything is counted of a cohort in any year."""
    moved = select(Mobility.id).where(
        Mobility.programme_id == cohort.programme_id, Mobility.entry_year == cohort.entry_year
    )
    return bool(session.scalar(moved.limit(1))) or any(
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


def credits_of(rows: Iterable[MobilityRow]) -> Credits:
    """Credits of periods elsewhere, summed; what is not known of one is not known of all."""
    found = [row for row in rows if row.person_type == STUDENTS]
    return Credits(
        planned=_summed(row.ects_planned for row in found),
        earned=_summed(row.ects_earned for row in found),
        recognised=_summed(row.ects_recognised for row in found),
    )


def credits_by_cohort(programme_id: int, actor: Actor) -> list[CohortCredits]:
    """Credits of own students abroad, the youngest cohort first, what is nobody's last."""
    found: dict[int, list[MobilityRow]] = {}
    records = session.scalars(
        select(Mobility)
        .join(Programme, Programme.id == Mobility.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(
            Mobility.programme_id == programme_id,
            Mobility.flow == Flow.OUT,
            Mobility.person_type == STUDENTS,
            counts_visible_to(actor, Mobility),
        )
        .order_by(Mobility.id)
    )
    for record in records:
        found.setdefault(record.entry_year or 0, []).append(MobilityRow.of(record))
    return [_credits_of_cohort(year or None, found[year]) for year in sorted(found, reverse=True)]


def _credits_of_cohort(entry_year: int | None, rows: Iterable[MobilityRow]) -> CohortCredits:
    sides: dict[bool, list[MobilityRow]] = {True: [], False: []}
    for row in rows:
        sides[row.gap is not None].append(row)
    finished, under_way = sides[True], sides[False]
    return CohortCredits(
        entry_year=entry_year,
        finished=credits_of(finished) if finished else None,
        finished_n=sum(row.n for row in finished),
        under_way=credits_of(under_way) if under_way else None,
        under_way_n=sum(row.n for row in under_way),
    )


def _summed(values: Iterable[Decimal | None]) -> Decimal | None:
    known = list(values)
    return sum((v for v in known if v is not None), Decimal(0)) if None not in known else None
