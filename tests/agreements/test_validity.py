"""Validity in SQL is the same as `Life.validity`, day by day, on both databases."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.agreements import queries
from app.agreements.models import Agreement, Stage, Term
from app.agreements.term import Life, TermCause, TermKind, Validity
from app.agreements.validity import expires_by, in_force_on, validity_on
from app.kernel.db import session
from tests.makers import NOW, Make

FIRST = date(2024, 1, 1)
STAGES = (Stage.SIGNED, Stage.SIGNED, Stage.SUSPENDED, Stage.TERMINATED, Stage.APPROVED)
CAUSES = (TermCause.RENEWAL, TermCause.RENEWAL, TermCause.EARLY_END)


def day(n: int) -> date:
    """A day of the grid, some fourteen days apart."""
    return FIRST + timedelta(days=n)


def random_terms(make: Make, chance: random.Random) -> list[Term]:
    """Up to three terms that touch, overlap, leave gaps, or begin on the same day."""
    made, starts = [], chance.choice((0, 30, 60))
    for number in range(1, chance.choice((1, 2, 3, 4))):
        length = chance.choice((1, 29, 30, 59, 90))
        is_open = chance.random() < 0.2
        made.append(
            make.term(
                number=number,
                kind=TermKind.IND if is_open else TermKind.FIX,
                cause=chance.choice(CAUSES),
                starts_on=day(starts),
                ends_on=None if is_open else day(starts + length),
                recorded_at=NOW,
            )
        )
        starts += chance.choice((-20, 0, length, length + 1, length + 1, length + 1, length + 20))
    return made


def all_lives() -> dict[int, tuple[Life, Stage]]:
    """Every agreement's life and stage, by number."""
    loaded = session.scalars(select(Agreement).options(selectinload(Agreement.terms)))
    return {one.id: (one.life, one.stage) for one in loaded}


def test_validity_in_sql_equals_validity_in_python(make: Make) -> None:
    chance = random.Random(20261123)
    home, partner = make.institution(), make.partner()
    for _ in range(120):
        end = day(chance.choice((10, 30, 60, 61, 100, 130)))
        made = make.agreement(
            home,
            [partner],
            stage=chance.choice(STAGES),
            terminated_on=end if chance.random() < 0.4 else None,
            teachout_until=end + timedelta(days=45) if chance.random() < 0.5 else None,
        )
        made.terms = []
        session.flush()
        made.terms = random_terms(make, chance)
    session.flush()
    session.expunge_all()
    lives = all_lives()
    seen = set()
    for n in range(-20, 260, 5):
        on = day(n)
        in_sql = dict(session.execute(select(Agreement.id, validity_on(on, 40))).all())
        in_force = set(session.scalars(select(Agreement.id).where(in_force_on(on))))
        ending = set(session.scalars(select(Agreement.id).where(expires_by(on, day(n + 40)))))
        for key, (life, stage) in lives.items():
            said = life.validity(on, stage, 40)
            assert in_sql[key] == said.value, (on, life, stage)
            assert (key in in_force) is life.in_force(on)
            assert (key in ending) is (said is Validity.EXPIRING)
            seen.add(said)
    assert seen == set(Validity)


moments = st.integers(0, 240).map(day)


@st.composite
def chains(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Terms of every kind and cause in the order of their recording."""
    return [draw(terms()) for _ in range(draw(st.integers(0, 5)))]


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """A term as it may be stored: an open one has an end only when notice was given."""
    kind, starts_on = draw(st.sampled_from(TermKind)), draw(moments)
    last = starts_on + timedelta(days=draw(st.integers(1, 120)))
    is_stopped = draw(st.booleans())
    if kind is TermKind.FIX:
        return {
            "kind": kind,
            "cause": draw(st.sampled_from(TermCause)),
            "starts_on": starts_on,
            "ends_on": last,
        }
    return {
        "kind": kind,
        "starts_on": starts_on,
        "ends_on": last if is_stopped else None,
        "notice_given_on": starts_on if is_stopped else None,
        "renew_years": draw(st.integers(1, 3)) if kind is TermKind.AUTO else None,
        "notice_months": draw(st.none() | st.integers(0, 24)),
    }


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chain=chains(),
    stage=st.sampled_from(STAGES),
    terminated_on=st.none() | moments,
    teachout_until=st.none() | moments,
    window=st.integers(0, 60),
)
def test_every_chain_of_terms_reads_the_same_in_both(
    make: Make,
    chain: list[dict[str, Any]],
    stage: Stage,
    terminated_on: date | None,
    teachout_until: date | None,
    window: int,
) -> None:
    made = make.agreement(stage=stage, terminated_on=terminated_on, teachout_until=teachout_until)
    made.terms = []
    session.flush()
    made.terms = [make.term(number=n, **one) for n, one in enumerate(chain, start=1)]
    session.flush()
    key, life = made.id, made.life
    turns = {span.starts_on for span in life.spans} | {terminated_on, teachout_until}
    turns |= {span.ends_on for span in life.spans}
    for turn in filter(None, turns):
        for on in (turn + timedelta(days=n) for n in (-window - 1, -window, -1, 0, 1)):
            said = session.scalar(select(validity_on(on, window)).where(Agreement.id == key))
            assert said == life.validity(on, stage, window).value, (on, life)
            notice = queries.deadline(made, on)
            assert notice is None or on <= notice.due_on <= notice.ends_on
    session.rollback()


def test_a_stopped_term_that_would_end_soon_does_not_count(make: Make) -> None:
    made = make.agreement(term={"starts_on": day(0), "ends_on": day(900)})
    for number, cause, first, last in (
        (2, TermCause.EXTENSION, 100, 130),
        (3, TermCause.EARLY_END, 50, 600),
    ):
        term = make.term(number=number, cause=cause, starts_on=day(first), ends_on=day(last))
        made.terms.append(term)
    session.flush()
    answer = session.scalar(select(validity_on(day(110), 40)).where(Agreement.id == made.id))
    assert answer == made.life.validity(day(110), made.stage, 40) == Validity.ACTIVE


def test_no_window_reaches_beyond_the_calendar(make: Make) -> None:
    made = make.agreement()
    on = date.max - timedelta(days=3)
    answer = session.scalar(select(validity_on(on, 10_000)).where(Agreement.id == made.id))
    assert answer == Validity.EXPIRED
