"""The one write about figures: to publish them, as they are, for good."""

from flask_babel import lazy_gettext as _l

from app.kernel import clock
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.rules import Severity, broken
from app.kernel.stale import check_fresh
from app.returns import services as returns
from app.returns.models import Campaign, CampaignKind, Publication
from app.statistics import decomposition, judging, queries, restating


def publish(campaign: Campaign, *, seen: int = 0, actor: Actor) -> Publication:
    """Keep the figures of a campaign as they stand now; what is signed becomes published.

    The causes of the change since the year before are kept with them, so that they exist
    before anybody asks (rule N306). To publish again is a restatement: what was published
    before stays.
    """
    check_fresh(campaign, seen)
    if campaign.kind is not CampaignKind.ANNUAL:
        raise Refusal(_l("Only the figures of an annual collection are published."))
    returns.publish_returns(campaign, actor=actor)
    session.flush()
    made = Publication(
        campaign_id=campaign.id,
        published_at=clock.now(),
        published_by=actor.name,
        figures=_figures(campaign),
    )
    session.add(made)
    session.flush()
    return made


def _figures(campaign: Campaign) -> str:
    year = campaign.academic_year
    figures, before = queries.national(year)
    if not figures.coverage.is_known:
        raise Refusal(_l("No return has been accepted yet: there is nothing to publish."))
    years = queries.years([year.previous, year])
    old, new = years[year.start - 1], years[year.start]
    if wrong := broken(judging.findings(campaign, figures, new), Severity.ERROR):
        raise Refusal(" ".join(finding.message for finding in wrong))
    explained = {
        "contingent": decomposition.contingent(old, new),
        "programmes": decomposition.programmes(old, new),
    }
    compared = queries.comparison(before, figures)
    return restating.kept(figures, compared, explained, queries.counted(year), clock.today())
