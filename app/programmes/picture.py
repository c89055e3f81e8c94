"""A study path as the ribbon draws it, and its lengths in words."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.institutions.models import Institution
from app.kernel.i18n import name
from app.kernel.pictures import ribbon
from app.kernel.pictures.ribbon import LANES, Ribbon, Segment
from app.programmes.models import Programme
from app.programmes.path import Period, Place, StudyPath, Unit


def path(programme: Programme) -> Ribbon | None:
    """The picture of a programme's path; None while it has none."""
    if (laid := programme.path) is None:
        return None
    return drawn(laid, programme.agreement.home, [one.institution for one in programme.partners])


def drawn(path: StudyPath, home: Institution, partners: Iterable[Institution]) -> Ribbon:
    """The picture of any path between these universities."""
    names: dict[str | int | None, str] = {one.id: name(one) for one in partners}
    lanes = _lanes(path)
    segments = [
        Segment(
            label=name(home) if period.where is Place.HOME else _host(period, names),
            tone=lanes[_lane_key(period)],
            length=period.count * path.unit.months,
            caption=length(period.count, path.unit),
        )
        for period in path.periods
    ]
    return ribbon.ribbon(segments, _("Year {n}"))


def length(count: int, unit: Unit) -> str:
    """So many academic years, semesters or trimesters."""
    if unit is Unit.YEAR:
        return ngettext("%(num)d year", "%(num)d years", count)
    if unit is Unit.SEMESTER:
        return ngettext("%(num)d semester", "%(num)d semesters", count)
    return ngettext("%(num)d trimester", "%(num)d trimesters", count)


def months(count: int) -> str:
    """So many months."""
    return ngettext("%(num)d month", "%(num)d months", count)


def _host(period: Period, names: dict[str | int | None, str]) -> str:
    """The partner of a period; the only one when none is named, or any of several."""
    if period.partner is None and len(names) == 1:
        return next(iter(names.values()))
    return names.get(period.partner) or _("Any of the partners")


def _lane_key(period: Period) -> str | int | None:
    return "home" if period.where is Place.HOME else period.partner


def _lanes(path: StudyPath) -> dict[str | int | None, str]:
    """Home on the lowest lane; each partner on the next, those beyond the last share it."""
    abroad = dict.fromkeys(p.partner for p in path.periods if p.where is Place.PARTNER)
    above = {partner: LANES[min(n, len(LANES) - 1)] for n, partner in enumerate(abroad, start=1)}
    return {"home": LANES[0], **above}
