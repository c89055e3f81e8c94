"""Files for the centre: the national workbook, and the forms of the national platform."""

from io import BytesIO
from typing import Any

from flask import send_file

from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.i18n import current_language
from app.kernel.web.guard import guard
from app.returns import epvo
from app.returns.queries import gathered
from app.statistics import consolidated
from app.statistics.routes import asked
from app.statistics.routes.blueprint import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/statistics/<year>/workbook")
@guard("statistics.trace", on=asked.named_or_none)
def workbook(year: Any) -> Any:
    """Every return of a year, and the figures, as one workbook."""
    target = BytesIO()
    if not consolidated.write(year, target, current_language(), clock.today()):
        raise Missing
    return _sent(target, consolidated.file_name(year))


@blueprint.get("/statistics/<year>/epvo")
@guard("statistics.trace", on=asked.named_or_none)
def platform(year: Any) -> Any:
    """The forms ВП-31, ВП-32 and ВП-40 of every institution."""
    target = BytesIO()
    if not epvo.write(year, gathered(year), target, current_language()):
        raise Missing
    return _sent(target, epvo.file_name(year))


def _sent(target: BytesIO, name: str) -> Any:
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name, etag=False)
