"""Every read of the national figures: totals, rows of a year, what was published."""

from app.statistics.queries.national import (
    ALL,
    CountryRow,
    Expected,
    Only,
    comparison,
    filed_institutions,
    national,
    partner_countries,
    series,
    shared_students,
    unknown,
)
from app.statistics.queries.publications import (
    announced_of,
    campaign_of,
    counted,
    last_publication,
    publications,
)
from app.statistics.queries.years import fields, years

__all__ = [
    "ALL",
    "CountryRow",
    "Expected",
    "Only",
    "campaign_of",
    "comparison",
    "counted",
    "fields",
    "filed_institutions",
    "last_publication",
    "national",
    "partner_countries",
    "publications",
    "announced_of",
    "series",
    "shared_students",
    "unknown",
    "years",
]
