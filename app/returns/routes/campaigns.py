"""Collections: planned and opened by the centre, read by those who are asked."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.institutions import queries as institutions
from app.kernel import clock
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.kernel.years import AcademicYear
from app.returns import forms, queries, services
from app.returns.models import Campaign, CampaignKind, Return, ReturnStage
from app.returns.routes.blueprint import blueprint


@blueprint.get("/campaigns")
@guard("campaign.list")
def campaigns() -> Any:
    """The collections, with what the reader's institution owes to them."""
    own = {one.campaign_id: one for one in queries.own_filings(actor())}
    return page("returns/campaigns.html", campaigns=queries.campaigns(actor()), own=own)


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@guard("campaign.plan")
def plan() -> Any:
    """Plan a collection; the usual days are filled in."""
    form = forms.CampaignForm()
    if request.method == "GET":
        form.show(services.usual(CampaignKind.ANNUAL, AcademicYear.of(clock.today()).start))
    made = form.carry(lambda value: services.plan(value, actor=actor()))
    if made is not None:
        return done(_address(made), _("The collection is planned. Open it when it is ready."))
    return page("returns/plan.html", form=form)


@blueprint.get("/campaigns/<int:campaign_id>")
@guard("campaign.show", on=queries.campaign)
def campaign(found: Campaign) -> Any:
    """A collection: its days, what changed, and where the returns stand."""
    today = clock.today()
    lines = queries.board(found, today) if may("return.board") else []
    asked = request.args.get("stage", "")
    stages = [stage for stage in ReturnStage if any(line.stage is stage for line in lines)]
    form = None
    if may("campaign.edit") and found.opened_at and not found.published_at:
        form = forms.ExpectForm()
        form.offer(queries.unexpected(found))
    return page(
        "returns/campaign.html",
        campaign=found,
        lines=[line for line in lines if asked in ("", line.stage.value)],
        progress=queries.progress(lines),
        stages=stages,
        asked=asked,
        own=[one for one in queries.own_filings(actor()) if one.campaign_id == found.id],
        expect=form,
        diplomas=_diplomas(found) if may("return.board") else None,
        entries=queries.history(found) if may("return.board") else [],
        as_of=today,
    )


@blueprint.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
@guard("campaign.edit", on=queries.campaign)
def edit_campaign(found: Campaign) -> Any:
    """Change its days or what is told."""
    form = forms.CampaignForm()
    form.settle(found)
    if request.method == "GET":
        form.show(found)
    if form.carried(
        lambda _value: services.edit_campaign(
            found, form.value_of(found), seen=form.seen_version, actor=actor()
        )
    ):
        return done(_address(found), _("The collection is changed."))
    return page("returns/edit_campaign.html", form=form, campaign=found)


@blueprint.post("/campaigns/<int:campaign_id>/open")
@guard("campaign.open", on=queries.campaign)
def open_campaign(found: Campaign) -> Any:
    """Ask the institutions."""
    asked = services.open_campaign(found, seen=forms.DeedForm().seen_version, actor=actor())
    text = ngettext("%(num)d institution is asked.", "%(num)d institutions are asked.", asked)
    return done(_address(found), text)


@blueprint.post("/campaigns/<int:campaign_id>/close")
@guard("campaign.publish", on=queries.campaign)
def close_campaign(found: Campaign) -> Any:
    """Publish and close a collection of diplomas; the annual one is published with its figures."""
    services.close_campaign(found, seen=forms.DeedForm().seen_version, actor=actor())
    return done(_address(found), _("The collection is published and closed."))


@blueprint.post("/campaigns/<int:campaign_id>/expect")
@guard("campaign.edit", on=queries.campaign)
def expect(found: Campaign) -> Any:
    """Ask one more institution."""
    form = forms.ExpectForm()
    form.offer(queries.unexpected(found))
    made = form.carry(lambda value: _expect(found, value))
    if made is not None:
        return done(_address(found), _("The institution is asked."))
    return page("returns/expect.html", form=form, campaign=found)


def _diplomas(found: Campaign) -> Any:
    """What the summer's collection is for; the annual one has the national figures."""
    return queries.diplomas(found) if found.kind is CampaignKind.AWARDS else None


def _expect(found: Campaign, institution_id: int) -> Return:
    institution = institutions.institution(institution_id)
    assert institution is not None, "the form offers only what there is"
    return services.expect(found, institution, actor=actor())


def _address(found: Campaign) -> str:
    return url_for("returns.campaign", campaign_id=found.id)
