"""What an address asks for: a year, a day in the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.years import AcademicYear
from app.statistics.figures import National


@dataclass(frozen=True)
class AsAt:
    """The day as of which figures are told; today unless an earlier one is asked for."""

    day: date
    is_asked: bool

    @property
    def instant(self) -> datetime | None:
        """The end of the day; None for the present."""
        return clock.end_of(self.day) if self.is_asked else None

    @property
    def argument(self) -> str | None:
        """As an address says it again."""
        return self.day.isoformat() if self.is_asked else None


def as_at() -> AsAt:
    """The day in the address; Missing where it is none. A day to come is today."""
    text, today = request.args.get("as_at", ""), clock.today()
    if not text:
        return AsAt(today, is_asked=False)
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Missing from wrong
    return AsAt(min(day, today), is_asked=day < today)


def year(name: str = "year") -> AcademicYear | None:
    """The year in the address; None where there is none, Missing where it is not one."""
    text = request.args.get(name, "")
    if not text:
        return None
    return named(text)


def named(text: str) -> AcademicYear:
    """A year by its name; Missing where it is not one."""
    try:
        return AcademicYear.parse(text)
    except ValueError as wrong:
        raise Missing from wrong


def named_or_none(year: str) -> AcademicYear | None:
    """A year by its name in an address, for a guard; None where it is not one."""
    try:
        return AcademicYear.parse(year)
    except ValueError:
        return None


def newest_whole(known: Mapping[int, National]) -> AcademicYear:
    """The newest year that everybody has filed, else the newest known, else the present."""
    whole = [start for start, figures in known.items() if figures.coverage.is_whole]
    newest = max(whole or known, default=None)
    return AcademicYear.of(clock.today()) if newest is None else AcademicYear(newest)
