"""An institution's figures of one year as a whole."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, union

from app.agreements.facts import mapped
from app.agreements.models import CONCLUDED, Agreement
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
from app.kernel.db import session
from app.programmes.models import Programme

NOT_FOREIGN = ("KZ", "XX")


@dataclass(frozen=True)
class YearFacts:
    """What is entered for the year, and what the return would say of it.

    Nobody types that a return is nil: filing a year without any entry says it.
    `stray_programmes` have counts, but their agreement is not one that a return lists.
    """

    entries: int
    is_nil: bool | None
    total_contingent: int | None
    total_foreign: int | None
    students: int | None
    foreign_students: int | None
    stray_programmes: tuple[str, ...]


def facts(figures: Sequence[Any]) -> dict[int, YearFacts]:
    """The facts of each institution's year, by id; four queries for any number of them."""
    rows = session.scalars(
        select(YearFigures).where(YearFigures.id.in_([year.id for year in figures]))
    ).all()
    homes, years = {r.institution_id for r in rows}, {r.year for r in rows}
    agreements = _agreements(homes)
    entered, totals = _entered(homes, years), _totals(homes, years)
    return {
        row.id: YearFacts(
            total_contingent=row.total_contingent,
            total_foreign=row.total_foreign,
            **_entries(row, agreements, entered[row.institution_id, row.year]),
            **_total(row, totals.get((row.institution_id, row.year))),
        )
        for row in rows
    }


def _agreements(home_ids: Collection[int]) -> dict[int, int]:
    """How many agreements of each institution a return would list."""
    return mapped(
        select(Agreement.home_id, func.count())
        .where(Agreement.home_id.in_(home_ids), Agreement.stage.in_(CONCLUDED))
        .group_by(Agreement.home_id)
    )


def _entered(
    home_ids: Collection[int], years: Collection[int]
) -> defaultdict[tuple[int, int], dict[str, bool]]:
    """The programmes with any count in a year, each with whether a return lists it."""
    of_cohorts = [
        select(Cohort.programme_id, kind.year).join(kind, kind.cohort_id == Cohort.id)
        for kind in (Contingent, Movement, Graduation)
    ]
    counted = union(*of_cohorts, select(Mobility.programme_id, Mobility.year)).subquery()
    rows: Iterable[Any] = session.execute(
        select(Agreement.home_id, counted.c.year, Programme.code, Agreement.stage)
        .join(Programme, Programme.id == counted.c.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Agreement.home_id.in_(home_ids), counted.c.year.in_(years))
        .order_by(Agreement.home_id, counted.c.year, Programme.code)
    )
    found: defaultdict[tuple[int, int], dict[str, bool]] = defaultdict(dict)
    for home, year, code, stage in rows:
        found[home, year][code] = stage in CONCLUDED
    return found


def _entries(
    row: YearFigures, agreements: Mapping[int, int], entered: Mapping[str, bool]
) -> dict[str, Any]:
    entries = agreements.get(row.institution_id, 0) + len(entered)
    filed_empty = True if row.stage is FiguresStage.FILED else None
    return {
        "entries": entries,
        "is_nil": False if entries else filed_empty,
        "stray_programmes": tuple(code for code, listed in entered.items() if not listed),
    }


def _totals(
    home_ids: Collection[int], years: Collection[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Own students of an institution in a year, all and foreign."""
    foreign: ColumnElement[int] = case(
        (Contingent.citizenship.in_(NOT_FOREIGN), 0), else_=Contingent.n
    )
    rows: Iterable[Any] = session.execute(
        select(Agreement.home_id, Contingent.year, func.sum(Contingent.n), func.sum(foreign))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .join(Programme, Programme.id == Cohort.programme_id)
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(
            Agreement.home_id.in_(home_ids),
            Contingent.year.in_(years),
            Contingent.direction == Direction.OUT,
        )
        .group_by(Agreement.home_id, Contingent.year)
    )
    return {(home, year): (n, abroad) for home, year, n, abroad in rows}


def _total(row: YearFigures, counted: tuple[int, int] | None) -> dict[str, Any]:
    """Own students; without rows none in a filed year, and unknown in one still entered."""
    if counted is None and row.stage is not FiguresStage.FILED:
        return {"students": None, "foreign_students": None}
    students, foreign = counted or (0, 0)
    return {"students": students, "foreign_students": foreign}
