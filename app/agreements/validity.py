"""What an agreement is on a day, as SQL: the same answer as `Life.validity` in `term.py`.

Both say it for one day; this one for every row of a list at once. A test puts
the two side by side over a grid of lives, on both databases.

A term governs from its first day until the next one begins, so on any day the
one that began last governs, and the agreement is in force while that term runs
and the agreement is not terminated. A term that an early end has stopped is left
out everywhere.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, exists, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlalchemy.sql.functions import FunctionElement

from app.agreements.models import CONCLUDED, Agreement, Term
from app.agreements.term import TermCause, Validity

WINDOW = 180


class day_after(FunctionElement[date]):  # noqa: N801 -- It is written like a function of SQL.
    """The day after a date, which each database spells in its own way."""

    type = Date()
    inherit_cache = True
    name = "day_after"


@compiles(day_after, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+1 day')"


@compiles(day_after, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} + 1)"


def validity_on(day: date, window: int = WINDOW) -> ColumnElement[str]:
    """The validity of an `Agreement` on `day`, as the value of `Validity`."""
    teach_out = case(
        (Agreement.teachout_until >= day, Validity.TEACH_OUT.value), else_=Validity.EXPIRED.value
    )
    running = case(
        (_breaks_off_by(day, window), Validity.EXPIRING.value), else_=Validity.ACTIVE.value
    )
    return case(
        (Agreement.stage.not_in(CONCLUDED), Validity.NOT_IN_FORCE.value),
        (in_force_on(day), running),
        (or_(_has_begun(day), Agreement.terminated_on <= day), teach_out),
        else_=Validity.NOT_IN_FORCE.value,
    )


def in_force_on(day: date | SQLColumnExpression[date]) -> ColumnElement[bool]:
    """The term that governs on `day` runs, and the agreement is not terminated by then.

    `day` may be a column of the statement: the reference date of each year's figures.
    """
    return in_force_between(day, day)


def in_force_between(
    since: date | SQLColumnExpression[date], until: date | SQLColumnExpression[date]
) -> ColumnElement[bool]:
    """In force on some day from `since` to `until`, both included."""
    term, first, last = aliased(Term), _as_column(since), _as_column(until)
    return exists().where(
        term.agreement_id == Agreement.id,
        term.starts_on <= last,
        or_(term.ends_on.is_(None), term.ends_on >= first),
        or_(
            Agreement.terminated_on.is_(None),
            and_(Agreement.terminated_on > first, Agreement.terminated_on > term.starts_on),
        ),
        ~_is_stopped(term),
        ~_succeeded(term, first),
    )


def expires_by(day: date, last: date) -> ColumnElement[bool]:
    """Signed, in force on `day`, and not without a break beyond `last`."""
    window = (last - day).days
    return and_(Agreement.stage.in_(CONCLUDED), in_force_on(day), _breaks_off_by(day, window))


def _breaks_off_by(day: date, window: int) -> ColumnElement[bool]:
    """In force on `day`, it stops being so within `window` days.

    Either it is terminated by then, or some governing term ends on which no other
    follows the day after.
    """
    last = _later(day, window)
    term = aliased(Term)
    runs_out = exists().where(
        term.agreement_id == Agreement.id,
        term.ends_on >= day,
        term.ends_on <= last,
        ~_is_stopped(term),
        ~_succeeded(term, day_after(term.ends_on)),
    )
    return or_(runs_out, Agreement.terminated_on <= _later(last, 1))


def _succeeded(term: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """A later term of the same agreement has begun by `day`."""
    later = aliased(Term)
    return (
        exists()
        .where(
            later.agreement_id == term.agreement_id,
            later.starts_on <= day,
            or_(
                later.starts_on > term.starts_on,
                and_(later.starts_on == term.starts_on, later.number > term.number),
            ),
            ~_is_stopped(later),
        )
        .correlate_except(later)
    )


def _is_stopped(term: Any) -> ColumnElement[bool]:
    """An early end of an earlier day was recorded after the term."""
    early = aliased(Term)
    return (
        exists()
        .where(
            early.agreement_id == term.agreement_id,
            early.cause == TermCause.EARLY_END,
            early.number > term.number,
            early.starts_on < term.starts_on,
        )
        .correlate_except(early)
    )


def _as_column(day: date | SQLColumnExpression[date]) -> Any:
    return literal(day, Date()) if isinstance(day, date) else day


def _has_begun(day: date) -> ColumnElement[bool]:
    return exists(
        select(Term.id).where(Term.agreement_id == Agreement.id, Term.starts_on <= day)
    ).correlate(Agreement)


def _later(day: date, days: int) -> date:
    return date.max if (date.max - day).days < days else day + timedelta(days=days)
