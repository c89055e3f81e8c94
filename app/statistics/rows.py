"""A year as rows: every programme that was reported, with partners and students. Pure.

Whether the rows come from accepted returns or from the register, they are these. Own
students who stand in the return of a partner too are taken away already, so that
everything summed from here is a national figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.cohorts.models import Direction
from app.kernel.years import AcademicYear
from app.returns.counting import Programme, Students
from app.statistics.figures import Coverage
from app.statistics.sharing import Pair


@dataclass(frozen=True)
class Place:
    """An institution that has reported, by its names."""

    id: int
    code: str
    name_kk: str
    name_ru: str
    name_en: str


@dataclass(frozen=True)
class Entry:
    """A programme in the return of an institution."""

    place: Place
    programme: Programme

    @property
    def name(self) -> tuple[str, str]:
        """What it is told apart by: code of the institution, key of the programme."""
        return self.place.code, self.programme.key

    @property
    def own(self) -> Iterator[Students]:
        """Its own students, row by row."""
        return (row for row in self.programme.students if row.direction is Direction.OUT)

    @cached_property
    def students(self) -> int:
        """How many own students it has."""
        return sum(row.n for row in self.own)

    @cached_property
    def received(self) -> int:
        """How many students it receives from partners; they are nowhere in the totals."""
        return sum(row.n for row in self.programme.students) - self.students


@dataclass(frozen=True)
class Head:
    """All students of an institution, of any programme; None where it has not said."""

    place: Place
    total: int | None
    foreign: int | None


@dataclass(frozen=True)
class Year:
    """Everything that was reported of one year. Nobody has reported it while it is not known."""

    year: AcademicYear
    coverage: Coverage
    is_collected: bool
    places: Mapping[int, Place]
    entries: tuple[Entry, ...]
    heads: tuple[Head, ...]
    pairs: tuple[Pair, ...]

    @property
    def is_known(self) -> bool:
        """Whether anybody has reported it."""
        return self.coverage.is_known

    @property
    def on_offer(self) -> Iterator[Entry]:
        """The programmes that admit."""
        return (entry for entry in self.entries if entry.programme.is_on_offer)
