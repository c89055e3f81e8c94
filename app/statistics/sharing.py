"""Students who stand in two returns, because two universities of Kazakhstan share a programme.

A programme at X with the partner Y has its mirror at Y: a programme of Y with the partner
X, of the same level and training direction. Nobody tells the two returns that they speak
of the same students; the places do. Students of X who are at the partner either stand
among those whom Y has received (then each is counted once already, because the national
figures count own students only), or among Y's own students at home. The latter stand in
both returns, and are counted at Y:

    duplicates(X → Y, entry year) = min(max(0, X at the partner − Y received), Y at home)

Where a programme has several mirrors, nobody is taken away twice: what has been matched
is used up. So the national figure is never negative, never less than what either side
declares alone, and the plain sum where there is no mirror.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.cohorts.models import Direction, StudyPlace
from app.programmes.path import Level
from app.returns.counting import Students

AT_HOME = (StudyPlace.HOME, StudyPlace.HOME_WITH_PARTNER)


@dataclass(frozen=True)
class Side:
    """One programme of a year whose partners include universities of Kazakhstan.

    `institution` and `partners` are codes; `students` only those that matter here.
    """

    year: int
    institution: str
    key: str
    level: Level
    field: str
    partners: frozenset[str]
    students: tuple[Students, ...]

    @property
    def name(self) -> tuple[int, str, str]:
        """What it is told apart by: year, institution and key."""
        return self.year, self.institution, self.key


@dataclass(frozen=True)
class Pair:
    """Students of one entry year who stand in the returns of `source` and of `target`.

    `away` of the source were at the partner; the target shows `received` and `at_home`.
    `n` are taken from the source, and counted at the target.
    """

    year: int
    level: Level
    entry_year: int
    source: str
    source_key: str
    target: str
    target_key: str
    away: int
    received: int
    at_home: int
    n: int


@dataclass
class _Left:
    """What is not matched yet, by entry year."""

    away: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    received: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    at_home: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def duplicates(sides: Iterable[Side]) -> list[Pair]:
    """Every pair with students that stand twice, in the order of institutions and programmes."""
    known = sorted(sides, key=lambda side: side.name)
    left = {side.name: _counted(side) for side in known}
    return [pair for one, other in _mirrors(known) for pair in _matched(one, other, left)]


def _mirrors(known: list[Side]) -> Iterator[tuple[Side, Side]]:
    alike = defaultdict(list)
    for side in known:
        alike[side.year, side.level, side.field, side.institution].append(side)
    for side in known:
        for partner in sorted(side.partners - {side.institution}):
            for mirror in alike.get((side.year, side.level, side.field, partner), ()):
                if side.institution in mirror.partners:
                    yield side, mirror


def _matched(one: Side, other: Side, left: dict[tuple[int, str, str], _Left]) -> Iterator[Pair]:
    here, there = left[one.name], left[other.name]
    for entry in sorted(here.away):
        away, received, at_home = here.away[entry], there.received[entry], there.at_home[entry]
        shown = min(away, received)
        n = min(away - shown, at_home)
        here.away[entry] -= shown + n
        there.received[entry] -= shown
        there.at_home[entry] -= n
        if n:
            names = (one.institution, one.key, other.institution, other.key)
            yield Pair(one.year, one.level, entry, *names, away, received, at_home, n)


def _counted(side: Side) -> _Left:
    found = _Left()
    for row in side.students:
        if row.direction is Direction.IN:
            found.received[row.entry_year] += row.n
        elif row.place is StudyPlace.PARTNER:
            found.away[row.entry_year] += row.n
        elif row.place in AT_HOME:
            found.at_home[row.entry_year] += row.n
    return found


def without(students: Iterable[Students], away: dict[int, int]) -> tuple[Students, ...]:
    """Own students of a programme less those who are counted at the partner.

    `away` says how many of each entry year. Nobody knows which of the students at the
    partner they are, so the rows are cut in their own order: the same every time.
    """
    left, kept = dict(away), []
    for row in sorted(students, key=_in_order):
        cut = 0
        if row.direction is Direction.OUT and row.place is StudyPlace.PARTNER:
            cut = min(row.n, left.get(row.entry_year, 0))
            left[row.entry_year] = left.get(row.entry_year, 0) - cut
        kept.append(row if not cut else _less(row, cut))
    return tuple(kept)


def _in_order(row: Students) -> tuple[object, ...]:
    return tuple(str(value) for value in vars(row).values())


def _less(row: Students, cut: int) -> Students:
    return Students(**(vars(row) | {"n": row.n - cut}))
