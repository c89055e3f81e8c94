"""What the return takes: every row of an institution and year, in a fixed number of queries."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.agreements.models import Agreement
from app.cohorts.models import (
    Cohort,
    Contingent,
    Graduation,
    Mobility,
    Movement,
)
from app.kernel.db import session
from app.programmes.models import Programme


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


def _of_cohorts(counts: Any, institution_id: int, year: int) -> Select[Any]:
    return (
        select(counts)
        .join(counts.cohort)
        .join(Cohort.programme)
        .join(Programme.agreement)
        .where(Agreement.home_id == institution_id, counts.year == year)
        .options(selectinload(counts.cohort).selectinload(Cohort.programme))
    )
