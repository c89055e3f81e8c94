"""What next year's headcount probably is: last year's rows moved on by one year.

A proposal only: a person checks every number before it is saved. Graduates are
dropped, the course year grows, and the place follows the study path where the
path says one place only.
"""

from collections.abc import Iterable
from dataclasses import replace

from app.cohorts.counts import ContingentRow, merged
from app.cohorts.models import Direction, StudyPlace
from app.programmes.path import Place, StudyPath

# Being taught at home by the partner's teachers is study at home.
SIDES = {
    StudyPlace.HOME: Place.HOME,
    StudyPlace.HOME_WITH_PARTNER: Place.HOME,
    StudyPlace.PARTNER: Place.PARTNER,
}


def moved_on(rows: Iterable[ContingentRow], path: StudyPath | None) -> list[ContingentRow]:
    """Last year's rows as they should be this year, without those who have graduated."""
    going_on = (row for row in rows if path is None or row.course_year < path.nominal_years)
    return merged(_next(row, path) for row in going_on if row.course_year < 7)


def place_in(path: StudyPath | None, course_year: int) -> StudyPlace | None:
    """The one place that the path gives to a course year; None when it leaves a choice."""
    places = path.place_in(course_year) if path else frozenset()
    if len(places) != 1:
        return None
    return StudyPlace.PARTNER if Place.PARTNER in places else StudyPlace.HOME


def _next(row: ContingentRow, path: StudyPath | None) -> ContingentRow:
    course_year = row.course_year + 1
    place = _next_place(row, path, course_year)
    at_partner = place is StudyPlace.PARTNER
    return replace(
        row,
        course_year=course_year,
        place=place,
        funding_partner=row.funding_partner if at_partner else "",
    )


def _next_place(row: ContingentRow, path: StudyPath | None, course_year: int) -> StudyPlace:
    """Where they will be; the path is about own students, so those received stay."""
    proposed = place_in(path, course_year)
    if proposed is None or row.direction is Direction.IN:
        return row.place
    return row.place if SIDES.get(row.place) is SIDES[proposed] else proposed
