"""An agreement's life as the timeline draws it: terms, renewals, what comes, what is left."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreements import queries
from app.agreements.models import Agreement
from app.agreements.term import Span, Stretch, TermCause, TermKind, renewals
from app.kernel.i18n import code, day
from app.kernel.pictures import timeline
from app.kernel.pictures.timeline import Mark, Timeline

DAY = timedelta(days=1)


def life(agreement: Agreement, today: date) -> Timeline:
    """The picture of an agreement whose terms are loaded."""
    spans = [*_terms(agreement, today), *_teach_out(agreement)]
    return timeline.timeline(spans, tuple(_marks(agreement, today)), today)


def sentence(span: Span) -> str:
    """How a term ends, in words."""
    if span.kind is TermKind.AUTO and span.renew_years:
        return ngettext(
            "Renews by itself for %(num)d year at a time",
            "Renews by itself for %(num)d years at a time",
            span.renew_years,
        )
    return code(span.kind, "TERM_TYPE")


def _terms(agreement: Agreement, today: date) -> Iterator[timeline.Span]:
    governing = agreement.life.governing
    for place, (span, governed) in enumerate(governing):
        row = _row([pair[0].cause for pair in governing], place)
        for number, part in enumerate(_parts(span, governed, today)):
            yield timeline.Span(
                kind=_kind(span, number, part, today),
                starts_on=part.starts_on,
                ends_on=part.ends_on,
                label=row,
                note=_days(governed),
                row=row,
            )


def _row(causes: list[TermCause], place: int) -> str:
    """Why the term was agreed; renewals and extensions are counted."""
    cause = causes[place]
    number = causes[: place + 1].count(cause)
    if cause is TermCause.RENEWAL:
        return _("Renewal %(number)d", number=number)
    if cause is TermCause.EXTENSION:
        return _("Extension %(number)d", number=number)
    label = _("First term") if cause is TermCause.FIRST else _("Earlier end")
    return label if number == 1 else f"{label} {number}"


def _parts(span: Span, governed: Stretch, today: date) -> list[Stretch]:
    """An automatic term in its periods, to the one after today's; others in one piece."""
    if not span.renews:
        return [governed]
    periods = renewals(span, governed.ends_on or _next_period(span, today))
    return [_cut(period, governed) for period in periods]


def _next_period(span: Span, today: date) -> date:
    """A day in the period after the one that runs today."""
    running = renewals(span, max(today, span.starts_on))[-1]
    return running.ends_on + DAY if running.ends_on else today


def _cut(period: Stretch, governed: Stretch) -> Stretch:
    if governed.ends_on is None or (period.ends_on and period.ends_on <= governed.ends_on):
        return period
    return Stretch(period.starts_on, governed.ends_on)


def _kind(span: Span, number: int, part: Stretch, today: date) -> str:
    if span.cause is TermCause.EARLY_END:
        return "early"
    if number and part.starts_on > today:
        return "future-renewal"
    return "term" if number == 0 and span.cause is TermCause.FIRST else "renewal"


def _teach_out(agreement: Agreement) -> Iterator[timeline.Span]:
    end, until = agreement.life.final_end, agreement.teachout_until
    if end is not None and until is not None and until > end:
        stretch = Stretch(end + DAY, until)
        yield timeline.Span("teach_out", end + DAY, until, _("Teach-out"), _days(stretch))


def _marks(agreement: Agreement, today: date) -> Iterator[Mark]:
    if agreement.signed_on:
        yield Mark("signed", agreement.signed_on, _("Signed"), day(agreement.signed_on))
    for term in agreement.terms:
        if term.notice_given_on:
            yield Mark("notice", term.notice_given_on, _("Notice given"), day(term.notice_given_on))
    if agreement.is_concluded and (notice := queries.deadline(agreement, today)):
        yield Mark("notice", notice.due_on, _("Last day for a notice"), day(notice.due_on))
    if agreement.terminated_on:
        yield Mark("terminated", agreement.terminated_on, _("Ended"), day(agreement.terminated_on))


def _days(stretch: Stretch) -> str:
    if stretch.ends_on is None:
        return _("from %(day)s", day=day(stretch.starts_on))
    return f"{day(stretch.starts_on)} – {day(stretch.ends_on)}"
