"""Why a total changed between two years: what is new, closed, grown, shrunk, newly reported.

Each programme of each institution falls into exactly one cause, and the causes together
are the whole difference, by level too. An institution that has reported only one of the
two years is a cause of its own: what it adds or takes away says nothing of programmes
that opened or closed. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.programmes.path import Level
from app.statistics.figures import LEVELS, Change
from app.statistics.rows import Entry, Place, Year


class Cause(StrEnum):
    """Why a programme adds to a difference."""

    NEW = "new"
    CLOSED = "closed"
    GROWN = "grown"
    SHRUNK = "shrunk"
    NEWLY_REPORTING = "newly_reporting"
    NO_LONGER_REPORTING = "no_longer_reporting"


@dataclass(frozen=True)
class Moved:
    """A programme of one level with its number before and after; a missing one counts nothing."""

    place: Place
    key: str
    level: Level
    name_kk: str
    name_ru: str
    name_en: str
    before: int
    after: int
    cause: Cause

    @property
    def difference(self) -> int:
        """What it adds to the difference of the total."""
        return self.after - self.before

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        names = {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}
        numbers = {"from": self.before, "to": self.after, "difference": self.difference}
        level = next(word for word, one in LEVELS.items() if one is self.level)
        return {"code": self.key, "name": names, "level": level} | numbers


@dataclass(frozen=True)
class Share:
    """What one institution adds to a cause."""

    place: Place
    programmes: tuple[Moved, ...]

    @property
    def difference(self) -> int:
        """The sum over its programmes."""
        return sum(one.difference for one in self.programmes)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        place = self.place
        return {
            "code": place.code,
            "name": {"kk": place.name_kk, "ru": place.name_ru, "en": place.name_en},
            "n": self.difference,
            "programmes": [one.as_json() for one in self.programmes],
        }


@dataclass(frozen=True)
class Part:
    """One cause with what it adds, the largest institutions first."""

    cause: Cause
    shares: tuple[Share, ...]

    @property
    def difference(self) -> int:
        """What the cause adds to the difference of the total."""
        return sum(share.difference for share in self.shares)

    @property
    def programmes(self) -> int:
        """How many programmes it is about."""
        return sum(len(share.programmes) for share in self.shares)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "n": self.difference,
            "programmes": self.programmes,
            "institutions": [share.as_json() for share in self.shares],
        }


@dataclass(frozen=True)
class Why:
    """A total in two years, and every cause of the difference; no parts while either is unknown."""

    change: Change
    parts: tuple[Part, ...] | None

    def part(self, cause: Cause) -> Part:
        """The part of one cause; an empty one when there is none."""
        return next((p for p in self.parts or () if p.cause is cause), Part(cause, ()))

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it: every cause stands there, also an empty one."""
        parts = None if self.parts is None else {p.cause.value: p.as_json() for p in self.parts}
        return self.change.as_json() | {"parts": parts}


@dataclass(frozen=True)
class Explained:
    """One figure in two years: the total, and each level that either year has."""

    total: Why
    levels: Mapping[Level, Why]

    def as_json(self) -> dict[str, Any]:
        """The total and the levels in words."""
        words = {level: word for word, level in LEVELS.items()}
        levels = {words[level]: why.as_json() for level, why in self.levels.items()}
        return {"total": self.total.as_json()} | levels


def contingent(before: Year, after: Year) -> Explained:
    """Why the number of students changed."""
    return _explained(before, after, lambda entry: entry.students, lambda entry: True)


def programmes(before: Year, after: Year) -> Explained:
    """Why the number of programmes on offer changed."""
    return _explained(
        before,
        after,
        lambda entry: int(entry.programme.is_on_offer),
        lambda entry: entry.programme.is_on_offer,
    )


def _explained(
    before: Year,
    after: Year,
    count: Callable[[Entry], int],
    stands: Callable[[Entry], bool],
) -> Explained:
    moved = list(_moved(before, after, count, stands))
    levels = [level for level in Level if level is not Level.RESIDENCY or _has(moved, level)]
    is_known = before.is_known and after.is_known
    numbers = _numbers(before, count), _numbers(after, count)
    return Explained(
        _why(_sum(numbers[0]), _sum(numbers[1]), moved if is_known else None),
        {
            level: _why(
                _of(numbers[0], level),
                _of(numbers[1], level),
                [one for one in moved if one.level is level] if is_known else None,
            )
            for level in levels
        },
    )


def _has(moved: Sequence[Moved], level: Level) -> bool:
    return any(one.level is level and (one.before or one.after) for one in moved)


def _numbers(year: Year, count: Callable[[Entry], int]) -> Mapping[Level, int] | None:
    if not year.is_known:
        return None
    found: dict[Level, int] = defaultdict(int)
    for entry in year.entries:
        found[entry.programme.level] += count(entry)
    return found


def _sum(numbers: Mapping[Level, int] | None) -> int | None:
    return None if numbers is None else sum(numbers.values())


def _of(numbers: Mapping[Level, int] | None, level: Level) -> int | None:
    return None if numbers is None else numbers.get(level, 0)


def _why(before: int | None, after: int | None, moved: Sequence[Moved] | None) -> Why:
    if moved is None:
        return Why(Change(before, after), None)
    return Why(Change(before, after), tuple(_part(cause, moved) for cause in Cause))


def _part(cause: Cause, moved: Sequence[Moved]) -> Part:
    by_place: dict[Place, list[Moved]] = defaultdict(list)
    for one in moved:
        if one.cause is cause and one.difference:
            by_place[one.place].append(one)
    shares = [Share(place, tuple(sorted(found, key=_largest))) for place, found in by_place.items()]
    return Part(cause, tuple(sorted(shares, key=lambda s: (-abs(s.difference), s.place.code))))


def _largest(one: Moved) -> tuple[int, str]:
    return -abs(one.difference), one.key


def _moved(
    before: Year,
    after: Year,
    count: Callable[[Entry], int],
    stands: Callable[[Entry], bool],
) -> Iterator[Moved]:
    """Every programme of either year, once; one whose level changed is two."""
    sides = [
        {(*entry.name, entry.programme.level): entry for entry in year.entries}
        for year in (before, after)
    ]
    reported = [{place.code for place in year.places.values()} for year in (before, after)]
    for name in sorted({*sides[0], *sides[1]}):
        old, new = sides[0].get(name), sides[1].get(name)
        numbers = [count(entry) if entry else 0 for entry in (old, new)]
        shown = new or old
        assert shown is not None
        yield Moved(
            place=shown.place,
            key=shown.programme.key,
            level=shown.programme.level,
            name_kk=shown.programme.name_kk,
            name_ru=shown.programme.name_ru,
            name_en=shown.programme.name_en,
            before=numbers[0],
            after=numbers[1],
            cause=_cause(
                (name[0] in reported[0], name[0] in reported[1]),
                (old is not None and stands(old), new is not None and stands(new)),
                numbers[1] - numbers[0],
            ),
        )


def _cause(reported: tuple[bool, bool], stood: tuple[bool, bool], difference: int) -> Cause:
    if not reported[0]:
        return Cause.NEWLY_REPORTING
    if not reported[1]:
        return Cause.NO_LONGER_REPORTING
    if not stood[0]:
        return Cause.NEW
    if not stood[1]:
        return Cause.CLOSED
    return Cause.GROWN if difference >= 0 else Cause.SHRUNK
