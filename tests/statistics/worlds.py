"""Years made of plain rows, for what is pure, and random ones for properties."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.agreements.models import Kind
from app.agreements.term import TermKind
from app.cohorts.models import Direction, Sex, StudyPlace
from app.kernel.years import AcademicYear
from app.programmes.models import ProgrammeKind
from app.programmes.path import Level
from app.returns.counting import Partner, Programme, Students
from app.statistics.figures import Coverage
from app.statistics.rows import Entry, Head, Place, Year

PLACES = {
    n: Place(n, f"T-{n}", f"Т-{n} университеті", f"Университет Т-{n}", f"T-{n}") for n in range(6)
}


def students(n: int = 10, **given: Any) -> Students:
    """Students alike."""
    values = {
        "direction": Direction.OUT,
        "entry_year": 2024,
        "course_year": 2,
        "citizenship": "KZ",
        "sex": Sex.FEMALE,
        "funding": "O",
        "place": StudyPlace.HOME,
        "language": "en",
        "n": n,
        "on_leave": 0,
    }
    return Students(**(values | given))


def programme(key: str = "P1", rows: Iterable[Students] = (), **given: Any) -> Programme:
    """A bachelor's programme on offer with a German partner."""
    values = {
        "key": key,
        "agreement_key": f"A-{key}",
        "registry_code": "6B04101",
        "name_kk": f"Бағдарлама {key}",
        "name_ru": f"Программа {key}",
        "name_en": f"Programme {key}",
        "level": Level.BACHELOR,
        "kind": ProgrammeKind.DOUBLE,
        "field": "6B041",
        "format": "2+2",
        "agreement_kind": Kind.DOUBLE_DEGREE,
        "term_kind": TermKind.FIX,
        "ends_on": date(2029, 8, 31),
        "is_on_offer": True,
        "partners": (Partner("DE-1", "Ulm", "DE"),),
        "students": tuple(rows),
    }
    return Programme(**(values | given))


def year(
    start: int, entries: Iterable[tuple[int, Programme]], reported: Iterable[int], **given: Any
) -> Year:
    """A year that some of the places have reported."""
    places = {n: PLACES[n] for n in reported}
    values = {
        "year": AcademicYear(start),
        "coverage": Coverage(len(places), len(PLACES)),
        "is_collected": True,
        "places": places,
        "entries": tuple(Entry(PLACES[n], p) for n, p in entries if n in places),
        "heads": tuple(Head(place, 1000, 30) for place in places.values()),
        "pairs": (),
    }
    return Year(**(values | given))


@st.composite
def years(draw: Any, start: int = 2025) -> Year:
    """Any year: some places, some programmes of some levels, some students."""
    reported = draw(st.sets(st.integers(0, 5)))
    entries = []
    for place in sorted(reported):
        for number in draw(st.sets(st.integers(0, 4), max_size=4)):
            rows = [
                students(n, entry_year=2020 + entry, direction=direction)
                for n, entry, direction in draw(
                    st.lists(
                        st.tuples(
                            st.integers(0, 40), st.integers(0, 4), st.sampled_from(Direction)
                        ),
                        max_size=3,
                    )
                )
            ]
            made = programme(
                f"T-{place}-P{number}",
                rows,
                level=draw(st.sampled_from(Level)),
                is_on_offer=draw(st.booleans()),
            )
            entries.append((place, made))
    return year(start, entries, reported)
