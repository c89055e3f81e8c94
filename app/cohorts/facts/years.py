"""On which reference date a thing is judged, and when a cohort finishes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from app.agreements.facts import gathered
from app.agreements.term import add_months
from app.cohorts.models import FiguresStage, YearFigures
from app.kernel.years import AcademicYear

DUE_MONTH, DUE_DAY = 11, 15


class Counted(NamedTuple):
    """A year in which something is counted: its reference date, and whether it is filed."""

    year: int
    on: date
    is_filed: bool


def due_on(year: int) -> date:
    """The last day on which the figures of a year are filed in time."""
    return date(year, DUE_MONTH, DUE_DAY)


def nominal_end(entry_year: int, duration_months: int) -> date:
    """The last day of a cohort's studies by plan, counted from 1 September of entry."""
    return add_months(AcademicYear(entry_year).first_day, duration_months) - timedelta(days=1)


def begun(home_ids: Iterable[int]) -> defaultdict[int, list[Counted]]:
    """The years that each institution has begun to count; one query."""
    return gathered(
        select(
            YearFigures.institution_id,
            YearFigures.year,
            YearFigures.reference_on,
            YearFigures.stage,
        ).where(YearFigures.institution_id.in_({*home_ids})),
        lambda year, on, stage: Counted(year, on, stage is FiguresStage.FILED),
    )


def latest(years: Iterable[Counted], counted: Iterable[int]) -> Counted | None:
    """The last filed year, or a later one in which the thing itself is counted already."""
    known: Mapping[int, Counted] = {state.year: state for state in years}
    filed = (state.year for state in known.values() if state.is_filed)
    last = max({*filed, *counted}, default=None)
    if last is None:
        return None
    return known.get(last) or Counted(last, AcademicYear(last).reference_date, False)
