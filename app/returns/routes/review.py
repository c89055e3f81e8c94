"""A return from the centre's side: looked at, given back, accepted, granted more time."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.returns import forms, queries, services
from app.returns.models import Return
from app.returns.routes.blueprint import blueprint


@blueprint.post("/returns/<int:return_id>/review")
@guard("return.review", on=queries.filing)
def review(filing: Return) -> Any:
    """Begin to look at it."""
    services.review(filing, seen=forms.DeedForm().seen_version, actor=actor())
    return done(_address(filing), _("You are looking at this return now."))


@blueprint.post("/returns/<int:return_id>/accept")
@guard("return.accept", on=queries.filing)
def accept(filing: Return) -> Any:
    """Take it into the national figures."""
    services.accept(filing, seen=forms.DeedForm().seen_version, actor=actor())
    return done(_address(filing), _("Accepted: it counts in the national figures now."))


@blueprint.route("/returns/<int:return_id>/send-back", methods=["GET", "POST"])
@guard("return.review", on=queries.filing)
def send_back(filing: Return) -> Any:
    """Return it for correction."""
    return _given_back(filing, services.send_back, "returns/send_back.html")


@blueprint.route("/returns/<int:return_id>/reopen", methods=["GET", "POST"])
@guard("return.reopen", on=queries.filing)
def reopen(filing: Return) -> Any:
    """Let a published return be corrected."""
    return _given_back(filing, services.reopen, "returns/reopen.html")


@blueprint.route("/returns/<int:return_id>/extend", methods=["GET", "POST"])
@guard("return.extend", on=queries.filing)
def extend(filing: Return) -> Any:
    """Grant more time."""
    form = forms.ExtendForm(obj=filing)
    if form.carried(
        lambda value: services.extend(filing, *value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(filing), _("The last day is moved."))
    return page("returns/extend.html", form=form, filing=filing)


@blueprint.route("/returns/<int:return_id>/excuse", methods=["GET", "POST"])
@guard("return.extend", on=queries.filing)
def excuse(filing: Return) -> Any:
    """Ask this institution no more."""
    form = forms.ReasonForm(obj=filing)
    if form.carried(
        lambda value: services.excuse(filing, value, seen=form.seen_version, actor=actor())
    ):
        address = url_for("returns.campaign", campaign_id=filing.campaign_id)
        return done(address, _("The institution is not asked any more."))
    return page("returns/excuse.html", form=form, filing=filing)


def _given_back(filing: Return, deed: Any, template: str) -> Any:
    form = forms.ReasonForm(obj=filing)
    if form.carried(lambda value: deed(filing, value, seen=form.seen_version, actor=actor())):
        return done(_address(filing), _("The return is with the institution again."))
    return page(template, form=form, filing=filing)


def _address(filing: Return) -> str:
    return url_for("returns.show", return_id=filing.id)
