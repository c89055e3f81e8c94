"""The arithmetic of an agreement's term: what is in force on which day.

A `Span` is one term as it was agreed (first, renewal, extension, early end); a
`Life` is all of them together with termination and teach-out. Validity is
computed from a `Life` for any date and never stored. The last day in force is
always inclusive: five years from 1 September 2020 end on 31 August 2025.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

DAY = timedelta(days=1)
RENEW_YEARS = range(1, 11)
NOTICE_MONTHS = range(25)

# Only a signed agreement can be in force; what happened to it later is told by dates.
SIGNED_STAGES = frozenset({"signed", "suspended", "terminated"})


class TermKind(StrEnum):
    """How a term ends; the value is the ministry's code."""

    FIX = "FIX"
    AUTO = "AUTO"
    IND = "IND"


class TermCause(StrEnum):
    """Why a span was agreed."""

    FIRST = "first"
    RENEWAL = "renewal"
    EXTENSION = "extension"
    EARLY_END = "early_end"


class Validity(StrEnum):
    """What an agreement is on a day."""

    NOT_IN_FORCE = "not_in_force"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    TEACH_OUT = "teach_out"


class Stretch(NamedTuple):
    """Days from the first to the last, both included; open when `ends_on` is None."""

    starts_on: date
    ends_on: date | None

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Notice(NamedTuple):
    """A notice that is still in time: its last day, and the last day in force when it is given.

    `renews_on` is the day on which the term renews before that end whatever is
    done; None when the period that runs can still be the last.
    """

    due_on: date
    ends_on: date
    renews_on: date | None = None


@dataclass(frozen=True)
class Problem:
    """Why a span cannot be, beside the field to correct."""

    code: str
    message: Any
    field: str


@dataclass(frozen=True)
class Span:
    """One term as agreed.

    `ends_on` is None for an automatic or an indefinite term until a notice, given
    on `notice_given_on`, has fixed its end.
    """

    kind: TermKind
    starts_on: date
    ends_on: date | None = None
    renew_years: int | None = None
    notice_months: int | None = None
    cause: TermCause = TermCause.FIRST
    notice_given_on: date | None = None

    @property
    def stretch(self) -> Stretch:
        """The days of this span, as if no other existed."""
        return Stretch(self.starts_on, self.ends_on)

    @property
    def renews(self) -> bool:
        """Whether it is automatic and says how many years at a time."""
        return self.kind is TermKind.AUTO and bool(self.renew_years and self.renew_years > 0)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day.

    Beyond the calendar's ends (years 1 and 9999) it stays at the end, so that an
    impossible date typed by a person is a finding and not a failure.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The anniversary; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def end_of_fixed(starts_on: date, years: int) -> date:
    """The last day of a term of so many years: the eve of the anniversary."""
    return _eve(add_years(starts_on, years))


def renewals(span: Span, until: date) -> list[Stretch]:
    """The periods of an automatic span that begin by `until`, the first included.

    Counted from the first day and not from one another, so that 29 February
    returns in leap years. The last is cut short when the span's end falls in it.
    """
    found = []
    for period in _periods(span):
        if period.starts_on > until:
            break
        found.append(period)
    return found


def current_period(span: Span, on: date) -> Stretch | None:
    """The part of a span that runs on a day: of an automatic one, between two renewals."""
    if not span.stretch.covers(on):
        return None
    if span.kind is not TermKind.AUTO:
        return span.stretch
    return next((p for p in _periods(span, near=on) if p.covers(on)), None)


def next_notice(span: Span, on: date) -> Notice | None:
    """The first notice that can still be given on a day, and the end it leads to.

    The deadline of the period that runs may have passed already, and with a notice
    as long as the period it always has. Without an agreed notice the deadline is
    the period's last day. None when nothing is going to renew by itself.
    """
    running = current_period(span, on)
    if not span.renews or span.ends_on or running is None or running.ends_on is None:
        return None
    last = _last_period(span, on)
    if last is None or last.ends_on is None:
        return None
    missed = last.ends_on > running.ends_on
    return Notice(
        due_on=_deadline(last, span.notice_months),
        ends_on=last.ends_on,
        renews_on=_morrow(running.ends_on) if missed else None,
    )


def end_after_notice(span: Span, notice_on: date) -> date | None:
    """The last day in force when notice is given on a day.

    An automatic span ends with the first period whose deadline is not missed.
    An indefinite one runs for the agreed months. Where the end is fixed already,
    notice does not move it.
    """
    if span.ends_on or span.kind is TermKind.FIX:
        return span.ends_on
    if span.kind is TermKind.IND:
        given = max(notice_on, span.starts_on)
        return _eve(add_months(_morrow(given), span.notice_months or 0))
    last = _last_period(span, notice_on)
    return last and last.ends_on


def length_in_years(starts_on: date, ends_on: date) -> float:
    """Whole years and the part of the next one: exactly 5.0 for 1 September to 31 August."""
    after = _morrow(ends_on)
    whole = max(0, after.year - starts_on.year)
    if whole and add_years(starts_on, whole) > after:
        whole -= 1
    reached, following = add_years(starts_on, whole), add_years(starts_on, whole + 1)
    days = (following - reached).days
    return whole + ((after - reached).days / days if days else 0)


@dataclass(frozen=True)
class Life:
    """All the terms of one agreement in the order of their recording, and how it ended.

    Each span governs from its first day until the next one begins: a later
    agreement replaces the earlier, whether it runs longer or ends early.
    `terminated_on` is the first day not in force.
    """

    spans: tuple[Span, ...]
    terminated_on: date | None = None
    teachout_until: date | None = None

    @property
    def standing(self) -> tuple[Span, ...]:
        """The spans by date, without those that an early end has stopped.

        An early end ends the agreement, so a later term that was recorded before it
        falls away. One that is recorded after it is a new beginning.
        """
        stand = (span for number, span in enumerate(self.spans) if not self._is_stopped(number))
        return tuple(sorted(stand, key=lambda span: span.starts_on))

    @property
    def last(self) -> Span | None:
        """The span that begins last of those that stand."""
        return self.standing[-1] if self.spans else None

    @property
    def governing(self) -> tuple[tuple[Span, Stretch], ...]:
        """The spans by date, each with the days on which it really governs."""
        return tuple(self._governing())

    @property
    def starts_on(self) -> date | None:
        """The first day of the first span."""
        return min((span.starts_on for span in self.spans), default=None)

    @property
    def final_end(self) -> date | None:
        """The last day in force, as far as it is known today; None while it is open.

        The eve of a termination that came by the first day, so that nothing was ever
        in force.
        """
        ends = [stretch.ends_on for _, stretch in self.governing]
        if not ends and self.terminated_on:
            return _eve(self.terminated_on)
        if not ends or None in ends:
            return None
        return max(end for end in ends if end)

    @property
    def shown_end(self) -> date | None:
        """The final end of what was in force at some time; None where nothing ever was."""
        return self.final_end if self.governing else None

    def span_on(self, on: date) -> Span | None:
        """The span that governs on a day."""
        return next((span for span, days in self.governing if days.covers(on)), None)

    def covers(self, on: date) -> bool:
        """Whether some agreed span reaches over a day, terminated or not."""
        return any(days.covers(on) for _, days in Life(self.spans).governing)

    def in_force(self, on: date) -> bool:
        """Whether a span covers the day and the agreement is not terminated."""
        return self.span_on(on) is not None

    def has_ended(self, on: date) -> bool:
        """Whether nothing will be in force from this day on."""
        if self.terminated_on and self.terminated_on <= on:
            return True
        end = self.final_end
        return end is not None and end < on

    def end_seen_from(self, on: date) -> date | None:
        """The end that counts on a day: before the next gap, or of the last term that has begun.

        The final end when none has begun.
        """
        if self.in_force(on):
            return self.unbroken_until(on)
        begun = (days.ends_on for _, days in self.governing if days.starts_on <= on)
        return max((end for end in begun if end), default=self.final_end)

    def unbroken_until(self, on: date) -> date | None:
        """The last day in force before the next gap; None when it is open or not in force."""
        reached: date | None = None
        for _, days in self.governing:
            if days.covers(on) or (reached and days.starts_on == _morrow(reached)):
                reached = days.ends_on
                if reached is None:
                    return None
        return reached

    def validity(self, on: date, stage: str, window_days: int = 180) -> Validity:
        """What the agreement is on a day: always exactly one of the five.

        Teach-out covers every day that is not in force after some term has ended,
        the gap before a later term included. Suspension does not change the
        dates: the stage says it beside this.
        """
        if stage not in SIGNED_STAGES:
            return Validity.NOT_IN_FORCE
        if self.in_force(on):
            return self._running(on, window_days)
        if not self._is_past(on):
            return Validity.NOT_IN_FORCE
        taught = self.teachout_until is not None and on <= self.teachout_until
        return Validity.TEACH_OUT if taught else Validity.EXPIRED

    def years_of(self, span: Span) -> float | None:
        """How long a span really governs, in years; None while it is open."""
        for known, days in self.governing:
            if known == span:
                return (
                    None if days.ends_on is None else length_in_years(days.starts_on, days.ends_on)
                )
        return 0.0

    def _is_past(self, on: date) -> bool:
        """Not in force on a day, whether it was before, or was terminated by then."""
        marks = (self.starts_on, self.terminated_on)
        return any(mark is not None and mark <= on for mark in marks)

    def _running(self, on: date, window_days: int) -> Validity:
        end = self.unbroken_until(on)
        if end is not None and (end - on).days <= window_days:
            return Validity.EXPIRING
        return Validity.ACTIVE

    def _is_stopped(self, number: int) -> bool:
        """An early end of an earlier day was recorded after this span."""
        starts_on = self.spans[number].starts_on
        return any(
            later.cause is TermCause.EARLY_END and later.starts_on < starts_on
            for later in self.spans[number + 1 :]
        )

    def _governing(self) -> Iterator[tuple[Span, Stretch]]:
        spans = self.standing
        for number, span in enumerate(spans):
            limits = [span.ends_on] if span.ends_on else []
            limits += [_eve(later.starts_on) for later in spans[number + 1 : number + 2]]
            limits += [_eve(self.terminated_on)] if self.terminated_on else []
            days = Stretch(span.starts_on, min(limits, default=None))
            if days.ends_on is None or days.starts_on <= days.ends_on:
                yield span, days


def check(span: Span) -> list[Problem]:
    """Everything that makes a span impossible; what is only unusual is a rule's finding."""
    found = {
        TermKind.FIX: _check_fixed,
        TermKind.AUTO: _check_automatic,
        TermKind.IND: _check_indefinite,
    }[span.kind](span)
    return [*found, *_check_order(span), *_check_notice(span)]


def _check_fixed(span: Span) -> Iterator[Problem]:
    if span.ends_on is None:
        yield Problem("end_missing", _l("A fixed term needs its last day."), "ends_on")
    if span.renew_years is not None:
        yield Problem(
            "renews_not",
            _l("A fixed term does not renew: leave the years of renewal empty."),
            "renew_years",
        )


def _check_automatic(span: Span) -> Iterator[Problem]:
    if span.renew_years not in RENEW_YEARS:
        yield Problem(
            "renew_years",
            _l("An automatic term says every how many years it renews, from 1 to 10."),
            "renew_years",
        )
    if span.ends_on is not None and span.notice_given_on is None:
        yield Problem(
            "has_end",
            _l(
                "An automatic term has no last day until notice is given: leave it empty. A first "
                "period of another length is a fixed term, and the automatic one its renewal."
            ),
            "ends_on",
        )


def _check_indefinite(span: Span) -> Iterator[Problem]:
    if span.ends_on is not None and span.notice_given_on is None:
        yield Problem("has_end", _l("An indefinite term has no last day."), "ends_on")
    if span.renew_years is not None:
        yield Problem(
            "renews_not",
            _l("An indefinite term does not renew: leave the years of renewal empty."),
            "renew_years",
        )


def _check_order(span: Span) -> Iterator[Problem]:
    if span.ends_on is not None and span.ends_on <= span.starts_on:
        yield Problem(
            "end_before_start", _l("The last day must be later than the first."), "ends_on"
        )


def _check_notice(span: Span) -> Iterator[Problem]:
    if span.notice_months is not None and span.notice_months not in NOTICE_MONTHS:
        yield Problem("notice", _l("The notice is between 0 and 24 months."), "notice_months")


def _periods(span: Span, near: date | None = None) -> Iterator[Stretch]:
    """The periods of an automatic span, from the one before `near` or from the first."""
    if not span.renews:
        return
    years = span.renew_years or 1
    number = max(0, (near.year - span.starts_on.year) // years - 1) if near else 0
    while True:
        starts_on = add_years(span.starts_on, number * years)
        ends_on = end_of_fixed(span.starts_on, (number + 1) * years)
        if starts_on > ends_on or (span.ends_on and starts_on > span.ends_on):
            return
        yield Stretch(starts_on, min(ends_on, span.ends_on or ends_on))
        number += 1


def _last_period(span: Span, notice_on: date) -> Stretch | None:
    """The period that ends an automatic span when notice is given on a day."""
    periods = _periods(span, near=notice_on)
    return next((p for p in periods if notice_on <= _deadline(p, span.notice_months)), None)


def _deadline(period: Stretch, notice_months: int | None) -> date:
    """As a period ends with its last day, so the notice starts with the day after the deadline."""
    ends_on = period.ends_on or date.max
    return _eve(add_months(_morrow(ends_on), -(notice_months or 0)))


def _eve(day: date) -> date:
    return day - DAY if day > date.min else day


def _morrow(day: date) -> date:
    return day + DAY if day < date.max else day
