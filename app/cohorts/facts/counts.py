"""A programme with its counts: contingent, movement, diplomas, mobility of one year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.agreements.facts import gathered
from app.agreements.models import Agreement
from app.cohorts.facts.years import Counted, begun, latest
from app.cohorts.models import (
    Cohort,
    Contingent,
    Direction,
    Flow,
    Graduation,
    Mobility,
    Movement,
    StudyPlace,
)
from app.cohorts.models import Diplomas as Diplomas
from app.kernel import clock
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.facts import partner_countries, study_paths
from app.programmes.models import DiplomaScheme as DiplomaScheme
from app.programmes.models import Programme
from app.programmes.models import ProgrammeKind as ProgrammeKind
from app.programmes.path import Place, StudyPath

LATE = (Diplomas.PARTNER, Diplomas.PENDING)

# Teaching by the partner's staff at home is study at home; of study online and
# elsewhere the path says nothing.
PLACES = {
    StudyPlace.HOME: Place.HOME,
    StudyPlace.HOME_WITH_PARTNER: Place.HOME,
    StudyPlace.PARTNER: Place.PARTNER,
}


@dataclass(frozen=True)
class CountsFacts:
    """A programme on its latest reference date; diplomas over all years.

    `misplaced` are own students in a place where the path does not put their
    course, `late_diplomas` graduates of more than a year ago who do not hold
    all their diplomas.
    """

    year: int | None
    counted_on: date | None
    programme_kind: ProgrammeKind | None
    diploma_scheme: DiplomaScheme | None
    first_intake: int | None
    intake_open: bool | None
    path_text: str | None
    students: int | None
    at_partner: int | None
    mobile: int | None
    misplaced: int | None
    misplaced_in: tuple[int, ...]
    graduated: int | None
    graduates: int | None
    diplomas: tuple[Diplomas, ...]
    graduates_over_a_year: int
    late_diplomas: int
    stay_countries: tuple[str, ...]
    partner_countries: tuple[str, ...] | None


class Cell(NamedTuple):
    """Students in the same course and place, on one reference date."""

    year: int
    direction: Direction
    course_year: int
    place: StudyPlace
    n: int


class Leaving(NamedTuple):
    """Graduates of one year, as movement has them."""

    year: int
    n: int


class Award(NamedTuple):
    """Graduates of one cohort with the same diplomas, as one return counted them."""

    cohort_id: int
    graduation_year: int
    year: int
    diplomas: Diplomas
    n: int


class Stay(NamedTuple):
    """A period that students spent abroad."""

    year: int
    starts_on: date
    ends_on: date
    country: str
    n: int


def facts(programmes: Sequence[Any]) -> dict[int, CountsFacts]:
    """The facts of each programme, by id; eight queries for any number of them."""
    rows = _programmes([programme.id for programme in programmes])
    ids = [row.id for row in rows]
    years = begun(row.home_id for row in rows)
    paths, cells = study_paths(ids), _cells(ids)
    leavings, awards, stays = _leavings(ids), _awards(ids), _stays(ids)
    countries = partner_countries(ids)
    today = clock.today()
    found = {}
    for row in rows:
        last = latest(years[row.home_id], (cell.year for cell in cells[row.id]))
        found[row.id] = CountsFacts(
            programme_kind=row.kind,
            diploma_scheme=row.diploma_scheme,
            first_intake=row.first_intake,
            intake_open=row.intake_open,
            partner_countries=tuple(countries[row.id]) or None,
            **_counted(last, cells[row.id], paths.get(row.id)),
            **_left(last, leavings[row.id], awards[row.id]),
            **_stayed(last, stays[row.id]),
            **awarded(awards[row.id], today),
        )
    return found


def _programmes(ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Programme.id,
            Agreement.home_id,
            Programme.kind,
            Programme.diploma_scheme,
            Programme.first_intake,
            Programme.intake_open,
        )
        .join(Agreement, Agreement.id == Programme.agreement_id)
        .where(Programme.id.in_(ids))
    ).all()


def _cells(programme_ids: Sequence[int]) -> defaultdict[int, list[Cell]]:
    keys = (
        Cohort.programme_id,
        Contingent.year,
        Contingent.direction,
        Contingent.course_year,
        Contingent.place,
    )
    return gathered(
        select(*keys, func.sum(Contingent.n))
        .join(Cohort, Cohort.id == Contingent.cohort_id)
        .where(Cohort.programme_id.in_(programme_ids))
        .group_by(*keys)
        .order_by(*keys),
        Cell,
    )


def _counted(last: Counted | None, cells: Sequence[Cell], path: StudyPath | None) -> dict[str, Any]:
    """The contingent of the latest year; nothing known before the first."""
    found = dict.fromkeys(("year", "counted_on", "students", "at_partner", "misplaced"))
    found |= {"path_text": path and path.text, "misplaced_in": ()}
    if last is None:
        return found
    present = [cell for cell in cells if cell.year == last.year]
    own = [cell for cell in present if cell.direction is Direction.OUT]
    astray = [cell for cell in own if path and cell.n and is_astray(cell, path)]
    return found | {
        "year": last.year,
        "counted_on": last.on,
        "students": sum(cell.n for cell in present),
        "at_partner": sum(cell.n for cell in own if cell.place is StudyPlace.PARTNER),
        "misplaced": sum(cell.n for cell in astray) if path else None,
        "misplaced_in": tuple(dict.fromkeys(cell.course_year for cell in astray)),
    }


def is_astray(cell: Cell, path: StudyPath) -> bool:
    """Whether the path puts a course elsewhere; it says nothing of a course beyond its end."""
    foreseen = path.place_in(cell.course_year)
    return cell.place in PLACES and bool(foreseen) and PLACES[cell.place] not in foreseen


def _leavings(programme_ids: Sequence[int]) -> defaultdict[int, list[Leaving]]:
    return gathered(
        select(Cohort.programme_id, Movement.year, func.sum(Movement.graduated))
        .join(Cohort, Cohort.id == Movement.cohort_id)
        .where(Cohort.programme_id.in_(programme_ids))
        .group_by(Cohort.programme_id, Movement.year),
        Leaving,
    )


def _awards(programme_ids: Sequence[int]) -> defaultdict[int, list[Award]]:
    keys = (
        Cohort.programme_id,
        Graduation.cohort_id,
        Graduation.graduation_year,
        Graduation.year,
        Graduation.diplomas,
    )
    return gathered(
        select(*keys, func.sum(Graduation.n))
        .join(Cohort, Cohort.id == Graduation.cohort_id)
        .where(Cohort.programme_id.in_(programme_ids))
        .group_by(*keys)
        .order_by(*keys),
        Award,
    )


def _left(
    last: Counted | None, leavings: Sequence[Leaving], awards: Sequence[Award]
) -> dict[str, Any]:
    """Graduates of the latest year, by movement and by diplomas."""
    return {
        "graduated": _sum(last, [row.n for row in leavings if last and row.year == last.year]),
        "graduates": _sum(last, [row.n for row in awards if last and row.year == last.year]),
    }


def _sum(last: Counted | None, counts: Sequence[int]) -> int | None:
    """The sum; without rows zero in a filed year, and unknown in one still being entered."""
    return sum(counts) if counts or (last and last.is_filed) else None


def _stays(programme_ids: Sequence[int]) -> defaultdict[int, list[Stay]]:
    return gathered(
        select(
            Mobility.programme_id,
            Mobility.year,
            Mobility.starts_on,
            Mobility.ends_on,
            Mobility.country,
            Mobility.n,
        )
        .where(
            Mobility.programme_id.in_(programme_ids),
            Mobility.flow == Flow.OUT,
            Mobility.person_type == "STUD",
        )
        .order_by(Mobility.programme_id, Mobility.country, Mobility.id),
        Stay,
    )


def _stayed(last: Counted | None, stays: Sequence[Stay]) -> dict[str, Any]:
    """The outgoing periods of the latest year, and how many were away on its reference date."""
    present = [stay for stay in stays if last and stay.year == last.year]
    away = [s.n if last and s.starts_on <= last.on <= s.ends_on else 0 for s in present]
    return {
        "mobile": _sum(last, away),
        "stay_countries": tuple(dict.fromkeys(stay.country for stay in present)),
    }


def awarded(awards: Sequence[Award], today: date) -> dict[str, Any]:
    """Diplomas over all years; a later return's count of the same graduates replaces earlier."""
    newest: dict[tuple[int, int], int] = {}
    for award in awards:
        key = award.cohort_id, award.graduation_year
        newest[key] = max(award.year, newest.get(key, award.year))
    current = [a for a in awards if a.year == newest[a.cohort_id, a.graduation_year]]
    old = [a for a in current if AcademicYear(a.graduation_year).last_day < today]
    return {
        "diplomas": tuple(sorted({award.diplomas for award in current})),
        "graduates_over_a_year": sum(award.n for award in old),
        "late_diplomas": sum(award.n for award in old if award.diplomas in LATE),
    }
