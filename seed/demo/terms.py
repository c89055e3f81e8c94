"""The terms of invented agreements: when they begin, are renewed, and end.

A `Timeline` is made for an opening year and the last year on offer, so that the
agreement is in force on 1 October of every year between them and not after.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.agreements.term import TermCause, TermKind, add_months, end_of_fixed
from seed.demo.story import THIS_YEAR, TODAY

DAY = timedelta(days=1)
STARTS = ((9, 1), (9, 1), (9, 1), (9, 1), (7, 1), (6, 15), (3, 1), (1, 15))


@dataclass
class TermPlan:
    """One term to be written."""

    kind: TermKind
    starts_on: date
    ends_on: date | None = None
    renew_years: int | None = None
    notice_months: int | None = None
    notice_given_on: date | None = None
    agreed_on: date | None = None
    cause: TermCause = TermCause.FIRST


@dataclass
class Timeline:
    """All terms, and how the offer of programmes ends if it does."""

    terms: list[TermPlan]
    signed_on: date
    how: str
    terminated_on: date | None = None
    ends_on: date | None = field(default=None)


def nominal_end(entry_year: int, months: int) -> date:
    """The last day of the nominal duration of those who enter on 1 September."""
    return add_months(date(entry_year, 9, 1), months) - DAY


def ended(random: Random, opens: int, last: int, how: str = "") -> Timeline:
    """An agreement under which nothing is offered after the academic year `last`."""
    ways = {
        "expired": (_expired, 0.56),
        "terminated": (_terminated, 0.16),
        "notice": (_with_notice, 0.12),
        "closed": (_closed, 0.1 if last >= 2020 else 0.06),
        "early": (_early, 0.06 if last >= 2021 else 0.0),
    }
    drawn = random.choices(list(ways), [often for _, often in ways.values()])[0]
    return ways[how or drawn][0](random, opens, last)


def current(random: Random, opens: int, months: int, kind: TermKind | None = None) -> Timeline:
    """An agreement in force today, long enough for those who enter this year."""
    drawn = kind or random.choices(list(TermKind), (0.36, 0.42, 0.22))[0]
    starts_on = _start(random, opens)
    if drawn is TermKind.FIX:
        terms = _chain(random, starts_on, nominal_end(THIS_YEAR, months))
    elif drawn is TermKind.AUTO:
        years = random.choices((5, 3, 2, 1), (0.6, 0.2, 0.15, 0.05))[0]
        months_notice = random.choice((3, 6, 6, 12)) if years > 1 else 3
        terms = [TermPlan(drawn, starts_on, renew_years=years, notice_months=months_notice)]
    else:
        terms = [TermPlan(drawn, starts_on, notice_months=random.choice((3, 6, 6, 12)))]
    return _signed(random, terms, "current")


def _signed(random: Random, terms: list[TermPlan], how: str, **given: date | None) -> Timeline:
    signed_on = min(terms[0].starts_on - timedelta(days=random.randint(5, 150)), TODAY)
    for term in terms:
        before = timedelta(days=random.randint(20, 90))
        early = term.cause is TermCause.EARLY_END
        term.agreed_on = term.starts_on if early else min(term.starts_on - before, TODAY)
    terms[0].agreed_on = signed_on
    return Timeline(terms, signed_on, how, **given)


def _start(random: Random, opens: int) -> date:
    return date(opens, *random.choice(STARTS))


def _end(random: Random, last: int) -> date:
    """A last day after the reference date of `last` and before the next."""
    return random.choice(
        (
            date(last, 12, 31),
            date(last + 1, 1, 31),
            date(last + 1, 6, 30),
            date(last + 1, 8, 31),
            date(last + 1, 8, 31),
        )
    )


def _years_before(end: date, opens: int) -> int:
    """The fewest whole years back from an end that reach the opening."""
    years = 1
    while add_months(end + DAY, -12 * years) > date(opens, 9, 1):
        years += 1
    return years


def _expired(random: Random, opens: int, last: int) -> Timeline:
    end = _end(random, last)
    years = _years_before(end, opens)
    if years <= 5:
        years = min(5, years + random.randint(0, 2))
    starts_on = add_months(end + DAY, -12 * years)
    if years <= 5 or (years <= 10 and random.random() < 0.4):
        terms = [TermPlan(TermKind.FIX, starts_on, end)]
    else:
        cause = random.choice((TermCause.RENEWAL, TermCause.EXTENSION))
        first = end_of_fixed(starts_on, 5)
        terms = [
            TermPlan(TermKind.FIX, starts_on, first),
            TermPlan(TermKind.FIX, first + DAY, end, cause=cause),
        ]
    return _signed(random, terms, "expired", ends_on=end)


def _terminated(random: Random, opens: int, last: int) -> Timeline:
    made = current(random, opens, 12)
    day = date(last, 11, 1) + timedelta(days=random.randint(0, 300))
    made.terms = [term for term in made.terms if term.starts_on < day]
    made.terminated_on = day
    made.ends_on = day - DAY
    made.how = "terminated"
    return made


def _with_notice(random: Random, opens: int, last: int) -> Timeline:
    end = _end(random, last)
    years = random.choice((5, 3, 2))
    length = -(-_years_before(end, opens) // years) * years
    notice = random.choice((3, 6))
    term = TermPlan(
        TermKind.AUTO,
        add_months(end + DAY, -12 * length),
        end,
        renew_years=years,
        notice_months=notice,
        notice_given_on=add_months(end, -notice - 1) - timedelta(days=random.randint(0, 40)),
    )
    return _signed(random, [term], "notice", ends_on=end)


def _closed(random: Random, opens: int, last: int) -> Timeline:
    made = current(random, opens, 24)
    made.how = "closed"
    return made


def _early(random: Random, opens: int, last: int) -> Timeline:
    """A fixed term replaced by a shorter one that both sides agreed."""
    if opens + 8 < last:
        return _expired(random, opens, last)
    end = _end(random, last)
    starts_on = _start(random, opens)
    agreed = TermPlan(TermKind.FIX, date(last, 11, 1), end, cause=TermCause.EARLY_END)
    first = TermPlan(TermKind.FIX, starts_on, end_of_fixed(starts_on, 10))
    return _signed(random, [first, agreed], "early", ends_on=end)


def _chain(random: Random, starts_on: date, needed: date) -> list[TermPlan]:
    """Fixed terms, one after the other, until the needed day is reached."""
    terms: list[TermPlan] = []
    begins = starts_on
    while not terms or (terms[-1].ends_on or needed) < needed:
        long_enough = next((n for n in range(1, 10) if end_of_fixed(begins, n) >= needed), 10)
        short = begins.year + 5 <= THIS_YEAR and random.random() < 0.7
        years = random.choice((3, 5)) if short else long_enough
        end = end_of_fixed(begins, years)
        cause = TermCause.FIRST if not terms else TermCause.RENEWAL
        if cause is TermCause.RENEWAL and begins > TODAY:
            cause = TermCause.EXTENSION
        terms.append(TermPlan(TermKind.FIX, begins, end, cause=cause))
        begins = end + DAY
    return terms
