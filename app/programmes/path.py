"""The study path as data: who studies where, in what order, for how long.

A path is an ordered list of periods and one unit. The label (2+2, 1+1+1+1) and
the ordered notation of the return (H2-P2) are derived from it and never stored,
because a label alone says neither the unit nor who comes first. What is usual
and what is possible at a level stands in `CUSTOMS`; a new level is a line there.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from app.kernel.errors import Refusal

MONTHS_A_YEAR = 12
MONTHS_A_SEMESTER = 6


class Place(StrEnum):
    """Where a period is spent; the value is the ministry's code."""

    HOME = "HOME"
    PARTNER = "PARTNER"

    @property
    def letter(self) -> str:
        """H or P, as the ordered notation writes it."""
        return self.value[0]


class Unit(StrEnum):
    """What the numbers of a path count; the value is the ministry's code."""

    YEAR = "YEAR"
    SEMESTER = "SEM"
    TRIMESTER = "TRIM"

    @property
    def months(self) -> int:
        """Calendar months, vacations included.

        An academic year is counted as the twelve months to the next one, and
        two semesters or three trimesters make one academic year.
        """
        return {Unit.YEAR: 12, Unit.SEMESTER: 6, Unit.TRIMESTER: 4}[self]


class Level(StrEnum):
    """The level of a programme; the value is the ministry's code."""

    BACHELOR = "B"
    MASTER = "M"
    DOCTORAL = "D"
    RESIDENCY = "R"


@dataclass(frozen=True)
class Custom:
    """What the numbers of a label mean at a level, and what is seen there.

    `longest` is in months. `usual` holds the pairs of (shorter, longer) part in
    months; None where no source names a format, so that none can be unusual.
    """

    unit: Unit
    longest: int
    usual: frozenset[tuple[int, int]] | None = None


CUSTOMS: Mapping[Level, Custom] = MappingProxyType(
    {
        Level.BACHELOR: Custom(Unit.YEAR, 72, frozenset({(24, 24), (12, 36)})),
        Level.MASTER: Custom(Unit.SEMESTER, 36, frozenset({(6, 6), (12, 12), (6, 18)})),
        Level.DOCTORAL: Custom(Unit.YEAR, 72),
        Level.RESIDENCY: Custom(Unit.YEAR, 72),
    }
)


class PathError(Refusal, ValueError):
    """No study path: `reason` is a code for programs, `message` a sentence for people."""

    def __init__(self, reason: str, message: Any) -> None:
        super().__init__(message, field="path")
        self.reason = reason


@dataclass(frozen=True)
class Period:
    """Some units in a row at one place; `partner` tells several partners apart."""

    where: Place
    count: int
    partner: str | int | None = None

    def __post_init__(self) -> None:
        if self.count < 0:
            raise PathError("negative", _l("A period cannot be negative."))
        if self.count == 0:
            raise PathError("zero", _l("A period cannot be zero: leave it out instead."))

    @property
    def text(self) -> str:
        """H2, P1: the place's letter and how many."""
        return f"{self.where.letter}{self.count}"

    def adjoins(self, other: "Period") -> bool:
        """Whether the two, one after the other, would be a single period."""
        return (self.where, self.partner) == (other.where, other.partner)


class Stretch(NamedTuple):
    """A period laid on the calendar: months since entry, `ends` not included."""

    period: Period
    starts: int
    ends: int


@dataclass(frozen=True)
class StudyPath:
    """At least one period, in order; neighbours differ in place or partner."""

    periods: tuple[Period, ...]
    unit: Unit

    def __post_init__(self) -> None:
        if not self.periods:
            raise PathError("empty", _l("The study path is empty: say how long and where."))
        if any(a.adjoins(b) for a, b in zip(self.periods, self.periods[1:], strict=False)):
            raise PathError(
                "neighbours",
                _l("Two periods in a row at the same university are one: add them up."),
            )

    @property
    def label(self) -> str:
        """What people call the format: 2+2, 1+1+1+1. It loses the unit and the order."""
        return "+".join(str(p.count) for p in self.periods)

    @property
    def text(self) -> str:
        """The ordered notation of the return: H2-P2."""
        return "-".join(p.text for p in self.periods)

    @property
    def periods_home(self) -> int:
        """Units spent at the home institution."""
        return self._units(Place.HOME)

    @property
    def periods_partner(self) -> int:
        """Units spent at all partners together."""
        return self._units(Place.PARTNER)

    @property
    def months(self) -> int:
        """The whole length in calendar months."""
        return (self.periods_home + self.periods_partner) * self.unit.months

    @property
    def semesters(self) -> float:
        """The whole length in semesters: fractional where trimesters do not fill one."""
        return self.months / MONTHS_A_SEMESTER

    @property
    def nominal_years(self) -> int:
        """Course years that the path touches: half a year counts as one."""
        return -(-self.months // MONTHS_A_YEAR)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The periods laid end to end from the month of entry."""
        return tuple(self._laid())

    def place_in(self, course_year: int) -> frozenset[Place]:
        """Where a student of a course year (from 1) is; both places in a divided year.

        Nowhere in a year that the path does not have.
        """
        begins = (course_year - 1) * MONTHS_A_YEAR
        ends = begins + MONTHS_A_YEAR
        return frozenset(
            s.period.where for s in self.stretches if s.starts < ends and begins < s.ends
        )

    def is_usual(self, level: Level | str) -> bool:
        """Whether public sources name this format for the level, whichever side is first.

        Compared in months, so that two years are as usual as four semesters.
        """
        usual = CUSTOMS[level_of(level)].usual
        if usual is None:
            return True
        parts = sorted(p.count * self.unit.months for p in self.periods)
        return self._has_both() and tuple(parts) in usual

    def fit(self, level: Level | str) -> "StudyPath":
        """This path, when a double-degree programme of the level can have it."""
        if not self._has_both():
            raise _single()
        if self.months > CUSTOMS[level_of(level)].longest:
            raise _too_long(level_of(level))
        return self

    def as_json(self) -> dict[str, Any]:
        """The path in plain values."""
        return {
            "label": self.label,
            "text": self.text,
            "unit": self.unit.value,
            "months": self.months,
            "periods": [
                {"where": p.where.value, "count": p.count, "partner": p.partner}
                for p in self.periods
            ],
        }

    def _units(self, place: Place) -> int:
        return sum(p.count for p in self.periods if p.where is place)

    def _has_both(self) -> bool:
        return bool(self.periods_home and self.periods_partner)

    def _laid(self) -> Iterator[Stretch]:
        starts = 0
        for period in self.periods:
            ends = starts + period.count * self.unit.months
            yield Stretch(period, starts, ends)
            starts = ends


def level_of(level: Level | str) -> Level:
    """A level by its code (M) or its English name (master)."""
    for known in Level:
        if level in (known.value, known.name.lower()):
            return known
    raise PathError(
        "level",
        _l("The level is one of bachelor, master, doctoral and residency."),
    )


def parse_label(label: str, level: Level | str) -> StudyPath:
    """Read a bare label such as 2+2, its unit taken from the level.

    The first number is read as the home institution's, because universities of
    Kazakhstan admit the student; the places then alternate. The article that
    describes the formats puts the partner first and public usage is mixed, so a
    page shows what was understood and lets it be turned round.
    """
    known = level_of(level)
    counts = _counts(label, known)
    places = (Place.HOME, Place.PARTNER)
    periods = tuple(Period(places[i % 2], n) for i, n in enumerate(counts))
    return StudyPath(periods, CUSTOMS[known].unit).fit(known)


def parse_text(text: str, unit: Unit | str, partners: Sequence[str | int] = ()) -> StudyPath:
    """Read the ordered notation, H2-P1-H1.

    `partners` names the partner of each P in turn; without it the path is read
    as one with a single partner. Cyrillic Н and Р are taken for H and P.
    """
    plain = _plain(text)
    if not plain:
        raise PathError("empty", _l("The study path is empty: say how long and where."))
    named = iter(partners)
    periods = []
    for part in plain.upper().translate(_LATIN).split("-"):
        where, count = _lettered(part)
        partner = next(named, None) if where is Place.PARTNER else None
        periods.append(Period(where, count, partner))
    return StudyPath(tuple(periods), _unit(unit))


_LATIN = str.maketrans("НР", "HP")
_PLACES = {place.letter: place for place in Place}
_NOTED = re.compile(r"([HP])([0-9]{1,3})")
_COUNT = re.compile(r"[0-9]+")
_NEGATIVE = re.compile(r"[-\u2212\u2013][0-9]+")


def _unit(unit: Unit | str) -> Unit:
    try:
        return Unit(unit)
    except ValueError:
        raise PathError("unit", _l("The unit is a year, a semester or a trimester.")) from None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _lettered(part: str) -> tuple[Place, int]:
    found = _NOTED.fullmatch(part)
    if not found:
        raise PathError(
            "unreadable",
            _l("Write each period as H (home) or P (partner) and a number, such as H2-P2."),
        )
    return _PLACES[found[1]], int(found[2])


def _counts(label: str, level: Level) -> list[int]:
    """The numbers of a label, or PathError with the first reason that applies."""
    plain = _plain(label)
    parts = plain.split("+")
    if not plain:
        raise PathError("empty", _l("The study path is empty: write a format such as 2+2."))
    if any(ch.isalpha() for ch in plain):
        raise PathError("letters", _l("A format holds only numbers and plus signs, such as 2+2."))
    if not all(parts):
        raise PathError("unfinished", _l("A number is missing beside a plus sign."))
    counts = [_count(part, level) for part in parts]
    if len(counts) == 1:
        raise _single()
    return counts


def _count(part: str, level: Level) -> int:
    if _NEGATIVE.fullmatch(part):
        raise PathError("negative", _l("A period cannot be negative."))
    if not _COUNT.fullmatch(part):
        raise PathError("unreadable", _l("Write whole numbers joined by plus signs, such as 2+2."))
    digits = part.lstrip("0")
    # No level has a period of a hundred units, and int() refuses endless digits.
    if len(digits) > 2:
        raise _too_long(level)
    return int(digits or "0")


def _single() -> PathError:
    return PathError(
        "single",
        _l("A double degree needs at least one period at home and one at the partner."),
    )


def _too_long(level: Level) -> PathError:
    custom = CUSTOMS[level]
    longest = custom.longest // custom.unit.months
    message = {
        Unit.YEAR: _l("Too long: in years, the most for this level is %(n)d.", n=longest),
        Unit.SEMESTER: _l("Too long: in semesters, the most for this level is %(n)d.", n=longest),
        Unit.TRIMESTER: _l("Too long: in trimesters, the most for this level is %(n)d.", n=longest),
    }[custom.unit]
    return PathError("too_long", message)
