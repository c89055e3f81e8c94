"""The page of national figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, request

from app.kernel.i18n import code, country
from app.kernel.pictures.bars import Item, Series, bars, columns
from app.kernel.web.guard import guard, may
from app.kernel.web.pages import page
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.statistics import breakdown, closed, queries
from app.statistics.breakdown import Way
from app.statistics.closed import NOTHING, Hidden
from app.statistics.figures import ByLevel, Comparison, National
from app.statistics.routes import asked
from app.statistics.routes.blueprint import blueprint
from app.statistics.rows import Year
from app.statistics.words import WAYS, over, shown

ALWAYS = (Level.BACHELOR, Level.MASTER, Level.DOCTORAL)
SOON = 12


@blueprint.get("/statistics")
@guard("statistics.national")
def national() -> Any:
    """National figures of a year: programmes, contingent, partners; all years as charts."""
    when, whole = asked.as_at(), may("statistics.trace")
    known = queries.series(when.instant)
    year = asked.year() or asked.newest_whole(known)
    figures = known.get(year.start) or queries.unknown(year, when.instant)
    before = known.get(year.start - 1) or queries.unknown(year.previous, when.instant)
    compared = queries.comparison(before, figures, when.instant)
    countries = queries.partner_countries(year, when.instant)
    rows = queries.years([year.previous, year], when.instant)
    levels = _levels(known)
    return page(
        "statistics/national.html",
        figures=figures,
        compared=compared,
        over=over(compared),
        newer=[] if request.args.get("year") else [f for y, f in known.items() if y > year.start],
        years=[AcademicYear(start) for start in sorted({*known, year.start}, reverse=True)],
        levels=levels,
        secret=NOTHING if whole else _secret(figures, compared, levels),
        contingent_chart=_chart(known, "contingent", levels, whole=whole),
        programmes_chart=_chart(known, "programmes", levels, whole=True),
        countries=countries,
        countries_chart=bars([Item(country(row.country), row.partners) for row in countries[:15]]),
        institutions=queries.filed_institutions(year, when.instant) if whole else [],
        published=queries.last_publication(year),
        campaign=queries.campaign_of(str(year)),
        when=when,
        whole=whole,
        as_of=when.day,
        **_apart(rows[year.start - 1], rows[year.start], whole=whole),
    )


def _secret(figures: National, compared: Comparison, levels: Sequence[Level]) -> Hidden:
    """What must not be read from the counts by level, nor from comparing them."""
    both = (figures.contingent, compared.before.contingent, compared.after.contingent)
    found = NOTHING
    for counts in both:
        found |= closed.hidden(counts, levels)
    if compared.is_partial and compared.institutions:
        found |= closed.between(figures.contingent, compared.after.contingent, levels)
    return found


def _apart(before: Year, after: Year, *, whole: bool) -> dict[str, Any]:
    """The year taken apart by everything that tells its rows apart."""
    levels, fields = breakdown.levels_of(after), queries.fields()
    return {
        "rows": after,
        "level_names": [code(level, "LEVEL") for level in levels],
        "tables": [
            (WAYS[way], breakdown.breakdown(after, way, levels, whole=whole)) for way in Way
        ],
        "told": lambda table, line: shown(table.way, line.value, fields),
        "expiries": _expiries(after),
        "dormant": breakdown.dormant(before, after) if before.is_known else None,
        "foreign": (breakdown.foreign_share(before), breakdown.foreign_share(after)),
        "target": (current_app.config["FOREIGN_TARGET"], current_app.config["FOREIGN_TARGET_YEAR"]),
    }


def _expiries(year: Year) -> dict[str, Any]:
    found = breakdown.expiries(year)
    soon = found.years[:SOON]
    later = sum(found.ending.get(y, 0) + found.renewing.get(y, 0) for y in found.years[SOON:])
    return {"years": [(y, found.ending.get(y, 0), found.renewing.get(y, 0)) for y in soon]} | {
        "later": later,
        "open_ended": found.open_ended,
    }


def _levels(known: Mapping[int, National]) -> list[Level]:
    """The levels of every university system, and residency where there is any."""
    counts = [f for year in known.values() for f in (year.contingent, year.programmes)]
    return [level for level in Level if level in ALWAYS or any(c.of(level) for c in counts)]


def _chart(
    known: Mapping[int, National], name: str, levels: Sequence[Level], *, whole: bool
) -> Any:
    labels = [_label(figures) for figures in known.values()]
    short = [label[2:] for label in labels]
    found: list[ByLevel] = [getattr(figures, name) for figures in known.values()]
    drawn = [
        closed.drawn(counts, levels, NOTHING if whole else closed.hidden(counts, levels))
        for counts in found
    ]
    return columns(
        labels,
        [
            Series(code(level, "LEVEL"), tuple(counts[at] for counts in drawn))
            for at, level in enumerate(levels)
        ],
        short,
    )


def _label(figures: National) -> str:
    """The year as the charts write it, with a star while not everybody has filed."""
    start = figures.year.start
    return f"{start}–{(start + 1) % 100:02}{'' if figures.coverage.is_whole else '*'}"
