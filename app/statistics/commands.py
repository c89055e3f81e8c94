"""National figures on the command line."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from app.kernel import clock
from app.kernel.cli import Group, written
from app.kernel.years import AcademicYear
from app.statistics import consolidated, decomposition, queries
from app.statistics.decomposition import Cause, Explained, Why

statistics = Group("statistics", help="National figures.")
# What is done with all returns at once stands beside what is done with one.
returns = Group("returns")

_AS_AT = click.option("--as-at", help="Figures as they stood at the end of a day, 2026-11-20.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@statistics.command("national")
@click.option("--year", required=True, help="Academic year, e.g. 2021-2022.")
@_AS_AT
@_JSON
def national(year: str, as_at: str | None, as_json: bool) -> None:
    """Programmes, contingent and partners of a year, with the change."""
    at = _instant(as_at)
    figures, before = queries.national(_year(year), at)
    found = figures.as_json(queries.comparison(before, figures, at))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    coverage, change = found["coverage"], found["change"]
    click.echo(f"{found['year']}: filed by {coverage['institutions']} of {coverage['of']}")
    if "institutions" in change:
        click.echo(f"changes over the {change['institutions']} that filed in both years")
    for name in ("programmes", "contingent"):
        levels = ", ".join(f"{level} {_shown(n)}" for level, n in found[name].items())
        click.echo(f"{name}: {levels}")
        click.echo(f"  {change['from_year']}: {_sentence(change[name])}")
    click.echo(
        f"partners: {_shown(found['partners']['institutions'])} institutions "
        f"in {_shown(found['partners']['countries'])} countries"
    )


@statistics.command("why")
@click.option("--from", "before", required=True, help="The earlier year, e.g. 2020-2021.")
@click.option("--to", "after", required=True, help="The later year, e.g. 2021-2022.")
@_AS_AT
@_JSON
def why(before: str, after: str, as_at: str | None, as_json: bool) -> None:
    """Why contingent and programmes changed: new, closed, grown, shrunk, newly reporting."""
    wanted = _year(before), _year(after)
    years = queries.years(wanted, _instant(as_at))
    old, new = (years[year.start] for year in wanted)
    explained = {
        "contingent": decomposition.contingent(old, new),
        "programmes": decomposition.programmes(old, new),
    }
    if as_json:
        head = {
            "from": str(wanted[0]),
            "to": str(wanted[1]),
            "coverage": {"from": old.coverage.as_json(), "to": new.coverage.as_json()},
        }
        parts = {name: one.as_json() for name, one in explained.items()}
        click.echo(json.dumps(head | parts, ensure_ascii=False))
        return
    for year in (old, new):
        click.echo(f"{year.year}: filed by {year.coverage.institutions} of {year.coverage.of}")
    for name, one in explained.items():
        _tell(name, one)


@returns.command("consolidate")
@click.option("--year", required=True, help="Academic year, e.g. 2025-2026.")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="kk")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def consolidate(year: str, language: str, output: Path) -> None:
    """Write the returns of all institutions, and the figures, to OUTPUT."""
    wanted = _year(year)
    try:
        with written(output) as target:
            count = consolidated.write(wanted, target, language, clock.today())
            if not count:
                _refuse(f"No return of {wanted} counts yet: nothing was written.")
    except OSError as problem:
        _refuse(f"{output} could not be written: {problem.strerror}.")
    click.echo(f"{output}: {count} returns of {wanted}")


def _tell(name: str, explained: Explained) -> None:
    click.echo(f"{name}: {_sentence(explained.total.change.as_json())}")
    for cause in Cause:
        click.echo(f"  {cause.value.replace('_', ' ')}: {_told(explained.total, cause)}")


def _told(why: Why, cause: Cause) -> str:
    if why.parts is None:
        return "unknown"
    part = why.part(cause)
    return f"{part.difference:+} ({part.programmes} programmes, {len(part.shares)} institutions)"


def _year(text: str) -> AcademicYear:
    try:
        return AcademicYear.parse(text)
    except ValueError:
        _refuse(f"{text!r} is not an academic year. Write it as 2021-2022.")


def _instant(text: str | None) -> datetime | None:
    """The last instant of a day in Kazakhstan; None where no day is named."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        _refuse(f"{text!r} is not a day. Write it as 2026-11-20.")
    return clock.end_of(day)


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


def _shown(value: int | float | None) -> str:
    return "unknown" if value is None else str(value)


def _sentence(change: dict[str, int | float | None]) -> str:
    percent = "" if change["percent"] is None else f", {change['percent']:+} %"
    difference = "unknown" if change["difference"] is None else f"{change['difference']:+}"
    return f"{_shown(change['from'])} → {_shown(change['to'])} ({difference}{percent})"
