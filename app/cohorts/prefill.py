"""What forms propose before anybody types: the next cohort, a line, last year's header.

A proposal is a dict of a form's data. It comes from the study path, the programme's
partners and what was entered before; a person confirms it by saving.
"""

from collections.abc import Iterable
from typing import Any

from app.cohorts import queries
from app.cohorts.counts import ContingentRow
from app.cohorts.models import Direction, StudyPlace
from app.cohorts.proposal import moved_on, place_in
from app.cohorts.queries import CohortYear, InstitutionYear, ProgrammeYear
from app.cohorts.services import FiguresValue
from app.programmes.models import Programme


def next_cohort(programme: Programme) -> dict[str, Any]:
    """The year after the youngest cohort, or the first intake; places as agreed."""
    entered = [cohort.entry_year for cohort in queries.cohorts_of(programme.id)]
    year = max(entered) + 1 if entered else programme.first_intake
    return {"entry_year": min(year, queries.present_year() + 1), "planned": programme.places_year}


def headcount(found: ProgrammeYear) -> list[ContingentRow]:
    """Last year's headcount moved on by one year."""
    before = queries.contingent(found.programme.id, found.year - 1)
    return moved_on(before, found.programme.path)


def entry_years(found: ProgrammeYear, named: Iterable[int]) -> list[int]:
    """Cohorts that may study in the year (one year more for repeaters) or are named."""
    first = found.year - (-(-found.programme.duration_months // 12))
    wanted = set(named)
    return [
        cohort.entry_year
        for cohort in queries.cohorts_of(found.programme.id)
        if first <= cohort.entry_year <= found.year or cohort.entry_year in wanted
    ]


def students(found: ProgrammeYear, entry_year: int) -> dict[str, Any]:
    """A line of the headcount, with what the study path says of the cohort."""
    course_year = min(max(found.year - entry_year + 1, 1), 7)
    place = place_in(found.programme.path, course_year)
    return {
        "entry_year": entry_year,
        "course_year": str(course_year),
        "place": place or StudyPlace.HOME,
        "citizenship": "KZ",
        "language": (found.programme.languages or ["kk"])[0],
        "direction": Direction.OUT,
        "study_mode": "FT",
    }


def graduates(found: CohortYear, sex: str) -> dict[str, Any]:
    """A line of graduates of the year."""
    return {"graduation_year": found.year, "sex": sex, "citizenship_group": "KZ"}


def stay(found: ProgrammeYear) -> dict[str, Any]:
    """A line of mobility: at the first partner, if the programme names one."""
    proposed = {"flow": "OUT", "mode": "OFF", "person_type": "STUD"}
    if not found.programme.partners:
        return proposed
    first = found.programme.partners[0]
    return proposed | {"host_id": str(first.institution_id), "country": first.institution.country}


def header(found: InstitutionYear) -> dict[str, Any]:
    """The header as stored; until it says whom to ask, gaps are filled from the year before."""
    names = FiguresValue.__dataclass_fields__
    stored = found.figures
    if stored is not None and stored.contact_name:
        return {key: getattr(stored, key) for key in names}
    last = queries.last_figures(found.institution_id, found.year)
    return {
        key: getattr(stored, key, None)
        if key.startswith("total")
        else getattr(stored, key, "") or getattr(last, key, "") or None
        for key in names
    }
