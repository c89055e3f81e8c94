"""A delivery beside the register, and beside the one that was submitted before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import request, send_file, url_for
from flask_babel import gettext as _

from app.kernel.i18n import current_language
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.kernel.workbook.desk import FIRST_ROW
from app.kernel.workbook.text import Text
from app.returns import queries, services, workbook
from app.returns.compared import coloured
from app.returns.comparing import Comparison, compare
from app.returns.dataset import Dataset, Row, edition_of
from app.returns.models import Delivery, Return
from app.returns.routes.blueprint import blueprint
from app.returns.routes.register import XLSX
from app.returns.services import Obstacle, Plan, Way
from app.returns.telling import Words, telling

DELIVERY = "/returns/deliveries/<int:delivery_id>"
MOST = 50


@blueprint.get(f"{DELIVERY}/register")
@guard("delivery.apply", on=queries.delivery)
def preview(delivery: Delivery) -> Any:
    """What the register would say with these data, and what stands against it."""
    plan = services.preview(delivery, actor=actor())
    return page(
        "returns/preview.html",
        delivery=delivery,
        filing=delivery.filing,
        plan=plan,
        changes=telling(plan.changes),
        left=telling(plan.left),
        against=list(_against(plan, delivery))[:MOST],
        more=max(0, len(plan.obstacles) - MOST),
        places=list(_places(plan))[:MOST],
    )


@blueprint.post(f"{DELIVERY}/register")
@guard("delivery.apply", on=queries.delivery)
def apply(delivery: Delivery) -> Any:
    """Enter the data into the register, as the preview said."""
    services.apply(delivery, actor=actor(), seen=request.form.get("seen", ""))
    return done(_address(delivery), _("The register says what the delivery says now."))


@blueprint.get(f"{DELIVERY}/register/workbook")
@guard("delivery.apply", on=queries.delivery)
def preview_workbook(delivery: Delivery) -> Any:
    """The same as a workbook: the register as it would be, with what changes coloured."""
    plan = services.preview(delivery, actor=actor())
    return _sent(delivery, plan.changes, plan.would_be, "register")


@blueprint.get(f"{DELIVERY}/changes")
@guard("delivery.show", on=queries.delivery)
def changes(delivery: Delivery) -> Any:
    """What differs from the delivery that was submitted before."""
    earlier = queries.submitted_before(delivery)
    return page(
        "returns/changes.html",
        delivery=delivery,
        filing=delivery.filing,
        earlier=earlier,
        changes=telling(_since(earlier, delivery)) if earlier else None,
    )


@blueprint.get(f"{DELIVERY}/changes/workbook")
@guard("delivery.show", on=queries.delivery)
def changes_workbook(delivery: Delivery) -> Any:
    """The delivery as a workbook, with what differs from the one before coloured.

    A first delivery differs from nothing.
    """
    earlier = queries.submitted_before(delivery) or delivery
    after = Dataset.loaded(delivery.dataset)
    return _sent(delivery, _since(earlier, delivery), after, "changes")


def _since(earlier: Delivery, delivery: Delivery) -> Comparison:
    return compare(Dataset.loaded(earlier.dataset), Dataset.loaded(delivery.dataset))


@dataclass(frozen=True)
class Against:
    """An obstacle in the reader's words: where it is, what is the matter, where to go."""

    place: str
    message: str
    url: str | None


def _against(plan: Plan, delivery: Delivery) -> Iterator[Against]:
    words, wanted = Words(), Dataset.loaded(delivery.dataset)
    for one in plan.obstacles:
        message = one.message
        said = message.in_(words.language) if isinstance(message, Text) else str(message)
        yield Against(_place(words, wanted, one), said, _url(one.way, delivery.filing))


def _place(words: Words, wanted: Dataset, one: Obstacle) -> str:
    """The sheet, the row by its number in the workbook and its key, the column."""
    if not one.sheet:
        return ""
    sheet = edition_of(wanted.edition).sheet(one.sheet)
    parts = [f"{sheet.name} · {sheet.title.in_(words.language)}"]
    if one.at is not None:
        row = wanted.rows(sheet.name)[one.at]
        parts += [_("row %(n)d", n=one.at + FIRST_ROW), *filter(None, words.name(sheet, row))]
    if one.column:
        parts.append(words.title(sheet.column(one.column)))
    return ", ".join(parts)


def _url(way: Way | None, filing: Return) -> str | None:
    """The page where it is put right."""
    if way is None:
        return None
    year = filing.campaign.year
    addresses: dict[str, tuple[str, dict[str, int]]] = {
        "figures": ("cohorts.year", {"institution_id": way.about, "year": year}),
        "programme": ("programmes.show", {"programme_id": way.about}),
        "new_programme": ("programmes.register", {"agreement_id": way.about}),
        "new_agreement": ("agreements.register", {}),
    }
    endpoint, values = addresses[way.page]
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def _places(plan: Plan) -> Iterator[tuple[str, str]]:
    """Where what is not applied is put right: agreements by an amendment, programmes by hand."""
    for row in _rows(plan, "2_AGR"):
        if found := plan.ground.agreements.get(str(row.get("agr_id"))):
            deed = "amend" if may("agreement.amend", found) else "show"
            yield found.code, url_for(f"agreements.{deed}", agreement_id=found.id)
    for row in _rows(plan, "3_PROG"):
        if programme := plan.ground.programmes.get(str(row.get("prog_id"))):
            deed = "edit" if may("programme.edit", programme) else "show"
            yield programme.code, url_for(f"programmes.{deed}", programme_id=programme.id)


def _rows(plan: Plan, name: str) -> Iterator[Row]:
    return (row.row for sheet in plan.left.different if sheet.name == name for row in sheet.rows)


def _sent(delivery: Delivery, found: Comparison, after: Dataset, suffix: str) -> Any:
    language = current_language()
    content = coloured(found, after, workbook.stamp_of(delivery, after, language), language)
    return send_file(
        BytesIO(content),
        mimetype=XLSX,
        as_attachment=True,
        download_name=workbook.delivery_name(delivery, suffix),
        etag=False,
    )


def _address(delivery: Delivery) -> str:
    return url_for("returns.preview", delivery_id=delivery.id)
