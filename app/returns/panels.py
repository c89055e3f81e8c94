"""The return on the page of a year's figures: where it stands, and the way to it."""

from collections.abc import Mapping
from typing import Any

from app.cohorts.queries import InstitutionYear
from app.kernel.features import Panel
from app.kernel.web.guard import actor, may
from app.returns import queries
from app.returns.permissions import is_of_the_house


def of_year(found: InstitutionYear) -> Mapping[str, Any] | None:
    """The return that these figures go into, where the year is collected."""
    campaign = queries.campaign_of(found.year)
    filing = campaign and queries.filing_of(found.institution_id, campaign.id)
    if not filing or not may("return.show", filing):
        return None
    inside = is_of_the_house(actor(), found)
    return {"filing": filing, "stage": filing.stage if inside else queries.shown_stage(filing)}


PANELS = (Panel("year", "returns/_year.html", of_year),)
