"""The terms of an agreement: renewals, extensions, notices, early ends. History only grows."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.agreements.models import (
    Agreement,
    Term,
)
from app.agreements.services.record import write_down
from app.agreements.services.values import EarlyEndValue, RenewalValue, TermValue
from app.agreements.term import (
    Life,
    Span,
    TermCause,
    TermKind,
    check,
    end_after_notice,
    end_of_fixed,
)
from app.kernel import clock, journal
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh


def renew(agreement: Agreement, value: RenewalValue, *, seen: int, actor: Actor) -> Term:
    """Add a term after the last one: a renewal or an extension. Earlier terms are kept."""
    check_fresh(agreement, seen)
    end = agreement.life.final_end
    if end is None:
        raise Refusal(
            _l("The present term has no end. Record a notice first, or amend the agreement.")
        )
    span = span_of(value.term, value.cause)
    if span.starts_on <= end:
        raise Refusal(
            _l("The new term begins after the present one has ended; terms do not overlap."),
            "starts_on",
        )
    return _add_term(agreement, span, value.agreed_on, value.basis, "agreement.renewed", actor)


def end_early(agreement: Agreement, value: EarlyEndValue, *, seen: int, actor: Actor) -> Term:
    """End the agreement before its time, as the parties agreed.

    The term that is shortened is kept in the history. So is a later one that was
    recorded already, which falls away.
    """
    check_fresh(agreement, seen)
    running = agreement.life.span_on(value.agreed_on)
    if running is None or value.agreed_on <= running.starts_on:
        raise Refusal(_l("On that day no term was running that could be shortened."), "agreed_on")
    if value.agreed_on > clock.today():
        raise Refusal(_l("The day lies in the future."), "agreed_on")
    if value.ends_on <= value.agreed_on:
        raise Refusal(_l("The last day must be later than the day it was agreed."), "ends_on")
    if not _is_earlier(value.ends_on, agreement.life, value.agreed_on):
        raise Refusal(_l("This is not earlier than the end of the present term."), "ends_on")
    span = Span(TermKind.FIX, value.agreed_on, value.ends_on, cause=TermCause.EARLY_END)
    return _add_term(agreement, span, value.agreed_on, value.basis, "agreement.ended_early", actor)


def give_notice(agreement: Agreement, given_on: date, *, seen: int, actor: Actor) -> Term:
    """Record a notice of non-renewal (or of ending an indefinite term); it fixes the end."""
    check_fresh(agreement, seen)
    term = _open_term(agreement)
    if given_on > clock.today():
        raise Refusal(_l("The day lies in the future."), "given_on")
    if given_on < (agreement.signed_on or term.starts_on):
        raise Refusal(_l("The notice cannot be older than the agreement."), "given_on")
    before = content_of(term)
    term.ends_on = end_after_notice(term.span, given_on)
    term.notice_given_on = given_on
    write_down("agreement.notice_given", agreement, actor, term_changes(before, term))
    return term


def content_of(term: Term) -> dict[str, Any]:
    """A term's columns as they are, for comparing later."""
    columns = ("kind", "starts_on", "ends_on", "renew_years", "notice_months", "notice_given_on")
    return {column: getattr(term, column) for column in columns}


def span_of(value: TermValue, cause: TermCause) -> Span:
    """The term as the arithmetic has it, when it is possible at all."""
    ends_on = value.ends_on
    if value.kind is not TermKind.FIX and value.years:
        raise Refusal(
            _l("Only a fixed term has a length in years. Leave it empty, or choose a fixed term."),
            "years",
        )
    if value.years:
        counted = end_of_fixed(value.starts_on, value.years)
        if ends_on is not None and ends_on != counted:
            raise Refusal(
                _l("The last day and the number of years do not agree. Leave one of them empty."),
                "years",
            )
        ends_on = counted
    span = Span(value.kind, value.starts_on, ends_on, value.renew_years, value.notice_months, cause)
    for problem in check(span):
        raise Refusal(problem.message, problem.field)
    return span


def made_term(number: int, span: Span, actor: Actor) -> Term:
    return Term(
        number=number,
        cause=span.cause,
        kind=span.kind,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        renew_years=span.renew_years,
        notice_months=span.notice_months,
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )


def write_first_term(agreement: Agreement, span: Span, actor: Actor) -> dict[str, list[Any]]:
    """Correct the only term that a draft has; returns what changed."""
    if not agreement.terms:
        agreement.terms.append(made_term(1, span, actor))
        return term_changes(None, agreement.terms[0])
    first = agreement.terms[0]
    before = content_of(first)
    for column in ("kind", "starts_on", "ends_on", "renew_years", "notice_months"):
        setattr(first, column, getattr(span, column))
    return term_changes(before, first)


def _add_term(
    agreement: Agreement, span: Span, agreed_on: date | None, basis: str, event: str, actor: Actor
) -> Term:
    made = made_term(max((one.number for one in agreement.terms), default=0) + 1, span, actor)
    made.agreed_on = agreed_on
    made.basis = basis
    agreement.terms.append(made)
    write_down(event, agreement, actor, term_changes(None, made), cause=span.cause, basis=basis)
    return made


def _is_earlier(ends_on: date, life: Life, agreed_on: date) -> bool:
    """Before the end of the terms that follow one another from the day it was agreed.

    On that very end when a later term comes after a gap, which then falls away.
    """
    end = life.unbroken_until(agreed_on)
    return end is None or ends_on < end or (ends_on == end != life.final_end)


def _open_term(agreement: Agreement) -> Term:
    """The term that goes on without an end; a Refusal when there is none."""
    terms = agreement.standing_terms
    last = max(terms, key=lambda one: (one.starts_on, one.number), default=None)
    if last is None or last.kind is TermKind.FIX:
        raise Refusal(_l("A fixed term ends by itself; no notice is needed."))
    if last.ends_on is not None:
        raise Refusal(_l("Notice was already given: the end is fixed."))
    return last


def term_changes(before: dict[str, Any] | None, term: Term) -> dict[str, list[Any]]:
    """What changed in a term, under names of their own in the journal."""
    was = before or {}
    changes = {}
    for column, value in content_of(term).items():
        if was.get(column) != value:
            key = "term_kind" if column == "kind" else column
            changes[key] = [journal.plain(was.get(column)), journal.plain(value)]
    return changes
