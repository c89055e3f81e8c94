"""A year taken apart: students and programmes by everything that tells them apart. Pure.

To add a way of taking apart: a line in `WAYS`, and its words in `words.py`. Every table
adds up: a programme with partners in several countries stands in a line of its own, and
students are counted once (see `sharing`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.agreements.term import TermKind
from app.programmes.path import Level
from app.returns.counting import Programme, Students
from app.statistics.rows import Entry, Place, Year
from app.statistics.suppression import Cell, Table, hidden

HOME, SEVERAL = "KZ", "*"


class Way(StrEnum):
    """By what a year is taken apart."""

    FIELD = "field"
    COUNTRY = "country"
    FORMAT = "format"
    KIND = "kind"
    TERM = "term"
    FUNDING = "funding"
    LANGUAGE = "language"
    CITIZENSHIP = "citizenship"
    SEX = "sex"
    PLACE = "place"


def country_of(programme: Programme) -> str:
    """Where it is taught abroad: a country, SEVERAL, HOME where every partner is here."""
    abroad = {partner.country for partner in programme.partners} - {HOME}
    return (abroad.pop() if len(abroad) == 1 else SEVERAL) if abroad else HOME


# What a programme says of itself, and what its students say.
OF_PROGRAMMES: Mapping[Way, Callable[[Programme], str]] = {
    Way.FIELD: lambda programme: programme.field,
    Way.COUNTRY: country_of,
    Way.FORMAT: lambda programme: programme.format,
    Way.KIND: lambda programme: programme.kind.value,
    Way.TERM: lambda programme: programme.term_kind.value,
}
OF_STUDENTS: Mapping[Way, Callable[[Students], str]] = {
    Way.FUNDING: lambda row: row.funding,
    Way.LANGUAGE: lambda row: row.language,
    Way.CITIZENSHIP: lambda row: row.citizenship,
    Way.SEX: lambda row: row.sex.value,
    Way.PLACE: lambda row: row.place.value,
}


@dataclass(frozen=True)
class Line:
    """One value: programmes on offer (None where only students have it), students by level.

    The last of `students` is their sum. A hidden count is None.
    """

    value: str
    programmes: int | None
    students: tuple[int | None, ...]


@dataclass(frozen=True)
class Breakdown:
    """A table: its lines, the most students first, and the totals."""

    way: Way
    levels: tuple[Level, ...]
    lines: tuple[Line, ...]
    total: Line

    @cached_property
    def is_of_programmes(self) -> bool:
        """Whether programmes are told apart by it too."""
        return self.way in OF_PROGRAMMES

    @property
    def hides(self) -> bool:
        """Whether anything is hidden in it."""
        return any(n is None for line in (*self.lines, self.total) for n in line.students)


def levels_of(*years: Year) -> tuple[Level, ...]:
    """The levels of every university system, and residency where there is any."""
    met = {entry.programme.level for year in years for entry in year.entries}
    return tuple(level for level in Level if level is not Level.RESIDENCY or level in met)


def breakdown(year: Year, way: Way, levels: Sequence[Level], *, whole: bool) -> Breakdown:
    """One table. Unless `whole`, it hides what would tell of fewer than five persons."""
    students = _students(year, way)
    programmes = _programmes(year, way)
    values = sorted({*students, *programmes}, key=lambda v: (-sum(students[v].values()), v))
    lines = [
        Line(
            value,
            programmes[value] if way in OF_PROGRAMMES else None,
            _row([students[value][level] for level in levels]),
        )
        for value in values
    ]
    totals = [sum(line.students[at] or 0 for line in lines) for at in range(len(levels))]
    total = Line("", sum(programmes.values()) or None, _row(totals))
    if not whole:
        lines, total = _closed(lines, total)
    return Breakdown(way, tuple(levels), tuple(lines), total)


def _students(year: Year, way: Way) -> defaultdict[str, Counter[Level]]:
    found: defaultdict[str, Counter[Level]] = defaultdict(Counter)
    for entry in year.entries:
        for row in entry.own:
            found[_value(way, entry.programme, row)][entry.programme.level] += row.n
    return found


def _value(way: Way, programme: Programme, row: Students) -> str:
    return OF_PROGRAMMES[way](programme) if way in OF_PROGRAMMES else OF_STUDENTS[way](row)


def _programmes(year: Year, way: Way) -> Counter[str]:
    if way not in OF_PROGRAMMES:
        return Counter()
    return Counter(OF_PROGRAMMES[way](entry.programme) for entry in year.on_offer)


def _row(counts: Sequence[int]) -> tuple[int, ...]:
    return (*counts, sum(counts))


def _closed(lines: Sequence[Line], total: Line) -> tuple[list[Line], Line]:
    """The same lines with small counts hidden; the totals as every other table hides them."""
    counts = [[n or 0 for n in line.students] for line in (*lines, total)]
    if not lines:
        return [], total
    bottom, secret = len(lines), closed_totals([n or 0 for n in total.students[:-1]])
    given: set[Cell] = {(bottom, at) for at in secret}
    shown = {(bottom, at) for at in range(len(total.students))} - given
    table = Table(tuple(tuple(row) for row in counts))
    secrets = hidden(table, given, shown)
    drawn = [
        Line(
            line.value,
            line.programmes,
            tuple(None if (at, c) in secrets else n for c, n in enumerate(line.students)),
        )
        for at, line in enumerate((*lines, total))
    ]
    return drawn[:-1], drawn[-1]


def closed_totals(counts: Sequence[int]) -> frozenset[int]:
    """Which of the totals by level are hidden in every table; the sum is the one after them."""
    table = Table.of([[n] for n in counts], across=False)
    return frozenset(row for row, _column in hidden(table))


@dataclass(frozen=True)
class Expiries:
    """Agreements with programmes on offer, by the year in which they end as agreed.

    `renewing` renew themselves at the end of the period that runs, so that the year is
    not an end; `open_ended` have none.
    """

    ending: Mapping[int, int]
    renewing: Mapping[int, int]
    open_ended: int

    @property
    def years(self) -> list[int]:
        """Every year in which something ends or renews."""
        return sorted({*self.ending, *self.renewing})


def expiries(year: Year) -> Expiries:
    """How many agreements end in which year."""
    ending: Counter[int] = Counter()
    renewing: Counter[int] = Counter()
    open_ended = 0
    for programme in _agreements(year).values():
        if programme.ends_on is None:
            open_ended += 1
        elif programme.term_kind is TermKind.AUTO:
            renewing[programme.ends_on.year] += 1
        else:
            ending[programme.ends_on.year] += 1
    return Expiries(ending, renewing, open_ended)


def _agreements(year: Year) -> dict[tuple[str, str], Programme]:
    """One programme on offer for each agreement."""
    return {(e.place.code, e.programme.agreement_key): e.programme for e in year.on_offer}


@dataclass(frozen=True)
class Dormant:
    """An agreement in force under which nobody has studied for two years running."""

    place: Place
    agreement_key: str


def dormant(before: Year, after: Year) -> list[Dormant]:
    """Agreements in force in both years, with students in neither, whoever sends them."""
    both = _agreements(before).keys() & _agreements(after).keys()
    living = {name for year in (before, after) for name in _with_students(year)}
    places = {entry.place.code: entry.place for entry in after.entries}
    return [Dormant(places[code], key) for code, key in sorted(both - living)]


def _with_students(year: Year) -> Iterator[tuple[str, str]]:
    for entry in year.entries:
        if _teaches(entry):
            yield entry.place.code, entry.programme.agreement_key


def _teaches(entry: Entry) -> bool:
    return any(row.n + row.on_leave for row in entry.programme.students)


@dataclass(frozen=True)
class ForeignShare:
    """Foreign students among all students of the institutions that have told both numbers."""

    institutions: int
    of: int
    total: int
    foreign: int

    @property
    def share(self) -> float | None:
        """As a part of one; None while nobody has told."""
        return self.foreign / self.total if self.total else None

    @property
    def percent(self) -> float | None:
        """In percent, two decimals."""
        return None if self.share is None else round(100 * self.share, 2)

    def missing(self, percent: int) -> int:
        """How many more would reach that many percent among as many students as now."""
        return max(0, -(-self.total * percent // 100) - self.foreign)


def foreign_share(year: Year) -> ForeignShare:
    """The share that the national target is about."""
    told = [h for h in year.heads if h.total is not None and h.foreign is not None]
    return ForeignShare(
        len(told),
        len(year.places),
        sum(head.total or 0 for head in told),
        sum(head.foreign or 0 for head in told),
    )
