"""The numbers of this feature on the home page: the nation's students in the present year."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.cohorts.permissions import reads_nation
from app.kernel import clock
from app.kernel.features import Figure
from app.kernel.i18n import academic_year, number
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.statistics import queries
from app.statistics.words import over


def figures(actor: Actor) -> Iterator[Figure]:
    """The students filed so far, with the change over those who filed last year too."""
    if not reads_nation(actor):
        return
    year = AcademicYear.of(clock.today())
    now, before = queries.national(year)
    compared = queries.comparison(before, now)
    total = now.contingent.total
    yield Figure(
        _("Students of %(year)s", year=academic_year(year.start)),
        None if total is None else number(total),
        url_for("statistics.national", year=year),
        over(compared),
        compared=True,
        before=compared.before.contingent.total,
        after=compared.after.contingent.total,
    )
