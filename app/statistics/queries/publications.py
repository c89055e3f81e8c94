"""What was published of a year, and the returns that its figures count."""

from datetime import datetime

from sqlalchemy import select

from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.years import AcademicYear
from app.returns.models import Campaign, CampaignKind, Delivery, Publication, Return
from app.statistics.queries import sources
from app.statistics.restating import Counts


def campaign_of(year: str) -> Campaign | None:
    """The annual campaign of a year as an address names it, opened or not."""
    try:
        wanted = AcademicYear.parse(year)
    except ValueError:
        return None
    return session.scalar(
        select(Campaign).where(Campaign.year == wanted.start, Campaign.kind == CampaignKind.ANNUAL)
    )


def announced_of(year: str) -> Campaign | None:
    """The annual campaign of a year once it has been opened to the institutions."""
    found = campaign_of(year)
    return found if found and found.opened_at else None


def publications(campaign: Campaign) -> list[Publication]:
    """Everything that was published of a campaign, the newest first."""
    wanted = select(Publication).where(Publication.campaign_id == campaign.id)
    return list(
        session.scalars(wanted.order_by(Publication.published_at.desc(), Publication.id.desc()))
    )


def last_publication(year: AcademicYear) -> Publication | None:
    """The last word on a year."""
    return session.scalar(
        select(Publication)
        .join(Campaign, Campaign.id == Publication.campaign_id)
        .where(Campaign.year == year.start, Campaign.kind == CampaignKind.ANNUAL)
        .order_by(Publication.published_at.desc(), Publication.id.desc())
        .limit(1)
    )


def counted(year: AcademicYear, at: datetime | None = None) -> list[Counts]:
    """The returns that count in a year, by institution."""
    rows = session.execute(
        sources.counting_deliveries(at, Institution.code, Delivery.digest)
        .join(Institution, Institution.id == Return.institution_id)
        .where(Campaign.year == year.start)
        .order_by(Institution.code)
    )
    return [Counts(code, digest) for code, digest in rows]
