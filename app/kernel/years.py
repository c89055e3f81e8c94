"""The academic year: what its name means in days.

A year is named by the two calendar years it touches, "2025-2026", and stored by
the first of them. Every date the product derives from a year (reference date,
movement period) is a property here, so that a page, a check and the workbook
cannot disagree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

# What a person may name; the years beside the first and the last can be spoken of too.
FIRST_START, LAST_START = 1900, 2199

_NAME = re.compile(r"([0-9]{4})\s*[-/\u2010-\u2015]\s*([0-9]{2}|[0-9]{4})")


@dataclass(frozen=True, order=True)
class AcademicYear:
    """The year of study from 1 September of `start` to 31 August after it."""

    start: int

    def __post_init__(self) -> None:
        if not FIRST_START - 1 <= self.start <= LAST_START + 1:
            raise ValueError(f"no academic year starts in {self.start}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2025-2026", "2025/2026", "2025–2026" or "2025-26"; ValueError otherwise."""
        found = _NAME.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is not an academic year such as 2025-2026")
        start, end = int(found[1]), found[2]
        if end != str(start + 1)[-len(end) :]:
            raise ValueError(f"{text!r} does not name two years in a row")
        if not FIRST_START <= start <= LAST_START:
            raise ValueError(f"{text!r} is not a year between {FIRST_START} and {LAST_START}")
        return cls(start)

    @classmethod
    def of(cls, day: date) -> Self:
        """The academic year in which a day lies."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def range(cls, first: Self, last: Self) -> Iterator[Self]:
        """The years from `first` to `last`, both included."""
        return (cls(start) for start in range(first.start, last.start + 1))

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    @property
    def reference_date(self) -> date:
        """The day on which the contingent is counted."""
        return date(self.start, 10, 1)

    @property
    def movement_period(self) -> tuple[date, date]:
        """The twelve months of movement that end just before the reference date."""
        return date(self.start - 1, 10, 1), date(self.start, 9, 30)

    @property
    def previous(self) -> Self:
        return type(self)(self.start - 1)

    @property
    def next(self) -> Self:
        return type(self)(self.start + 1)
