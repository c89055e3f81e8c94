"""Study formats and fields of study from which programmes are made.

A format is a level, a track, a unit and an ordered path (H2-P2) with its
credits. To show one more, add a line with how often it should appear.
"""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from app.programmes.path import Place, Unit

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Format:
    """A study path without its partners."""

    level: str
    track: str
    unit: Unit
    path: str
    ects: int
    often: float

    @cached_property
    def periods(self) -> tuple[tuple[Place, int], ...]:
        """Where, and how many units, in order."""
        places = {place.letter: place for place in Place}
        return tuple((places[part[0]], int(part[1:])) for part in self.path.split("-"))

    @cached_property
    def months(self) -> int:
        """The nominal duration."""
        return sum(count for _, count in self.periods) * self.unit.months

    @cached_property
    def years(self) -> int:
        """Course years: a half counts as one."""
        return -(-self.months // 12)

    @cached_property
    def ects_home(self) -> int:
        """The share of the credits that is earned at home."""
        home = sum(count for place, count in self.periods if place is Place.HOME)
        return round(self.ects * home * self.unit.months / self.months)

    def place_at_start(self, course: int) -> Place | None:
        """Where a student of a course year is in October; nowhere beyond the path."""
        month, passed = (course - 1) * 12, 0
        for place, count in self.periods:
            passed += count * self.unit.months
            if month < passed:
                return place
        return None

    def autumn_and_spring(self, course: int) -> tuple[Place | None, Place | None]:
        """Where the first and the second half of a course year are spent."""
        return self.place_at_start(course), self._place_at((course - 1) * 12 + 8)

    def _place_at(self, month: int) -> Place | None:
        passed = 0
        for place, count in self.periods:
            passed += count * self.unit.months
            if month < passed:
                return place
        return None


FORMATS = (
    Format("B", "", Unit.YEAR, "H2-P2", 240, 5.0),
    Format("B", "", Unit.YEAR, "H3-P1", 240, 3.5),
    Format("B", "", Unit.YEAR, "H1-P3", 240, 1.6),
    Format("B", "", Unit.YEAR, "P1-H3", 240, 0.7),
    Format("B", "", Unit.SEMESTER, "H4-P4", 240, 0.6),
    Format("B", "", Unit.YEAR, "H1-P1-H1-P1", 240, 0.15),
    Format("M", "SP", Unit.SEMESTER, "H2-P2", 120, 4.0),
    Format("M", "SP", Unit.SEMESTER, "H3-P1", 120, 2.0),
    Format("M", "SP", Unit.SEMESTER, "H1-P3", 120, 1.3),
    Format("M", "SP", Unit.SEMESTER, "P2-H2", 120, 0.6),
    Format("M", "SP", Unit.YEAR, "H1-P1", 120, 2.0),
    Format("M", "SP", Unit.TRIMESTER, "H3-P3", 120, 0.35),
    Format("M", "PR", Unit.SEMESTER, "H1-P1", 60, 2.2),
    Format("M", "PR", Unit.SEMESTER, "H1-P2", 90, 0.3),
    Format("D", "", Unit.YEAR, "H2-P1", 180, 2.0),
    Format("D", "", Unit.YEAR, "H1-P2", 180, 1.0),
    Format("D", "", Unit.SEMESTER, "H4-P2", 180, 1.0),
    Format("R", "", Unit.YEAR, "H2-P1", 180, 1.0),
)


@dataclass(frozen=True)
class Field:
    """What is studied: a group, a training direction without its prefix, and names."""

    group: str
    direction: str
    levels: str
    name_kk: str
    name_ru: str
    name_en: str


def named(level: str, path: str, unit: Unit | None = None) -> Format:
    """The format of a level with that path."""
    return next(f for f in FORMATS if (f.level, f.path) == (level, path) and unit in (None, f.unit))


def draw(random: Random, level: str) -> Format:
    """A format of a level, each as often as it is seen."""
    fitting = [f for f in FORMATS if f.level == level]
    return random.choices(fitting, [f.often for f in fitting])[0]


def fields() -> tuple[Field, ...]:
    """All fields of study."""
    with (DATA / "fields.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Field(**row) for row in csv.DictReader(file))
