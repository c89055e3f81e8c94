"""The matrix of programmes and standards, and one programme standard by standard."""

from io import BytesIO
from typing import Any

from flask import request, send_file
from flask_babel import gettext as _

from app.kernel import clock, listing
from app.kernel.listing import Slice
from app.kernel.web.findings import Item, findings
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import page
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.quality import forms, matrix, profile, queries, workbook
from app.quality.models import Framework
from app.quality.queries import Filters
from app.quality.routes.blueprint import blueprint


@blueprint.get("/quality")
@guard("review.list")
def index() -> Any:
    """Programmes by standards, the accreditation that ends first on top."""
    form, filters, framework = _asked()
    found = queries.rows(actor(), filters, listing.cursor())
    rows = [queries.row_of(one) for one in found.rows]
    lines = matrix.lines(rows, framework, actor())
    shown = [line for line in lines if line.misses(filters.missing)]
    return page(
        "quality/index.html",
        filter_form=form,
        filters=filters,
        framework=framework,
        lines=shown,
        left_out=len(lines) - len(shown),
        listing=listing.page_of(Slice(found.rows, found.before, found.after)),
        as_of=clock.today(),
    )


@blueprint.get("/quality/matrix")
@guard("review.list")
def index_workbook() -> Any:
    """The same as a workbook, all pages of it."""
    _form, filters, framework = _asked()
    lines = matrix.lines(queries.all_rows(actor(), filters), framework, actor())
    shown = [line for line in lines if line.misses(filters.missing)]
    content = workbook.matrix(framework, shown, clock.today())
    return sent(content, f"quality-{framework.code}-{clock.today()}.xlsx")


def sent(content: bytes, name: str) -> Any:
    """A workbook to be saved."""
    return send_file(
        BytesIO(content),
        mimetype=workbook.MEDIA_TYPE,
        as_attachment=True,
        download_name=name,
        etag=False,
    )


@blueprint.get("/programmes/<int:programme_id>/quality")
@guard("programme.show", on=programmes.programme)
def programme(programme: Programme) -> Any:
    """What the data prove, what is missing, and what only people can judge."""
    form = forms.FrameworkForm(request.args)
    form.offer(queries.frameworks())
    framework = _framework(form.code)
    judged = queries.judgements_on([programme], framework, actor())[programme.id]
    return page(
        "quality/programme.html",
        programme=programme,
        filter_form=form,
        framework=framework,
        lines=profile.lines(framework, {programme.code: items_of(programme)}, judged),
        reviews=queries.reviews_of(programme, actor()),
        can_review=framework.is_valid_on(clock.today()),
        as_of=clock.today(),
    )


def items_of(programme: Programme) -> list[Item]:
    """Everything found about a programme and its agreement, as this reader may see it."""
    return [
        *findings("programme", [programme]),
        *findings("agreement", [programme.agreement]),
    ]


def _asked() -> tuple[forms.MatrixForm, Filters, Framework]:
    form = forms.MatrixForm(request.args)
    form.offer(queries.frameworks())
    form.offer_homes(queries.homes(actor()))
    filters = form.value()
    return form, filters, _framework(filters.framework)


def _framework(code: str) -> Framework:
    found = queries.framework(code)
    if found is None:
        raise LookupError(_("No standards are loaded. Run: flask seed reference"))
    return found
