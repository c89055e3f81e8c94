"""Commands that write a workbook."""

from pathlib import Path

import click

from app.institutions.queries import by_code
from app.kernel import clock
from app.kernel.cli import written
from app.kernel.years import AcademicYear
from app.returns import epvo, queries, workbook
from app.returns.commands.group import LANGUAGES, refuse, returns


@returns.command("workbook")
@click.option("--institution", "code", required=True, help="Code of the institution.")
@click.option("--year", required=True, help="Academic year, e.g. 2025-2026.")
@click.option("--language", type=click.Choice(LANGUAGES), default="kk")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def write(code: str, year: str, language: str, output: Path) -> None:
    """Write the filled workbook of one institution and year to OUTPUT."""
    institution = by_code(code)
    if institution is None:
        refuse(f"There is no institution with the code {code}.")
    try:
        wanted = AcademicYear.parse(year)
    except ValueError:
        refuse(f"{year!r} is not an academic year. Write it as 2025-2026.")
    if wanted > AcademicYear.of(clock.today()) or not institution.is_expected(wanted.start):
        refuse(f"{code} files no return for {wanted}.")
    try:
        output.write_bytes(workbook.filled(institution, wanted, language))
    except OSError as problem:
        refuse(f"{output} could not be written: {problem.strerror}.")
    click.echo(f"{output}: {institution.name_en}, {wanted}")


@returns.command("epvo")
@click.option("--institution", "code", help="Code of the institution; all of them without it.")
@click.option("--year", required=True, help="Academic year, e.g. 2025-2026.")
@click.option("--language", type=click.Choice(LANGUAGES), default="kk")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def write_epvo(code: str | None, year: str, language: str, output: Path) -> None:
    """Write the forms ВП-31, ВП-32 and ВП-40 of the national platform to OUTPUT."""
    institution = by_code(code) if code else None
    if code and institution is None:
        refuse(f"There is no institution with the code {code}.")
    try:
        wanted = AcademicYear.parse(year)
    except ValueError:
        refuse(f"{year!r} is not an academic year. Write it as 2025-2026.")
    try:
        with written(output) as target:
            count = epvo.write(wanted, queries.gathered(wanted, institution), target, language)
            if not count:
                refuse(f"No return of {wanted} counts yet: nothing was written.")
    except OSError as problem:
        refuse(f"{output} could not be written: {problem.strerror}.")
    click.echo(f"{output}: {count} returns of {wanted}")
