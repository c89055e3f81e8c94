"""The year as the register has it: who has filed, and the workbook to take away."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import request, send_file

from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.i18n import LANGUAGES, current_language
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import page
from app.kernel.years import AcademicYear
from app.returns import epvo, queries, workbook
from app.returns.queries import Gathered, ReturnLine
from app.returns.routes.blueprint import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/returns")
@guard("return.list")
def index() -> Any:
    """The returns of a year that this person may read."""
    year = _asked()
    lines = queries.returns_of_year(year, actor())
    return page(
        "returns/index.html",
        year=year,
        years=queries.years(),
        campaign=queries.campaign_of(year.start),
        lines=lines,
        filed=sum(queries.is_filed(line) for line in lines),
    )


@blueprint.get("/returns/<int:institution_id>/<year>/workbook")
@guard("return.workbook", on=queries.return_of)
def take(line: ReturnLine) -> Any:
    """The filled workbook, in the reader's language unless another is asked for."""
    language = request.args.get("language", current_language())
    if language not in LANGUAGES:
        raise Missing
    content = workbook.filled(line.institution, line.year, language)
    return send_file(
        BytesIO(content),
        mimetype=XLSX,
        as_attachment=True,
        download_name=workbook.file_name(line.institution, line.year, language),
        etag=False,
    )


@blueprint.get("/returns/<int:institution_id>/<year>/epvo")
@guard("return.workbook", on=queries.return_of)
def platform(line: ReturnLine) -> Any:
    """The forms ВП-31, ВП-32 and ВП-40 of the national platform, from the same data.

    While nothing is accepted or filed they are taken from the register as it is.
    """
    found = list(queries.gathered(line.year, line.institution))
    if not found:
        data = workbook.dataset(line.institution, line.year)
        found = [Gathered(line.institution, data, None)]
    return _forms(line.year, found, epvo.file_name(line.year, line.institution))


@blueprint.get("/returns/<year>/epvo")
@guard("return.gather", on=queries.year_named)
def platform_of_all(year: AcademicYear) -> Any:
    """The forms ВП-31, ВП-32 and ВП-40 of every institution."""
    return _forms(year, queries.gathered(year), epvo.file_name(year))


def _forms(year: AcademicYear, returns: Iterable[Gathered], name: str) -> Any:
    target = BytesIO()
    if not epvo.write(year, returns, target, current_language()):
        raise Missing
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name, etag=False)


def _asked() -> AcademicYear:
    """The year in the address; the present one when there is none, never one to come."""
    asked, present = request.args.get("year", ""), AcademicYear.of(clock.today())
    try:
        year = AcademicYear.parse(asked) if asked else present
    except ValueError as wrong:
        raise Missing from wrong
    if year > present:
        raise Missing
    return year
