"""The rows of counts, one by one: contingent, movement, graduates, mobility, judgements."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.agreements.term import add_months
from app.cohorts.models import Direction as Direction
from app.cohorts.models import Flow
from app.cohorts.models import StudyPlace as StudyPlace
from app.quality.models import LOW
from app.quality.models import Grade as Grade
from app.recognition.treaties import HOME
from app.returns.dataset import KEYS, Row
from app.returns.facts.cells import day, decimal, integer, member, text
from app.returns.facts.declared import (
    CONTINGENT,
    GRADUATES,
    MOBILITY,
    MOVEMENT,
    QUALITY,
    Declared,
    Spot,
)
from app.returns.facts.thresholds import LONGEST_STAY_MONTHS, REPEATED_YEARS

STATE_GRANT = "G"
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class ContingentFacts:
    """Students with the same attributes on the reference date.

    `alike` is how many rows have all the same keys; `nominal_years` are those of the
    programme, half a year counting as one.
    """

    n: int | None
    n_leave: int
    alike: int
    direction: Direction | None
    place_now: StudyPlace | None
    entry_year: int | None
    first_intake: int | None
    year: int
    course_year: int | None
    nominal_years: int | None
    citizenship: str | None
    funding: str | None
    funding_partner: str | None

    @property
    def longest_course(self) -> int | None:
        """The last course year that anybody can be in, a repeated one included."""
        return None if self.nominal_years is None else self.nominal_years + REPEATED_YEARS

    @property
    def is_paid_at_partner(self) -> bool:
        """Whether it is said who pays for the time at the partner."""
        return self.funding_partner is not None


def contingent(returns: Sequence[Declared]) -> dict[Spot, ContingentFacts]:
    """Each row of the contingent."""
    return dict(_contingent(returns))


def _contingent(returns: Sequence[Declared]) -> Iterator[tuple[Spot, ContingentFacts]]:
    for declared in returns:
        keys = [_key(row) for row in declared.data.rows(CONTINGENT)]
        alike = Counter(keys)
        programmes = {key: _of_programme(one.row) for key, one in declared.programmes.items()}
        for at, row in declared.lines(CONTINGENT):
            first_intake, years = programmes.get(row.get("prog_id"), (None, None))
            yield (
                Spot(CONTINGENT, at),
                ContingentFacts(
                    n=integer(row, "n"),
                    n_leave=integer(row, "n_leave") or 0,
                    alike=alike[keys[at]],
                    direction=member(row, "direction", Direction),
                    place_now=member(row, "place_now", StudyPlace),
                    entry_year=integer(row, "entry_year"),
                    first_intake=first_intake,
                    year=declared.year,
                    course_year=integer(row, "course_year"),
                    nominal_years=years,
                    citizenship=text(row, "citizenship"),
                    funding=text(row, "funding"),
                    funding_partner=text(row, "funding_partner"),
                ),
            )


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(map(row.get, KEYS[CONTINGENT]))


def _of_programme(row: Row) -> tuple[int | None, int | None]:
    return integer(row, "first_intake"), nominal_years(row)


def nominal_years(programme: Row) -> int | None:
    """How many course years a programme has."""
    months = integer(programme, "duration_months")
    return None if months is None else -(-months // MONTHS_A_YEAR)


@dataclass(frozen=True)
class MovementFacts:
    """Who came and went of one cohort with the same attributes."""

    withdrawn: int | None
    withdraw_reason: str | None


def movement(returns: Sequence[Declared]) -> dict[Spot, MovementFacts]:
    """Each row of the movement."""
    return {
        Spot(MOVEMENT, at): MovementFacts(integer(row, "withdrawn"), text(row, "withdraw_reason"))
        for declared in returns
        for at, row in declared.lines(MOVEMENT)
    }


PARTS = ("on_time", "honours", "ds_issued", "recog_cert", "employed_1y")


@dataclass(frozen=True)
class GraduatesFacts:
    """Graduates with the same attributes, and those among them of whom more is said."""

    n: int | None
    on_time: int | None
    honours: int | None
    ds_issued: int | None
    recog_cert: int | None
    employed_1y: int | None

    @property
    def largest_part(self) -> int | None:
        """The largest number of any of those among them; not known where none is given."""
        given = [one for name in PARTS if (one := getattr(self, name)) is not None]
        return max(given, default=None)


def graduates(returns: Sequence[Declared]) -> dict[Spot, GraduatesFacts]:
    """Each row of the graduates."""
    return {
        Spot(GRADUATES, at): GraduatesFacts(*(integer(row, name) for name in ("n", *PARTS)))
        for declared in returns
        for at, row in declared.lines(GRADUATES)
    }


@dataclass(frozen=True)
class MobilityFacts:
    """A period abroad, or here.

    `has_partner_at_home` says that a partner of the agreement teaches in Kazakhstan:
    then students may go there.
    """

    flow: Flow | None
    period_start: date | None
    period_end: date | None
    country: str | None
    has_partner_at_home: bool | None
    ects_earned: Decimal | None
    ects_recognised: Decimal | None

    @property
    def lasts_properly(self) -> bool | None:
        """Whether it ends after it starts, and not later than the longest stay."""
        if self.period_start is None or self.period_end is None:
            return None
        longest = add_months(self.period_start, LONGEST_STAY_MONTHS)
        return self.period_start < self.period_end <= longest

    @property
    def goes_to_a_partner(self) -> bool | None:
        """Whether who leaves stays abroad, or with a partner in the country."""
        if self.flow is None or self.country is None:
            return None
        if self.flow is not Flow.OUT or self.country != HOME:
            return True
        return self.has_partner_at_home

    @property
    def is_possible(self) -> bool | None:
        """Whether length and country are as they can be; what is wrong of one is enough."""
        judged = (self.lasts_properly, self.goes_to_a_partner)
        if False in judged:
            return False
        return None if None in judged else True


def mobility(returns: Sequence[Declared]) -> dict[Spot, MobilityFacts]:
    """Each row of the mobility."""
    return {
        Spot(MOBILITY, at): MobilityFacts(
            flow=member(row, "flow", Flow),
            period_start=day(row, "period_start"),
            period_end=day(row, "period_end"),
            country=text(row, "country"),
            has_partner_at_home=home.get(row.get("prog_id")),
            ects_earned=decimal(row, "ects_earned"),
            ects_recognised=decimal(row, "ects_recognised"),
        )
        for declared in returns
        for home in (_with_partners_at_home(declared),)
        for at, row in declared.lines(MOBILITY)
    }


def _with_partners_at_home(declared: Declared) -> Mapping[Any, bool | None]:
    found = {}
    for key, line in declared.programmes.items():
        countries = declared.partner_countries(declared.agreement_of(line.row))
        found[key] = None if countries is None else HOME in countries
    return found


@dataclass(frozen=True)
class JudgementFacts:
    """A judgement on one standard."""

    judgement: Grade | None
    comment: str | None
    action: str | None
    action_due: date | None
    evidence_ref: str | None

    @property
    def is_low(self) -> bool:
        """Whether the standard is not met, or in part only."""
        return self.judgement in LOW

    @property
    def has_plan(self) -> bool:
        """Whether it is said why, what is to be done, and until when."""
        return None not in (self.comment, self.action, self.action_due)


def judgements(returns: Sequence[Declared]) -> dict[Spot, JudgementFacts]:
    """Each judgement of the self-assessment."""
    return {
        Spot(QUALITY, at): JudgementFacts(
            judgement=member(row, "judgement", Grade),
            comment=text(row, "comment"),
            action=text(row, "action"),
            action_due=day(row, "action_due"),
            evidence_ref=text(row, "evidence_ref"),
        )
        for declared in returns
        for at, row in declared.lines(QUALITY)
    }
