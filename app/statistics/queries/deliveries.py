"""The rows of years that accepted returns tell, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.kernel.db import session
from app.returns.counting import Partner, Programme, Students
from app.returns.models import (
    Campaign,
    CountedPartner,
    CountedProgramme,
    CountedStudents,
    Return,
)
from app.statistics.queries import sources
from app.statistics.queries.register import Found
from app.statistics.queries.sources import OF_RETURNS, STUDENT_NAMES

APART = ("partners", "students")
_COLUMNS = [name for name in Programme.__dataclass_fields__ if name not in APART]


def programmes(years: Sequence[int], at: datetime | None) -> Found:
    """Programmes of the deliveries that count, by year, each with its institution's id."""
    columns = [getattr(CountedProgramme, name) for name in _COLUMNS]
    wanted = (
        sources.of_returns(at, Campaign.year, Return.institution_id, CountedProgramme.id, *columns)
        .where(Campaign.year.in_(years))
        .order_by(Campaign.year, Return.institution_id, CountedProgramme.key)
    )
    lines = session.execute(wanted).all()
    if not lines:
        return {}
    partners, students = _partners(years, at), _students(years, at)
    found: Found = defaultdict(list)
    for year, institution_id, key, *values in lines:
        belonging: dict[str, Any] = {
            "partners": tuple(partners.get(key, ())),
            "students": tuple(students.get(key, ())),
        }
        row = Programme(**dict(zip(_COLUMNS, values, strict=True)), **belonging)
        found[year].append((institution_id, row))
    return found


def _partners(years: Sequence[int], at: datetime | None) -> Mapping[int, list[Partner]]:
    found = defaultdict(list)
    wanted = (
        sources.of_returns(
            at,
            CountedPartner.programme_id,
            CountedPartner.code,
            CountedPartner.name,
            CountedPartner.country,
        )
        .join(CountedPartner, CountedPartner.programme_id == CountedProgramme.id)
        .where(Campaign.year.in_(years))
        .order_by(CountedPartner.id)
    )
    for programme_id, *values in session.execute(wanted):
        found[programme_id].append(Partner(*values))
    return found


def _students(years: Sequence[int], at: datetime | None) -> Mapping[int, list[Students]]:
    found = defaultdict(list)
    wanted = (
        sources.counted_in_returns(at, CountedStudents.programme_id, *OF_RETURNS)
        .where(Campaign.year.in_(years))
        .order_by(CountedStudents.id)
    )
    for programme_id, *values in session.execute(wanted):
        found[programme_id].append(Students(**dict(zip(STUDENT_NAMES, values, strict=True))))
    return found
