"""The things that pages and services are about: a programme, a cohort, a year.

`InstitutionYear`, `ProgrammeYear` and `CohortYear` exist before anything of the
year is entered, so that permissions can be asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.agreements.models import Agreement
from app.cohorts.lifecycle import due_on
from app.cohorts.models import (
    Cohort,
    FiguresStage,
    Mobility,
    YearFigures,
)
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import Programme, ProgrammePartner

FIRST_YEAR = 2000


LARGEST_ID = 2**31 - 1


_WHOSE = joinedload(Programme.agreement).joinedload(Agreement.home)


_WITH_PATH = (
    _WHOSE,
    selectinload(Programme.periods),
    selectinload(Programme.partners).joinedload(ProgrammePartner.institution),
)


_COHORT = joinedload(Cohort.programme).options(_WHOSE, selectinload(Programme.periods))


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

    @property
    def is_overdue(self) -> bool:
        """Whether the last day to file them has passed without."""
        return not self.is_filed and clock.today() > due_on(self.year)


@dataclass(frozen=True)
class ProgrammeYear(InstitutionYear):
    """A programme in one year."""

    programme: Programme


@dataclass(frozen=True)
class CohortYear(ProgrammeYear):
    """A cohort in one year."""

    cohort: Cohort


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


def last_figures(institution_id: int, before: int) -> YearFigures | None:
    """The newest figures before a year: whom to ask and who signs rarely changes."""
    return session.scalar(
        select(YearFigures)
        .where(YearFigures.institution_id == institution_id, YearFigures.year < before)
        .order_by(YearFigures.year.desc())
        .limit(1)
    )


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


def _one(wanted: Select[Any], column: Any, id_: int) -> Any:
    """The thing with that number; None, without asking, for a number no table can hold."""
    return session.scalar(wanted.where(column == id_)) if 0 < id_ <= LARGEST_ID else None
