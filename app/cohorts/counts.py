"""Counts as values: the rows that a grid, a workbook or a service speaks of.

Each row says in `KEY` which attributes tell it apart from its neighbours and in
`COUNTS` what is counted; comparing, merging, fingerprints and the journal work
from these two. To count something more: a field, named in one of them. Also
here: how a cohort's numbers have to add up from one year to the next.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Self

from app.agreements.term import add_months
from app.cohorts.models import Diplomas, Direction, Flow, Sex, StudyPlace


@dataclass(frozen=True)
class Row:
    """One line of counts. `line` is where the person sees it; it is not compared."""

    KEY: ClassVar[tuple[str, ...]] = ()
    COUNTS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, record: Any, **more: Any) -> Self:
        """The row as a stored record has it."""
        names = [name for name in (*cls.KEY, *cls.COUNTS) if name not in more]
        return cls(**{name: getattr(record, name) for name in names}, **more)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells this row apart."""
        return tuple(getattr(self, name) for name in self.KEY)

    @property
    def counts(self) -> tuple[Any, ...]:
        """What is counted."""
        return tuple(getattr(self, name) for name in self.COUNTS)

    @property
    def assumed_zero(self) -> frozenset[str]:
        """Counts that are zero when nobody says anything; the others are then not known."""
        return frozenset(f.name for f in fields(self) if f.name in self.COUNTS and f.default == 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted: such a row vanishes."""
        return not any(self.counts)

    @property
    def short(self) -> str:
        """The attributes as codes, for the journal; those that are not asked are left out."""
        shown = (plain(value) for value in self.key)
        return " ".join(text for text in shown if text)


@dataclass(frozen=True)
class ContingentRow(Row):
    """Students with the same attributes on the reference date; `on_leave` are not in `n`."""

    KEY: ClassVar[tuple[str, ...]] = (
        "entry_year",
        "course_year",
        "direction",
        "citizenship",
        "residence",
        "sex",
        "funding",
        "funding_partner",
        "place",
        "language",
        "study_mode",
    )
    COUNTS: ClassVar[tuple[str, ...]] = ("n", "on_leave")

    entry_year: int
    course_year: int
    sex: Sex
    citizenship: str
    funding: str
    place: StudyPlace
    language: str
    n: int
    on_leave: int = 0
    direction: Direction = Direction.OUT
    residence: str = ""
    funding_partner: str = ""
    study_mode: str = "FT"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class MovementRow(Row):
    """Who came and went between two reference dates."""

    KEY: ClassVar[tuple[str, ...]] = ("sex", "citizenship_group", "funding", "withdraw_reason")
    COUNTS: ClassVar[tuple[str, ...]] = (
        "applied",
        "admitted",
        "transferred_in",
        "reinstated",
        "withdrawn",
        "graduated",
    )

    sex: Sex
    citizenship_group: str
    funding: str = ""
    withdraw_reason: str = ""
    applied: int | None = None
    admitted: int = 0
    transferred_in: int = 0
    reinstated: int = 0
    withdrawn: int = 0
    graduated: int = 0
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class GraduationRow(Row):
    """Graduates and the diplomas they hold; the other counts are parts of `n`."""

    KEY: ClassVar[tuple[str, ...]] = ("graduation_year", "sex", "citizenship_group", "diplomas")
    COUNTS: ClassVar[tuple[str, ...]] = (
        "n",
        "on_time",
        "honours",
        "supplements",
        "recognised",
        "employed",
    )
    PARTS: ClassVar[tuple[str, ...]] = COUNTS[1:]

    graduation_year: int
    sex: Sex
    citizenship_group: str
    diplomas: Diplomas
    n: int
    on_time: int = 0
    honours: int | None = None
    supplements: int = 0
    recognised: int | None = None
    employed: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class MobilityRow(Row):
    """A period elsewhere, of people with the same attributes; credits summed over them."""

    KEY: ClassVar[tuple[str, ...]] = (
        "flow",
        "starts_on",
        "ends_on",
        "country",
        "host_id",
        "host_name",
        "mode",
        "sex",
        "funding",
        "person_type",
        "entry_year",
    )
    COUNTS: ClassVar[tuple[str, ...]] = ("n", "ects_planned", "ects_earned", "ects_recognised")

    flow: Flow
    starts_on: date
    ends_on: date
    country: str
    n: int
    funding: str
    host_id: int | None = None
    host_name: str = ""
    mode: str = "OFF"
    sex: Sex | None = None
    person_type: str = "STUD"
    entry_year: int | None = None
    ects_planned: Decimal | None = None
    ects_earned: Decimal | None = None
    ects_recognised: Decimal | None = None
    line: int = field(default=0, compare=False)

    @property
    def gap(self) -> Decimal | None:
        """Credits earned and not recognised; None while either is unknown."""
        if self.ects_earned is None or self.ects_recognised is None:
            return None
        return self.ects_earned - self.ects_recognised


def plain(value: Any) -> str:
    """A value as a code; nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value.value if isinstance(value, Enum) else value)


def fingerprint(rows: Iterable[Row]) -> str:
    """What rows say, in sixteen letters: two editors with the same had the same rows."""
    lines = sorted(
        "|".join((type(row).__name__, *map(plain, row.key), *map(plain, row.counts)))
        for row in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def merged(rows: Iterable[ContingentRow]) -> list[ContingentRow]:
    """Rows with the same attributes put together, in the order of the first of each."""
    found: dict[tuple[Any, ...], ContingentRow] = {}
    for row in rows:
        if (other := found.get(row.key)) is not None:
            row = replace(other, n=other.n + row.n, on_leave=other.on_leave + row.on_leave)
        found[row.key] = row
    return list(found.values())


def counted(row: Row) -> str:
    """The counts of a row in a line of the journal."""
    return " / ".join(plain(value) or "–" for value in row.counts)


def changes(before: Sequence[Row], after: Sequence[Row]) -> dict[str, list[str | None]]:
    """Attributes → counts before and after, of those rows only that differ."""
    old, new = _named(before), _named(after)
    names = dict.fromkeys((*old, *new))
    return {k: [old.get(k), new.get(k)] for k in names if old.get(k) != new.get(k)}


def _named(rows: Iterable[Row]) -> dict[str, str]:
    """Attributes → counts; rows with the same attributes are numbered."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row.short, counted(row))):
        times[row.short] = n = times.get(row.short, 0) + 1
        found[row.short if n == 1 else f"{row.short} ({n})"] = counted(row)
    return found


def study_ends_on(entry_year: int, months: int) -> date:
    """The last day of a cohort's study by plan: entry on 1 September, so many months."""
    return add_months(date(entry_year, 9, 1), months) - timedelta(days=1)


@dataclass(frozen=True)
class Flows:
    """The movement of a cohort in one year, summed over its rows."""

    admitted: int = 0
    transferred_in: int = 0
    reinstated: int = 0
    withdrawn: int = 0
    graduated: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anybody came or went."""
        return self != Flows()

    @property
    def net(self) -> int:
        """By how much they changed the cohort."""
        came = self.admitted + self.transferred_in + self.reinstated
        return came - self.withdrawn - self.graduated


@dataclass(frozen=True)
class Balance:
    """Whether last year's students, with who came and went, make this year's.

    None is unknown: nobody counted the cohort last year, or has not yet.
    `leave` is how many more (or fewer) are on academic leave than last year.
    """

    entry_year: int
    previous: int | None
    flows: Flows
    current: int | None
    leave: int = 0

    @property
    def expected(self) -> int | None:
        """What this year's count should be."""
        return None if self.previous is None else self.previous + self.flows.net

    @property
    def difference(self) -> int | None:
        """Students more (or fewer) than expected; None when it cannot be known."""
        if self.expected is None or self.current is None:
            return None
        return self.current - self.expected

    @property
    def is_explained_by_leave(self) -> bool:
        """Whether students who went on leave, or came back from it, are the difference."""
        return bool(self.difference) and self.difference == -self.leave

    @property
    def is_open(self) -> bool:
        """Whether there is a difference that nothing explains."""
        return bool(self.difference) and not self.is_explained_by_leave

    @property
    def is_settled(self) -> bool:
        """Whether everything is known and adds up."""
        return self.difference is not None and not self.is_open

    @property
    def missing(self) -> int:
        """The difference without its sign, for a sentence."""
        return abs(self.difference or 0)


def as_data(row: Row) -> dict[str, Any]:
    """A row as a form takes it."""
    return asdict(row)
