"""The numbers of this feature on the home page: the students and figures of the present year."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import INSTITUTION_ROLES
from app.cohorts import queries
from app.cohorts.permissions import reads_nation
from app.cohorts.queries import InstitutionYear
from app.cohorts.words import STAGE_NAMES
from app.kernel.features import Figure
from app.kernel.i18n import academic_year, number
from app.kernel.permissions import Actor


def figures(actor: Actor) -> Iterator[Figure]:
    """One's own students and figures; for the centre, how far the collection has come."""
    year = queries.present_year()
    if own := actor.institutions(*INSTITUTION_ROLES):
        yield _students(own, year)
        yield from _state(queries.present_years(own))
    if reads_nation(actor):
        yield _collection(year)


def _students(own: frozenset[int], year: int) -> Figure:
    sums = queries.students_of(own, (year - 1, year))
    now, before = sums.get(year), sums.get(year - 1)
    label = _("Students of %(year)s", year=academic_year(year))
    value = None if now is None else number(now)
    return Figure(label, value, url_for("cohorts.years"), compared=True, before=before, after=now)


def _state(found: list[InstitutionYear]) -> Iterator[Figure]:
    """In words for one institution, as a count for several."""
    if not found:
        return
    label = _("Figures of %(year)s", year=academic_year(found[0].year))
    if len(found) > 1:
        filed = sum(one.is_filed for one in found)
        value = _("filed by %(filed)s of %(of)s", filed=filed, of=len(found))
        yield Figure(label, value, url_for("cohorts.years"))
        return
    [one] = found
    address = url_for("cohorts.year", institution_id=one.institution_id, year=one.year)
    state = STAGE_NAMES[one.stage] if one.figures else _("not begun")
    yield Figure(label, str(state), address, _("overdue") if one.is_overdue else "")


def _collection(year: int) -> Figure:
    found = queries.collected(year)
    label = _("Figures of %(year)s", year=academic_year(year))
    value = _("filed by %(filed)s of %(of)s", filed=number(found.filed), of=number(found.of))
    return Figure(label, value, url_for("cohorts.years", year=year))
