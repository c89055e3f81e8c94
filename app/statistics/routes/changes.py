"""Why a figure changed between two years, and how published figures stand now."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from app.kernel.errors import Missing
from app.kernel.web.guard import guard, may
from app.kernel.web.pages import page
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.returns.models import Campaign
from app.statistics import closed, decomposition, queries, restating
from app.statistics.decomposition import Cause, Explained, Why
from app.statistics.figures import LEVELS
from app.statistics.restating import Published
from app.statistics.routes import asked
from app.statistics.routes.blueprint import blueprint
from app.statistics.rows import Year
from app.statistics.suppression import SMALLEST_SHOWN
from app.statistics.words import CAUSES

FIGURES: Mapping[str, Callable[[Year, Year], Explained]] = {
    "contingent": decomposition.contingent,
    "programmes": decomposition.programmes,
}


@blueprint.get("/statistics/why")
@guard("statistics.national")
def why() -> Any:
    """New, closed, grown, shrunk, newly reporting: down to the programme for the centre."""
    when, whole = asked.as_at(), may("statistics.trace")
    known = queries.series(when.instant)
    to = asked.year("to") or asked.newest_whole(known)
    since = asked.year("from") or to.previous
    of = request.args.get("of", "contingent")
    if of not in FIGURES:
        raise Missing
    years = queries.years([since, to], when.instant)
    before, after = years[since.start], years[to.start]
    explained = FIGURES[of](before, after)
    level = _level() if whole else None
    found = explained.total if level is None else explained.levels.get(level, explained.total)
    return page(
        "statistics/why.html",
        before=before,
        after=after,
        of=of,
        explained=explained,
        level=level,
        why=found,
        secret=frozenset() if whole or of == "programmes" else closed.hidden_causes(found),
        causes=CAUSES,
        years=[AcademicYear(s) for s in sorted({*known, since.start, to.start}, reverse=True)],
        when=when,
        whole=whole,
    )


def _level() -> Level | None:
    text = request.args.get("level", "")
    try:
        return Level(text) if text else None
    except ValueError as wrong:
        raise Missing from wrong


@blueprint.get("/statistics/<year>/publication")
@guard("statistics.national", on=queries.announced_of)
def publication(campaign: Campaign) -> Any:
    """What was published of a year, and how the same figures stand now."""
    whole, year = may("statistics.trace"), campaign.academic_year
    known = queries.publications(campaign)
    if not known:
        return page("statistics/unpublished.html", campaign=campaign)
    published = Published.read(known[0].figures)
    restated = restating.restated(published, queries.national(year)[0])
    then = queries.years([year], known[0].published_at)[year.start]
    now = queries.years([year])[year.start]
    changed = {name: figure(then, now).total for name, figure in FIGURES.items()}
    return page(
        "statistics/publication.html",
        campaign=campaign,
        publications=known,
        published=published,
        lines=[one for one in restated if one.change.before or one.change.after],
        differs=any(one.differs for one in restated),
        words=LEVELS,
        changed=changed,
        stands=_stands(published, changed),
        secret=frozenset() if whole else _few(restated),
        secret_causes=frozenset() if whole else closed.hidden_causes(changed["contingent"]),
        causes=CAUSES,
        whole=whole,
        cause_names=list(Cause),
    )


def _stands(published: Published, changed: Mapping[str, Why]) -> bool:
    """Whether the returns that counted then still add up to what was published."""
    return all(why.change.before == published.count(name) for name, why in changed.items())


def _few(restated: list[restating.Restated]) -> frozenset[tuple[str, str]]:
    """The counts of students that are hidden: too few then, or now, or between the two."""
    found = set()
    for one in restated:
        numbers = (one.change.before or 0, one.change.after or 0, abs(one.change.difference or 0))
        if one.name == "contingent" and any(0 < n < SMALLEST_SHOWN for n in numbers):
            found.add((one.name, one.level))
    if len(found) == 1 and (("contingent", "total") not in found):
        found.add(("contingent", "total"))
    return frozenset(found)
