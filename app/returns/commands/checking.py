"""The command that checks a workbook."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.returns import offline, queries
from app.returns.annotate import annotated
from app.returns.check import check, foremost
from app.returns.commands.group import LANGUAGES, refuse, returns
from app.returns.intake import Taken, take
from app.returns.problems import Problem, Tally


@returns.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default="kk")
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--annotated", "output", type=click.Path(dir_okay=False, path_type=Path))
def check_file(file: Path, language: str, as_json: bool, output: Path | None) -> None:
    """Check a workbook: exit 0 without errors, 1 with some, 2 when it cannot be read.

    What is known of the institution comes from the database. Without one the reference
    data are read from their files, and last year is not known.
    """
    try:
        content = file.read_bytes()
    except OSError as problem:
        refuse(f"{file} could not be read: {problem.strerror}.")
    with offline.reference_data():
        taken = take(content, name=file.name)
        found = _problems(taken)
        with force_locale(language):
            say = _as_json(taken, found) if as_json else "\n".join(_told(file.name, found))
        click.echo(say)
        if output:
            _write(output, annotated(content, found, language))
    if any(one.code == UNREADABLE and one.is_broken for one in found):
        sys.exit(2)
    sys.exit(0 if Tally.of(found).is_valid else 1)


UNREADABLE = "S001"


def _problems(taken: Taken) -> Sequence[Problem]:
    if taken.dataset is None:
        return taken.problems
    data = taken.dataset
    context = queries.context_of_file(data.institution, data.year)
    return foremost((*taken.problems, *check(data, context, taken.place)))


def _as_json(taken: Taken, found: Sequence[Problem]) -> str:
    """Only what is broken: what could not be judged is nobody's problem to put right."""
    data, stamp = taken.dataset, taken.stamp
    told: dict[str, Any] = {
        "edition": data.edition if data else stamp.get("edition"),
        "institution": data.institution if data else stamp.get("institution"),
        "year": str(data.year) if data else stamp.get("year"),
        "problems": [one.as_json() for one in found if one.is_broken],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _told(name: str, found: Sequence[Problem]) -> Iterator[str]:
    broken = [one for one in found if one.is_broken]
    for one in broken:
        place = "!".join(filter(None, (one.place.sheet, one.place.cell or one.place.column)))
        yield f"{one.severity.value} {one.code} {place}: {one.message} {one.remedy}"
    yield from _unknown([one for one in found if not one.is_broken])
    tally = Tally.of(found)
    yield "{}: {}, {}, {}".format(
        name,
        ngettext("%(num)s error", "%(num)s errors", tally.errors),
        ngettext("%(num)s warning", "%(num)s warnings", tally.warnings),
        ngettext("%(num)s to look at", "%(num)s to look at", tally.informations),
    )


def _unknown(found: Sequence[Problem]) -> Iterator[str]:
    """One line for each rule that could not be judged, with what it waits for."""
    for code, problems in groupby(sorted(found, key=lambda one: one.code), lambda one: one.code):
        several = list(problems)
        waits = several[0].rule.awaits or several[0].remedy
        unjudged = _("could not be judged")
        yield f"? {code} ({len(several)}): {unjudged}. {waits}"


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as problem:
        refuse(f"{output} could not be written: {problem.strerror}.")
