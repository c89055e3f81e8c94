"""The page of national figures."""

from typing import Any

from flask import Blueprint, request

from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.i18n import code, country
from app.kernel.pictures.bars import Item, Series, bars, columns
from app.kernel.web.guard import guard, may
from app.kernel.web.pages import page
from app.kernel.years import AcademicYear
from app.programmes.path import Level
from app.statistics import queries
from app.statistics.figures import ByLevel, National
from app.statistics.words import over

blueprint = Blueprint("statistics", __name__, template_folder="templates")
ALWAYS = (Level.BACHELOR, Level.MASTER, Level.DOCTORAL)


@blueprint.get("/statistics")
@guard("statistics.national")
def national() -> Any:
    """National figures of a year: programmes, contingent, partners; all years as charts."""
    known = queries.series()
    year = _wanted(known)
    figures = known.get(year.start) or queries.unknown(year)
    before = known.get(year.start - 1) or queries.unknown(year.previous)
    compared = queries.comparison(before, figures)
    countries = queries.partner_countries(year)
    return page(
        "statistics/national.html",
        figures=figures,
        compared=compared,
        over=over(compared),
        newer=[] if request.args.get("year") else [f for y, f in known.items() if y > year.start],
        years=[AcademicYear(start) for start in sorted({*known, year.start}, reverse=True)],
        levels=_levels(known),
        contingent_chart=_chart(known, "contingent"),
        programmes_chart=_chart(known, "programmes"),
        countries=countries,
        countries_chart=bars([Item(country(row.country), row.partners) for row in countries[:15]]),
        institutions=queries.filed_institutions(year) if may("statistics.trace") else [],
        as_of=clock.today(),
    )


def _wanted(known: dict[int, National]) -> AcademicYear:
    """The year asked for, or the newest for which everybody has filed."""
    asked = request.args.get("year", "")
    if asked:
        try:
            return AcademicYear.parse(asked)
        except ValueError as wrong:
            raise Missing from wrong
    whole = [start for start, figures in known.items() if figures.coverage.is_whole]
    newest = max(whole or known, default=None)
    return AcademicYear.of(clock.today()) if newest is None else AcademicYear(newest)


def _levels(known: dict[int, National]) -> list[Level]:
    """The levels of every university system, and residency where there is any."""
    counts = [f for year in known.values() for f in (year.contingent, year.programmes)]
    return [level for level in Level if level in ALWAYS or any(c.of(level) for c in counts)]


def _chart(known: dict[int, National], name: str) -> Any:
    labels = [_label(figures) for figures in known.values()]
    short = [label[2:] for label in labels]
    found: list[ByLevel] = [getattr(figures, name) for figures in known.values()]
    return columns(
        labels,
        [
            Series(code(level, "LEVEL"), tuple(f.of(level) for f in found))
            for level in _levels(known)
        ],
        short,
    )


def _label(figures: National) -> str:
    """The year as the charts write it, with a star while not everybody has filed."""
    start = figures.year.start
    return f"{start}–{(start + 1) % 100:02}{'' if figures.coverage.is_whole else '*'}"
