"""Terms tile without gaps, ends are inclusive, and every day has exactly one validity."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agreements.term import (
    SIGNED_STAGES,
    Life,
    Span,
    TermCause,
    TermKind,
    Validity,
    add_months,
    add_years,
    check,
    current_period,
    end_after_notice,
    end_of_fixed,
    length_in_years,
    next_notice,
    renewals,
)

DAY = timedelta(days=1)
FIX, AUTO, IND = TermKind.FIX, TermKind.AUTO, TermKind.IND
steady = settings(deadline=None)

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
leap_days = st.sampled_from([date(y, 2, 29) for y in range(2000, 2041, 4)])
starts = days | leap_days


def fixed(starts_on: date, ends_on: date, cause: TermCause = TermCause.FIRST) -> Span:
    return Span(FIX, starts_on, ends_on, cause=cause)


def automatic(starts_on: date, years: int, notice: int | None = None) -> Span:
    return Span(AUTO, starts_on, renew_years=years, notice_months=notice)


automatics = st.builds(automatic, starts, st.integers(1, 10), st.none() | st.integers(0, 24))
short_fixed = st.builds(
    lambda first, length: fixed(first, first + timedelta(days=length)), starts, st.integers(1, 900)
)
stopped = st.builds(
    lambda span, on: Span(
        AUTO, span.starts_on, end_after_notice(span, on), span.renew_years, span.notice_months
    ),
    automatics,
    days,
)
indefinite = st.builds(Span, st.just(IND), starts)
early_ends = st.builds(
    lambda first, length: fixed(first, first + timedelta(days=length), TermCause.EARLY_END),
    starts,
    st.integers(1, 900),
)
spans = short_fixed | automatics | stopped | indefinite | early_ends
lives = st.builds(
    Life,
    st.lists(spans, max_size=4).map(tuple),
    terminated_on=st.none() | days,
    teachout_until=st.none() | days,
)


def test_five_years_from_september_end_on_the_last_of_august() -> None:
    assert end_of_fixed(date(2020, 9, 1), 5) == date(2025, 8, 31)


def test_a_leap_day_has_its_anniversary_on_the_last_of_february() -> None:
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert add_years(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert end_of_fixed(date(2020, 2, 29), 1) == date(2021, 2, 27)


def test_months_stop_at_the_end_of_a_shorter_month() -> None:
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert add_months(date(2025, 12, 15), 1) == date(2026, 1, 15)


def test_the_calendar_has_ends_and_arithmetic_stays_within_them() -> None:
    assert add_years(date(9995, 1, 1), 10) == date.max
    assert add_years(date(5, 1, 1), -10) == date.min
    assert renewals(automatic(date(9990, 1, 1), 4), date.max)[-1].ends_on == date.max - DAY
    assert next_notice(automatic(date(9999, 12, 31), 10), date.max) is None


@steady
@given(starts, st.integers(-300, 300))
def test_months_added_land_in_the_right_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + DAY).day == 1


@steady
@given(starts, st.integers(1, 30))
def test_the_length_of_a_fixed_term_is_exact(day: date, years: int) -> None:
    assert length_in_years(day, end_of_fixed(day, years)) == years
    assert years < length_in_years(day, end_of_fixed(day, years) + DAY) < years + 0.01
    assert years - 0.01 < length_in_years(day, end_of_fixed(day, years) - DAY) < years


def test_an_automatic_term_is_cut_into_its_periods() -> None:
    span = automatic(date(2015, 9, 1), 5)
    assert renewals(span, date(2026, 1, 1)) == [
        (date(2015, 9, 1), date(2020, 8, 31)),
        (date(2020, 9, 1), date(2025, 8, 31)),
        (date(2025, 9, 1), date(2030, 8, 31)),
    ]
    assert current_period(span, date(2025, 8, 31)) == (date(2020, 9, 1), date(2025, 8, 31))
    assert current_period(span, date(2025, 9, 1)) == (date(2025, 9, 1), date(2030, 8, 31))


def test_notice_of_six_months_is_given_by_the_end_of_february() -> None:
    span = automatic(date(2020, 9, 1), 5, notice=6)
    assert next_notice(span, date(2024, 1, 1)) == (date(2025, 2, 28), date(2025, 8, 31), None)
    assert end_after_notice(span, date(2025, 2, 28)) == date(2025, 8, 31)
    assert end_after_notice(span, date(2025, 3, 1)) == date(2030, 8, 31)


def test_a_notice_longer_than_the_period_reaches_a_later_end() -> None:
    span = automatic(date(2020, 9, 1), 1, notice=24)
    assert end_after_notice(span, date(2021, 1, 1)) == date(2023, 8, 31)


def test_a_missed_deadline_gives_way_to_the_one_of_the_next_period() -> None:
    span = automatic(date(2025, 1, 1), 5, notice=6)
    assert next_notice(span, date(2029, 6, 30)) == (date(2029, 6, 30), date(2029, 12, 31), None)
    assert next_notice(span, date(2029, 8, 1)) == (
        date(2034, 6, 30),
        date(2034, 12, 31),
        date(2030, 1, 1),
    )


def test_a_notice_as_long_as_the_period_never_stops_the_next_renewal() -> None:
    span = automatic(date(2026, 1, 1), 1, notice=12)
    assert next_notice(span, date(2026, 6, 1)) == (
        date(2026, 12, 31),
        date(2027, 12, 31),
        date(2027, 1, 1),
    )


def test_an_indefinite_term_runs_for_the_months_of_notice() -> None:
    span = Span(IND, date(2010, 1, 1), notice_months=6)
    assert end_after_notice(span, date(2025, 2, 28)) == date(2025, 8, 31)
    assert next_notice(span, date(2025, 1, 1)) is None


def test_notice_does_not_move_an_end_that_is_fixed() -> None:
    end = date(2025, 8, 31)
    assert end_after_notice(fixed(date(2020, 9, 1), end), date(2021, 1, 1)) == end
    assert next_notice(fixed(date(2020, 9, 1), end), date(2021, 1, 1)) is None
    assert next_notice(Span(AUTO, date(2020, 9, 1), end, 5, 6), date(2021, 1, 1)) is None


@steady
@given(automatics, st.integers(0, 40))
def test_renewals_tile_without_gap_or_overlap(span: Span, years: int) -> None:
    until = add_years(span.starts_on, years)
    periods = renewals(span, until)
    assert periods[0].starts_on == span.starts_on
    assert periods[-1].covers(until)
    for one, following in pairwise(periods):
        assert one.ends_on and one.ends_on + DAY == following.starts_on


@steady
@given(automatics, starts)
def test_the_current_period_is_the_one_renewal_that_covers_the_day(span: Span, on: date) -> None:
    covering = [p for p in renewals(span, on) if p.covers(on)]
    current = current_period(span, on)
    assert covering == ([current] if current else [])
    assert (current is None) == (on < span.starts_on)


@steady
@given(automatics, days)
def test_the_next_notice_is_in_time_and_the_end_is_the_one_it_leads_to(
    span: Span, on: date
) -> None:
    notice = next_notice(span, on)
    if notice is None:
        assert on < span.starts_on
        return
    running = current_period(span, on)
    assert running and running.ends_on
    assert notice.due_on >= on
    assert end_after_notice(span, on) == end_after_notice(span, notice.due_on) == notice.ends_on
    late = end_after_notice(span, notice.due_on + DAY)
    assert late and late > notice.ends_on
    if notice.renews_on:
        assert running.ends_on + DAY == notice.renews_on <= notice.ends_on
    else:
        assert notice.ends_on == running.ends_on


@steady
@given(automatics, days, days)
def test_later_notice_never_ends_earlier(span: Span, one: date, other: date) -> None:
    sooner, later = (end_after_notice(span, on) for on in sorted((one, other)))
    assert sooner and later and sooner <= later
    assert later >= max(one, other)
    assert renewals(span, later)[-1].ends_on == later


@steady
@given(automatics, days)
def test_an_end_fixed_by_notice_is_where_the_renewals_stop(span: Span, on: date) -> None:
    end = end_after_notice(span, on)
    ended = Span(AUTO, span.starts_on, end, span.renew_years, span.notice_months)
    assert renewals(ended, date(2200, 1, 1))[-1].ends_on == end
    assert not Life((ended,)).in_force(end + DAY)
    assert Life((ended,)).in_force(end)


def test_the_last_day_is_in_force_and_the_next_is_not() -> None:
    life = Life((fixed(date(2020, 9, 1), date(2025, 8, 31)),))
    assert not life.in_force(date(2020, 8, 31))
    assert life.in_force(date(2020, 9, 1)) and life.in_force(date(2025, 8, 31))
    assert not life.in_force(date(2025, 9, 1))


def test_termination_takes_effect_on_its_day() -> None:
    life = Life((Span(IND, date(2020, 9, 1)),), terminated_on=date(2024, 1, 1))
    assert life.in_force(date(2023, 12, 31)) and not life.in_force(date(2024, 1, 1))
    assert life.covers(date(2024, 1, 1))
    assert life.final_end == date(2023, 12, 31)
    assert life.validity(date(2024, 1, 1), "terminated") is Validity.EXPIRED


def test_the_stations_of_a_fixed_term() -> None:
    life = Life((fixed(date(2020, 9, 1), date(2025, 8, 31)),), teachout_until=date(2027, 8, 31))
    seen = {
        on: life.validity(on, "signed")
        for on in (
            date(2020, 8, 31),
            date(2020, 9, 1),
            date(2025, 3, 3),
            date(2025, 3, 4),
            date(2025, 8, 31),
            date(2025, 9, 1),
            date(2027, 8, 31),
            date(2027, 9, 1),
        )
    }
    assert list(seen.values()) == [
        Validity.NOT_IN_FORCE,
        Validity.ACTIVE,
        Validity.ACTIVE,
        Validity.EXPIRING,
        Validity.EXPIRING,
        Validity.TEACH_OUT,
        Validity.TEACH_OUT,
        Validity.EXPIRED,
    ]


def test_what_renews_by_itself_never_expires_until_notice_is_given() -> None:
    running = automatic(date(2015, 9, 1), 5)
    assert Life((running,)).validity(date(2025, 8, 30), "signed") is Validity.ACTIVE
    noticed = Span(AUTO, date(2015, 9, 1), date(2025, 8, 31), 5)
    assert Life((noticed,)).validity(date(2025, 8, 30), "signed") is Validity.EXPIRING


def test_a_renewal_already_agreed_keeps_a_term_from_expiring() -> None:
    first = fixed(date(2015, 9, 1), date(2020, 8, 31))
    renewal = fixed(date(2020, 9, 1), date(2025, 8, 31), TermCause.RENEWAL)
    assert Life((first,)).validity(date(2020, 8, 1), "signed") is Validity.EXPIRING
    assert Life((renewal, first)).validity(date(2020, 8, 1), "signed") is Validity.ACTIVE


def test_between_two_spans_it_had_expired() -> None:
    first = fixed(date(2015, 9, 1), date(2020, 8, 31))
    renewal = fixed(date(2021, 9, 1), date(2026, 8, 31), TermCause.RENEWAL)
    life = Life((first, renewal))
    assert life.validity(date(2020, 8, 1), "signed") is Validity.EXPIRING
    assert life.validity(date(2021, 1, 1), "signed") is Validity.EXPIRED
    assert life.final_end == date(2026, 8, 31)


def test_teach_out_covers_the_gap_before_a_later_term() -> None:
    first = fixed(date(2020, 9, 1), date(2025, 8, 31))
    renewal = fixed(date(2026, 9, 1), date(2031, 8, 31), TermCause.RENEWAL)
    life = Life((first, renewal), teachout_until=date(2027, 8, 31))
    assert life.validity(date(2026, 1, 1), "signed") is Validity.TEACH_OUT
    assert life.validity(date(2026, 9, 1), "signed") is Validity.ACTIVE
    assert life.validity(date(2031, 9, 1), "signed") is Validity.EXPIRED


def test_an_early_end_replaces_the_longer_term_from_its_day() -> None:
    first = fixed(date(2020, 9, 1), date(2030, 8, 31))
    early = fixed(date(2024, 1, 1), date(2025, 8, 31), TermCause.EARLY_END)
    life = Life((first, early))
    assert life.final_end == date(2025, 8, 31)
    assert life.span_on(date(2023, 12, 31)) == first and life.span_on(date(2024, 1, 1)) == early
    assert life.validity(date(2025, 9, 1), "signed") is Validity.EXPIRED


def test_an_early_end_stops_a_later_term_that_was_recorded_before_it() -> None:
    first = fixed(date(2020, 9, 1), date(2026, 8, 31))
    renewal = fixed(date(2026, 9, 1), date(2031, 8, 31), TermCause.RENEWAL)
    early = fixed(date(2026, 6, 1), date(2026, 7, 31), TermCause.EARLY_END)
    life = Life((first, renewal, early))
    assert life.final_end == date(2026, 7, 31)
    assert life.validity(date(2026, 7, 1), "signed") is Validity.EXPIRING
    assert life.validity(date(2026, 10, 1), "signed") is Validity.EXPIRED
    assert life.standing == (first, early)


def test_a_term_recorded_after_an_early_end_is_a_new_beginning() -> None:
    first = fixed(date(2020, 9, 1), date(2026, 8, 31))
    early = fixed(date(2026, 6, 1), date(2026, 7, 31), TermCause.EARLY_END)
    renewal = fixed(date(2026, 9, 1), date(2031, 8, 31), TermCause.RENEWAL)
    life = Life((first, early, renewal))
    assert life.final_end == date(2031, 8, 31)
    assert life.validity(date(2026, 8, 15), "signed") is Validity.EXPIRED
    assert life.validity(date(2026, 10, 1), "signed") is Validity.ACTIVE


def test_a_termination_stops_later_terms() -> None:
    first = fixed(date(2020, 9, 1), date(2026, 8, 31))
    renewal = fixed(date(2026, 10, 1), date(2031, 8, 31), TermCause.RENEWAL)
    for on in (date(2026, 6, 1), date(2026, 9, 15), date(2027, 1, 1)):
        life = Life((first, renewal), terminated_on=on)
        assert not any(life.in_force(on + timedelta(days=n)) for n in range(0, 3000, 7))


@steady
@given(st.lists(spans, max_size=4), starts, st.integers(1, 900), st.integers(1, 5000))
def test_after_an_early_end_no_day_is_in_force(
    before: list[Span], agreed_on: date, length: int, later: int
) -> None:
    ends_on = agreed_on + timedelta(days=length)
    life = Life((*before, fixed(agreed_on, ends_on, TermCause.EARLY_END)))
    assert life.final_end == ends_on
    assert not life.in_force(ends_on + timedelta(days=later))


def test_a_new_fixed_term_replaces_an_automatic_one() -> None:
    life = Life((automatic(date(2010, 9, 1), 5), fixed(date(2022, 9, 1), date(2027, 8, 31))))
    assert life.final_end == date(2027, 8, 31)
    assert life.years_of(life.spans[0]) == 12
    assert life.years_of(life.spans[1]) == 5


def test_what_was_terminated_before_it_began_was_never_in_force() -> None:
    life = Life((Span(IND, date(2025, 9, 1)),), terminated_on=date(2025, 6, 1))
    assert life.validity(date(2025, 5, 31), "terminated") is Validity.NOT_IN_FORCE
    assert life.validity(date(2025, 6, 1), "terminated") is Validity.EXPIRED
    assert not life.in_force(date(2025, 9, 1))
    assert life.final_end == date(2025, 5, 31)


@pytest.mark.parametrize("stage", ["draft", "in_review", "approved", "returned"])
def test_nothing_unsigned_is_in_force(stage: str) -> None:
    life = Life((Span(IND, date(2020, 9, 1)),))
    assert life.validity(date(2024, 1, 1), stage) is Validity.NOT_IN_FORCE


def test_an_agreement_without_a_term_is_not_in_force() -> None:
    assert Life(()).validity(date(2024, 1, 1), "signed") is Validity.NOT_IN_FORCE


def told(life: Life, on: date, window: int) -> Validity:
    """Validity told again from single days, slowly, without the product's arithmetic."""

    def runs(day: date) -> bool:
        if life.terminated_on and day >= life.terminated_on:
            return False
        begun = [s for s in valid if s.starts_on <= day]
        if not begun:
            return False
        latest = max(s.starts_on for s in begun)
        governing = [s for s in begun if s.starts_on == latest][-1]
        return governing.ends_on is None or day <= governing.ends_on

    valid: list[Span] = []
    for recorded in life.spans:
        if recorded.cause is TermCause.EARLY_END:
            valid = [s for s in valid if s.starts_on <= recorded.starts_on]
        valid.append(recorded)
    if runs(on):
        ahead = (on + timedelta(days=n) for n in range(1, window + 2))
        return Validity.ACTIVE if all(map(runs, ahead)) else Validity.EXPIRING
    terminated = life.terminated_on is not None and life.terminated_on <= on
    begun = any(s.starts_on <= on for s in life.spans)
    if not (terminated or begun):
        return Validity.NOT_IN_FORCE
    taught = life.teachout_until is not None and on <= life.teachout_until
    return Validity.TEACH_OUT if taught else Validity.EXPIRED


@steady
@given(lives, starts, st.sampled_from(sorted(SIGNED_STAGES)), st.integers(0, 40))
def test_validity_agrees_with_counting_single_days(
    life: Life, on: date, stage: str, window: int
) -> None:
    assert life.validity(on, stage, window) is told(life, on, window)


@steady
@given(lives, starts)
def test_validity_near_its_turning_points_agrees_too(life: Life, on: date) -> None:
    turns = [life.final_end, life.terminated_on, life.teachout_until]
    turns += [s.starts_on for s in life.spans] + [s.ends_on for s in life.spans]
    for turn in filter(None, turns):
        for day in (turn - DAY, turn, turn + DAY):
            assert life.validity(day, "signed", 30) is told(life, day, 30)


@steady
@given(lives, starts)
def test_the_days_that_govern_never_overlap(life: Life, on: date) -> None:
    assert sum(stretch.covers(on) for _, stretch in life.governing) == life.in_force(on)
    assert not life.in_force(on) or life.covers(on)


STOPPED = Span(
    IND, date(2020, 9, 1), date(2025, 8, 31), notice_months=6, notice_given_on=date(2025, 2, 1)
)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (fixed(date(2020, 9, 1), date(2025, 8, 31)), []),
        (automatic(date(2020, 9, 1), 5, 6), []),
        (Span(AUTO, date(2020, 9, 1), date(2025, 8, 31), 5, 6), [("has_end", "ends_on")]),
        (replace(STOPPED, kind=AUTO, renew_years=5), []),
        (replace(STOPPED, kind=IND), []),
        (Span(IND, date(2020, 9, 1), notice_months=6), []),
        (Span(FIX, date(2020, 9, 1)), [("end_missing", "ends_on")]),
        (fixed(date(2020, 9, 1), date(2020, 9, 1)), [("end_before_start", "ends_on")]),
        (Span(FIX, date(2020, 9, 1), date(2021, 9, 1), 5), [("renews_not", "renew_years")]),
        (Span(AUTO, date(2020, 9, 1)), [("renew_years", "renew_years")]),
        (automatic(date(2020, 9, 1), 0), [("renew_years", "renew_years")]),
        (automatic(date(2020, 9, 1), 11), [("renew_years", "renew_years")]),
        (automatic(date(2020, 9, 1), 5, 25), [("notice", "notice_months")]),
        (automatic(date(2020, 9, 1), 5, -1), [("notice", "notice_months")]),
        (Span(IND, date(2020, 9, 1), date(2021, 1, 1)), [("has_end", "ends_on")]),
        (Span(IND, date(2020, 9, 1), renew_years=5), [("renews_not", "renew_years")]),
    ],
)
def test_what_makes_a_term_impossible_is_named_with_its_field(
    span: Span, found: list[tuple[str, str]]
) -> None:
    assert [(p.code, p.field) for p in check(span)] == found
    assert all(str(p.message) for p in check(span))


def test_all_problems_are_named_at_once() -> None:
    span = Span(AUTO, date(2020, 9, 1), date(2019, 1, 1), 0, 99)
    assert {p.field for p in check(span)} == {"renew_years", "ends_on", "notice_months"}


@steady
@given(st.sampled_from(TermKind), starts, st.none() | starts, st.none() | st.integers(-3, 12))
def test_even_an_impossible_term_has_a_validity(
    kind: TermKind, starts_on: date, ends_on: date | None, years: int | None
) -> None:
    span = Span(kind, starts_on, ends_on, years)
    assert Life((span,)).validity(starts_on, "signed") in Validity
    current_period(span, starts_on)
    next_notice(span, starts_on)
    end_after_notice(span, starts_on)
