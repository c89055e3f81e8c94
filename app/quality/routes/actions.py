"""Actions: planned under a standard, followed until something came of them."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.quality import forms, queries, services
from app.quality.models import Action, Review
from app.quality.routes.blueprint import blueprint


@blueprint.get("/institutions/<int:institution_id>/actions")
@guard("action.list", on=queries.institution)
def actions(institution: Institution) -> Any:
    """What is to be done at an institution, overdue first."""
    return page(
        "quality/actions.html",
        institution=institution,
        actions=queries.actions_of(institution.id),
        today=clock.today(),
    )


@blueprint.route(
    "/quality/reviews/<int:review_id>/standards/<int:standard_id>/actions",
    methods=["GET", "POST"],
)
@guard("action.open", on=queries.judged_review)
def plan(review: Review) -> Any:
    """Plan something about a gap under a standard."""
    standard_id = (request.view_args or {})["standard_id"]
    judgement = next(one for one in review.judgements if one.standard_id == standard_id)
    form = forms.ActionForm()
    made = form.carry(lambda value: services.plan(review, judgement, value, actor=actor()))
    if made is not None:
        anchor = f"s-{judgement.standard.code}"
        back = url_for("quality.show", review_id=review.id, _anchor=anchor)
        return done(back, _("The action is planned."))
    return page("quality/plan.html", form=form, review=review, standard=judgement.standard)


@blueprint.get("/quality/actions/<int:action_id>")
@guard("action.show", on=queries.action)
def action(action: Action) -> Any:
    """One action and what happened to it."""
    return page(
        "quality/action.html",
        action=action,
        entries=queries.history(action),
        today=clock.today(),
    )


@blueprint.route("/quality/actions/<int:action_id>/edit", methods=["GET", "POST"])
@guard("action.edit", on=queries.action)
def edit_action(action: Action) -> Any:
    """Correct what is to be done, by whom or until when."""
    form = forms.ActionForm(obj=action)
    if form.carried(
        lambda value: services.edit_action(action, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(action), _("Saved."))
    return page("quality/edit_action.html", form=form, action=action)


@blueprint.route("/quality/actions/<int:action_id>/follow", methods=["GET", "POST"])
@guard("action.follow", on=queries.action)
def follow(action: Action) -> Any:
    """Say how far it has come."""
    form = forms.FollowForm()
    if request.method == "GET":
        form.show(action)
    if form.carried(
        lambda value: services.follow(action, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(action), _("Saved."))
    return page("quality/follow.html", form=form, action=action)


def _address(action: Action) -> str:
    return url_for("quality.action", action_id=action.id)
