"""The national workbook, for the centre."""

from io import BytesIO
from typing import Any

from flask import send_file

from app.kernel import clock
from app.kernel.errors import Missing
from app.kernel.i18n import current_language
from app.kernel.web.guard import guard
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
    target.seek(0)
    name = consolidated.file_name(year)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name, etag=False)
