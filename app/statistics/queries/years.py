"""Whole years as rows, whichever source tells them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all

from app.cohorts.models import YearFigures
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.programmes.models import ClassifierEntry
from app.returns.counting import Programme
from app.returns.models import Campaign, CountedInstitution, Delivery, Return
from app.statistics import sharing
from app.statistics.figures import Coverage
from app.statistics.queries import deliveries, register, sources
from app.statistics.queries.national import Expected, Only, shared_students
from app.statistics.rows import Entry, Head, Place, Year
from app.statistics.sharing import Pair


def years(wanted: Iterable[AcademicYear], at: datetime | None = None) -> dict[int, Year]:
    """The rows of some years, in a fixed number of statements however many they are."""
    starts = sorted({year.start for year in wanted})
    expected = Expected(at)
    places = _places(starts, at)
    heads = _heads(starts, at)
    pairs = _by_year(shared_students(Only(starts), at))
    told = register.programmes(starts, at)
    collected = deliveries.programmes(starts, at)
    return {
        start: Year(
            year=AcademicYear(start),
            coverage=Coverage(len(places[start]), expected.of(start)),
            is_collected=start in expected.of_campaigns,
            places=places[start],
            entries=tuple(
                Entry(places[start][home], programme)
                for home, programme in _counted_once(
                    [*told.get(start, ()), *collected.get(start, ())], places[start], pairs[start]
                )
            ),
            heads=tuple(
                Head(places[start][home], total, foreign) for home, total, foreign in heads[start]
            ),
            pairs=tuple(pairs[start]),
        )
        for start in starts
    }


def _counted_once(
    found: Sequence[tuple[int, Programme]], places: Mapping[int, Place], pairs: Sequence[Pair]
) -> Iterator[tuple[int, Programme]]:
    """Every programme less the students who are counted at its partner."""
    away: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pair in pairs:
        away[pair.source, pair.source_key][pair.entry_year] += pair.n
    for home, programme in found:
        cut = away.get((places[home].code, programme.key))
        kept = sharing.without(programme.students, cut) if cut else programme.students
        yield home, replace(programme, students=kept) if cut else programme


def _places(starts: Sequence[int], at: datetime | None) -> dict[int, dict[int, Place]]:
    filed = sources.filed(at)
    found: dict[int, dict[int, Place]] = defaultdict(dict)
    rows = session.execute(
        select(
            filed.c.year,
            Institution.id,
            Institution.code,
            Institution.name_kk,
            Institution.name_ru,
            Institution.name_en,
        )
        .join(filed, filed.c.institution_id == Institution.id)
        .where(filed.c.year.in_(starts))
        .order_by(Institution.sort_key, Institution.id)
    )
    for year, *place in rows:
        found[year][place[0]] = Place(*place)
    return found


def _heads(
    starts: Sequence[int], at: datetime | None
) -> dict[int, list[tuple[int, int | None, int | None]]]:
    told = select(
        YearFigures.year,
        YearFigures.institution_id,
        YearFigures.total_contingent,
        YearFigures.total_foreign,
    ).where(sources.is_filed(at), YearFigures.year.in_(starts))
    collected = (
        sources.counting_deliveries(
            at,
            Campaign.year,
            Return.institution_id,
            CountedInstitution.total_contingent,
            CountedInstitution.total_foreign,
        )
        .join(CountedInstitution, CountedInstitution.delivery_id == Delivery.id)
        .where(Campaign.year.in_(starts))
    )
    found: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    rows: Any = session.execute(union_all(told, collected))
    for row in rows:
        found[row[0]].append((row[1], row[2], row[3]))
    return found


def _by_year(pairs: Iterable[Pair]) -> dict[int, list[Pair]]:
    found = defaultdict(list)
    for pair in pairs:
        found[pair.year].append(pair)
    return found


def fields() -> dict[str, ClassifierEntry]:
    """The classifier's entries by code, to name the training directions."""
    return {entry.code: entry for entry in session.scalars(select(ClassifierEntry))}
