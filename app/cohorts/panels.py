"""Cohorts on the pages of other records: a programme's table, an agreement's timeline."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.agreements.models import Agreement
from app.cohorts import queries
from app.cohorts.counts import study_ends_on
from app.cohorts.queries import CohortSpan
from app.kernel import clock
from app.kernel.features import Panel
from app.kernel.i18n import day, name
from app.kernel.pictures import timeline
from app.kernel.web.guard import actor, may
from app.programmes.models import Programme

LAST_SHOWN = 4
MOST_DRAWN = 12


def cohorts_of_programme(programme: Programme) -> Mapping[str, Any]:
    """Its cohorts with the headcount of each year, as far as the reader may see it."""
    cohorts = queries.cohorts_of(programme.id)
    counted = queries.students_by_year(programme.id, actor())
    years = sorted({year for by_year in counted.values() for year in by_year})[-6:]
    spans = {c.id: study_ends_on(c.entry_year, programme.duration_months) for c in cohorts}
    own = queries.programme(programme.id)
    return {
        "cohorts": cohorts,
        "counted": counted,
        "years": years,
        "ends_on": spans,
        "may_open": own is not None and may("cohort.open", own),
        "present": queries.present_year(),
    }


def cohorts_of_agreement(agreement: Agreement) -> Mapping[str, Any] | None:
    """Its cohorts on the axis of time, and what lies beyond its end."""
    spans = queries.cohort_spans(agreement.id)
    if not spans:
        return None
    today, end = clock.today(), agreement.life.final_end
    studying = [span for span in spans if span.ends_on >= today]
    shown = (studying or spans[-LAST_SHOWN:])[-MOST_DRAWN:]
    youngest = max(spans, key=lambda span: (span.ends_on, span.cohort.entry_year))
    return {
        "picture": timeline.timeline(list(_bars(shown, end)), _marks(end), today),
        "youngest": youngest,
        "end": end,
        "teachout_until": agreement.teachout_until,
        "is_outlived": queries.is_outlived(agreement, youngest),
        "left_out": len(spans) - len(shown),
    }


def still_studying(agreement: Agreement) -> Mapping[str, Any] | None:
    """Whom a termination leaves behind: the cohorts that have not studied to the end."""
    today = clock.today()
    spans = [span for span in queries.cohort_spans(agreement.id) if span.ends_on >= today]
    if not spans:
        return None
    names = [f"{span.cohort.entry_year}, {name(span.programme)}" for span in spans]
    return {"names": names, "last": max(span.ends_on for span in spans)}


def _bars(spans: list[CohortSpan], end: date | None) -> Iterator[timeline.Span]:
    """A bar for each cohort; what lies after the agreement's end is taught out."""
    for span in spans:
        bar = timeline.Span(
            kind="cohort",
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            label=f"{span.cohort.entry_year}, {name(span.programme)}",
            note=_("until %(day)s", day=day(span.ends_on)),
        )
        yield from timeline.beyond(bar, end)


def _marks(end: date | None) -> list[timeline.Mark]:
    return [timeline.Mark("end", end, _("The agreement ends"), day(end))] if end else []


PANELS = (
    Panel("programme", "cohorts/_programme.html", cohorts_of_programme, 40),
    Panel("agreement", "cohorts/_agreement.html", cohorts_of_agreement, 60),
    Panel("agreement.terminate", "cohorts/_studying.html", still_studying, 60),
)
