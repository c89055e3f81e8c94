"""National figures as values: counts by level, coverage, change. No database here.

Unknown (nobody has filed) is None and stays None in every sum and difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.years import AcademicYear
from app.programmes.path import Level

LEVELS = {
    "bachelor": Level.BACHELOR,
    "master": Level.MASTER,
    "doctoral": Level.DOCTORAL,
    "residency": Level.RESIDENCY,
}
ALWAYS = ("bachelor", "master", "doctoral")


@dataclass(frozen=True)
class Coverage:
    """How many institutions have filed, of how many that were expected to."""

    institutions: int
    of: int

    @property
    def is_known(self) -> bool:
        """Whether anybody has filed at all."""
        return self.institutions > 0

    @property
    def is_whole(self) -> bool:
        """Whether everybody who was expected to has filed."""
        return self.institutions >= self.of

    def as_json(self) -> dict[str, int]:
        """As the command line prints it."""
        return {"institutions": self.institutions, "of": self.of}


@dataclass(frozen=True)
class ByLevel:
    """A count for each level; None when it is not known."""

    counts: Mapping[Level, int] | None

    def of(self, level: Level) -> int | None:
        """The count of one level; zero only when the year is known."""
        return None if self.counts is None else self.counts.get(level, 0)

    @property
    def total(self) -> int | None:
        """The sum over all levels."""
        return None if self.counts is None else sum(self.counts.values())

    def as_json(self) -> dict[str, int | None]:
        """Levels in words and the total; residency only where there is any."""
        found = {
            word: self.of(level)
            for word, level in LEVELS.items()
            if word in ALWAYS or self.of(level)
        }
        return found | {"total": self.total}


@dataclass(frozen=True)
class Change:
    """From → to, never a bare percentage."""

    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """After minus before, unknown when either is."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """Percent of the earlier value, two decimals; none of an unknown or a zero."""
        if self.difference is None or not self.before:
            return None
        return round(100 * self.difference / self.before, 2)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "from": self.before,
            "to": self.after,
            "difference": self.difference,
            "percent": self.percent,
        }


@dataclass(frozen=True)
class Partners:
    """Distinct partner institutions abroad, and their countries."""

    institutions: int | None
    countries: int | None

    def as_json(self) -> dict[str, int | None]:
        """As the command line prints it."""
        return {"institutions": self.institutions, "countries": self.countries}


@dataclass(frozen=True)
class National:
    """The national figures of one academic year."""

    year: AcademicYear
    coverage: Coverage
    programmes: ByLevel
    contingent: ByLevel
    partners: Partners

    def as_json(self, change: "Comparison") -> dict[str, Any]:
        """The figures with their change against the year before."""
        return {
            "year": str(self.year),
            "coverage": self.coverage.as_json(),
            "programmes": self.programmes.as_json(),
            "contingent": self.contingent.as_json(),
            "partners": self.partners.as_json(),
            "change": change.as_json(),
        }


@dataclass(frozen=True)
class Comparison:
    """Two successive years of the same institutions, so that a difference means something.

    While either year is not whole, `before` and `after` count only the
    `institutions` that filed in both, and every figure is unknown when there are
    none. `institutions` is None when the years are compared as they stand.
    """

    before: National
    after: National
    institutions: int | None = None

    @property
    def is_partial(self) -> bool:
        """Whether only those are compared who filed in both years."""
        return self.institutions is not None

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it; `institutions` stands there only when partial."""
        named = {} if self.institutions is None else {"institutions": self.institutions}
        pairs = {
            "contingent": Change(self.before.contingent.total, self.after.contingent.total),
            "programmes": Change(self.before.programmes.total, self.after.programmes.total),
        }
        changes = {name: change.as_json() for name, change in pairs.items()}
        return {"from_year": str(self.before.year)} | named | changes
