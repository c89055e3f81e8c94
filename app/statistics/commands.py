"""National figures on the command line."""

import json
import sys

import click

from app.kernel.cli import Group
from app.kernel.years import AcademicYear
from app.statistics import queries

statistics = Group("statistics", help="National figures.")


@statistics.command("national")
@click.option("--year", required=True, help="Academic year, e.g. 2021-2022.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def national(year: str, as_json: bool) -> None:
    """Programmes, contingent and partners of a year, with the change."""
    try:
        wanted = AcademicYear.parse(year)
    except ValueError:
        click.echo(f"{year!r} is not an academic year. Write it as 2021-2022.", err=True)
        sys.exit(2)
    figures, before = queries.national(wanted)
    found = figures.as_json(queries.comparison(before, figures))
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


def _shown(value: int | float | None) -> str:
    return "unknown" if value is None else str(value)


def _sentence(change: dict[str, int | float | None]) -> str:
    percent = "" if change["percent"] is None else f", {change['percent']:+} %"
    difference = "unknown" if change["difference"] is None else f"{change['difference']:+}"
    return f"{_shown(change['from'])} → {_shown(change['to'])} ({difference}{percent})"
