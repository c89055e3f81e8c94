"""The page on which a signatory reads what is declared and signs it, and what comes of it."""

from io import BytesIO
from typing import Any

from flask import Response, send_file, url_for
from flask_babel import gettext as _

from app.kernel.errors import Missing
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.returns import cms, forms, queries, services
from app.returns.comparing import Comparison
from app.returns.lifecycle import ACCEPTED
from app.returns.models import Delivery, Return
from app.returns.routes.blueprint import blueprint
from app.returns.summary import summary


@blueprint.route("/returns/<int:return_id>/sign", methods=["GET", "POST"])
@guard("return.sign", on=queries.filing)
def sign(filing: Return) -> Any:
    """What we declare, what changed, what to look at; and the signature."""
    delivery = queries.counting_delivery(filing)
    form = forms.SignForm()
    form.offer(digest=delivery.digest if delivery else "", electronic=cms.configured() is not None)
    if delivery is not None and form.carry(lambda value: _sign(filing, delivery, *value)):
        return done(
            url_for("returns.sign", return_id=filing.id),
            _("Signed. Keep the receipt: with it anybody can verify the return later."),
        )
    signatures = queries.signatures(filing)
    return page(
        "returns/sign.html",
        form=form,
        filing=filing,
        summary=summary(filing, delivery) if delivery else None,
        can_sign=delivery is not None and filing.stage is ACCEPTED,
        signatures=signatures,
        changes={
            one.id: Comparison.loaded(one.difference) if one.difference else None
            for one in signatures
        },
    )


@blueprint.get("/returns/<int:return_id>/receipt")
@guard("return.receipt", on=queries.filing)
def receipt(filing: Return) -> Any:
    """The receipt of the signature that stands, as a file to keep."""
    signature = queries.signature(filing)
    if signature is None:
        raise Missing
    return _file(services.receipt(signature).dumped(), f"{_stem(filing)}_receipt.json")


@blueprint.get("/returns/<int:return_id>/statement")
@guard("return.sign", on=queries.filing)
def statement(filing: Return) -> Any:
    """The very bytes over which an electronic signature is made."""
    delivery = queries.counting_delivery(filing)
    if delivery is None:
        raise Missing
    return _file(services.statement(delivery).text.encode(), f"{_stem(filing)}_statement.json")


def _sign(filing: Return, delivery: Delivery, digest: str, signature: str | None) -> Any:
    return services.sign(filing, delivery, seen_digest=digest, cms=signature, actor=actor())


def _stem(filing: Return) -> str:
    return f"{filing.institution.code}_{filing.campaign.academic_year}"


def _file(content: bytes, name: str) -> Response:
    return send_file(
        BytesIO(content),
        mimetype="application/json",
        as_attachment=True,
        download_name=name,
        etag=False,
    )
