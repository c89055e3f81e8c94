"""What waits for a person because of cohorts and counts, as the home page lists it."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.cohorts import queries
from app.cohorts.lifecycle import due_on
from app.cohorts.queries import InstitutionYear
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.i18n import academic_year, day
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear


def duties(actor: Actor) -> list[Duty]:
    """Figures that are due, and agreements that end before their youngest cohort."""
    return [*_figures(actor), *_outliving(actor)]


def _figures(actor: Actor) -> Iterator[Duty]:
    for found in queries.due(actor):
        if clock.today() >= AcademicYear(found.year).reference_date:
            address = url_for("cohorts.year", institution_id=found.institution_id, year=found.year)
            yield Duty(_when(found), address, _tone(found))


def _when(found: InstitutionYear) -> str:
    """How many days are left to file, or since when they should be filed."""
    last, year = due_on(found.year), academic_year(found.year)
    left = (last - clock.today()).days
    if left < 0:
        return _("The figures of %(year)s were due on %(day)s.", year=year, day=day(last))
    if left == 0:
        return _("The figures of %(year)s are due today.", year=year)
    return ngettext(
        "The figures of %(year)s are due on %(day)s: %(num)d day is left.",
        "The figures of %(year)s are due on %(day)s: %(num)d days are left.",
        left,
        year=year,
        day=day(last),
    )


def _tone(found: InstitutionYear) -> str:
    left = (due_on(found.year) - clock.today()).days
    return "bad" if left < 0 else "warn" if left <= 14 else "neutral"


def _outliving(actor: Actor) -> Iterator[Duty]:
    for agreement, span in queries.outliving(actor, clock.today()):
        text = _(
            "%(code)s ends on %(end)s, but its cohort of %(year)s studies until %(last)s.",
            code=agreement.code,
            end=day(agreement.life.final_end),
            year=span.cohort.entry_year,
            last=day(span.ends_on),
        )
        address = url_for("agreements.show", agreement_id=agreement.id, _anchor="cohorts")
        yield Duty(text, address, "warn")
