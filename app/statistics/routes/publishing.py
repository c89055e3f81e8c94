"""The figures of a collection are published: for good, and with their causes."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.web.findings import retold
from app.kernel.web.forms import Form
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.returns.models import Campaign, ReturnStage
from app.returns.queries import filings
from app.statistics import decomposition, judging, queries, restating, services
from app.statistics.routes.blueprint import blueprint
from app.statistics.words import CAUSES, over


class PublishForm(Form):
    """Nothing but the version of the collection that was seen."""

    def value(self) -> None:
        """Nothing is typed."""


@blueprint.route("/statistics/<year>/publish", methods=["GET", "POST"])
@guard("campaign.publish", on=queries.campaign_of)
def publish(campaign: Campaign) -> Any:
    """Show what would be published and why it changed, and publish it."""
    form = PublishForm(obj=campaign)
    year = campaign.academic_year
    if form.carried(
        lambda _nothing: services.publish(campaign, seen=form.seen_version, actor=actor())
    ):
        return done(url_for("statistics.publication", year=year), _("The figures are published."))
    figures, before = queries.national(year)
    compared = queries.comparison(before, figures)
    rows = queries.years([year.previous, year])
    explained = decomposition.contingent(rows[year.start - 1], rows[year.start])
    return page(
        "statistics/publish.html",
        form=form,
        campaign=campaign,
        figures=figures,
        compared=compared,
        over=over(compared),
        items=retold(judging.findings(campaign, figures, rows[year.start])),
        why=explained.total,
        causes=CAUSES,
        moved=restating.needs_explaining(explained.total.change),
        unsigned=len(filings(campaign.id, ReturnStage.ACCEPTED)),
        signed=len(filings(campaign.id, ReturnStage.SIGNED)),
    )
