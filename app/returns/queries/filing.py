"""Reads of campaigns, the returns of their institutions, and what was delivered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from app.accounts.models import INSTITUTION_ROLES, Role
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.files import StoredFile
from app.kernel.journal import JournalEntry
from app.kernel.permissions import Actor
from app.returns.dataset import Dataset
from app.returns.models import (
    COUNTING,
    DELIVERED,
    Campaign,
    CampaignKind,
    Delivery,
    Return,
    ReturnStage,
)

# What belongs to the institution alone until it submits.
PRIVATE = (
    ReturnStage.NOT_STARTED,
    ReturnStage.UPLOADED,
    ReturnStage.INVALID,
    ReturnStage.VALID,
)


@dataclass(frozen=True)
class BoardLine:
    """A return on the board, as far as the reader may see it.

    `stage` hides what the institution has not submitted yet: it then stands where it
    stood before. `errors` and `warnings` are those of the last submitted delivery.
    """

    filing: Return
    stage: ReturnStage
    days_left: int
    is_late: bool
    errors: int | None
    warnings: int | None
    is_nil: bool


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: returns of each shown stage, and of how many."""

    by_stage: Counter[ReturnStage]

    @property
    def of(self) -> int:
        """All that are expected."""
        return sum(self.by_stage.values())

    @property
    def delivered(self) -> int:
        """Those that are with the centre or beyond."""
        return sum(self.by_stage[stage] for stage in DELIVERED)

    @property
    def accepted(self) -> int:
        """Those that count."""
        return sum(self.by_stage[stage] for stage in COUNTING)


def campaign(campaign_id: int) -> Campaign | None:
    """A campaign by its number."""
    return session.get(Campaign, campaign_id)


def campaigns(actor: Actor) -> list[Campaign]:
    """The campaigns that this person may see, the newest first."""
    wanted = select(Campaign).order_by(Campaign.year.desc(), Campaign.kind, Campaign.id.desc())
    if not any(actor.holds(role) for role in _INSIDE):
        wanted = wanted.where(Campaign.opened_at.is_not(None))
    return list(session.scalars(wanted))


def campaign_of(year: int, kind: CampaignKind = CampaignKind.ANNUAL) -> Campaign | None:
    """The opened campaign of a year, if there is one."""
    return session.scalar(
        select(Campaign).where(
            Campaign.year == year, Campaign.kind == kind, Campaign.opened_at.is_not(None)
        )
    )


def filing(return_id: int) -> Return | None:
    """A return with its campaign and institution."""
    return session.scalar(_FILINGS.where(Return.id == return_id))


def filing_of(institution_id: int, campaign_id: int) -> Return | None:
    """What an institution owes to a campaign, if anything."""
    return session.scalar(
        _FILINGS.where(Return.institution_id == institution_id, Return.campaign_id == campaign_id)
    )


def filings(campaign_id: int, *stages: ReturnStage) -> list[Return]:
    """The returns of a campaign, of these stages only when any are named."""
    wanted = _FILINGS.where(Return.campaign_id == campaign_id)
    if stages:
        wanted = wanted.where(Return.stage.in_(stages))
    return list(session.scalars(wanted.order_by(Institution.sort_key, Institution.id)))


def own_filings(actor: Actor) -> list[Return]:
    """The returns of the actor's institutions in opened campaigns, the newest campaign first."""
    own = actor.institutions(*INSTITUTION_ROLES)
    if not own:
        return []
    wanted = _FILINGS.where(Return.institution_id.in_(own), Campaign.opened_at.is_not(None))
    return list(
        session.scalars(wanted.order_by(Campaign.year.desc(), Campaign.id, Institution.sort_key))
    )


def board(found: Campaign, today: date) -> list[BoardLine]:
    """Every return of a campaign as the centre sees it, in alphabetical order."""
    last = _last_submitted(found.id)
    return [_line(one, last.get(one.id), today) for one in filings(found.id)]


def progress(lines: Iterable[BoardLine]) -> Progress:
    """How far a campaign is."""
    return Progress(Counter(line.stage for line in lines))


def shown_stage(filing: Return) -> ReturnStage:
    """The stage for those outside the institution."""
    if filing.stage not in PRIVATE:
        return filing.stage
    return ReturnStage.NOT_STARTED if filing.submitted_at is None else ReturnStage.RETURNED


def delivery(delivery_id: int) -> Delivery | None:
    """A delivery with its return, campaign, institution and file."""
    return session.scalar(_DELIVERIES.where(Delivery.id == delivery_id))


def deliveries(found: Return, actor: Actor) -> list[Delivery]:
    """The deliveries of a return that this person may see, the newest first."""
    wanted = select(Delivery).where(Delivery.return_id == found.id)
    if not actor.institutions(*INSTITUTION_ROLES) & {found.institution_id}:
        wanted = wanted.where(Delivery.submitted_at.is_not(None))
    loaded = wanted.options(joinedload(Delivery.file)).order_by(Delivery.number.desc())
    return list(session.scalars(loaded))


def drafts(found: Return) -> list[Delivery]:
    """The deliveries of a return that were never submitted, the newest first."""
    wanted = select(Delivery).where(Delivery.return_id == found.id, Delivery.submitted_at.is_(None))
    return list(session.scalars(wanted.order_by(Delivery.number.desc())))


def last_delivery(found: Return, *, submitted: bool = False) -> Delivery | None:
    """The newest delivery with its data; only among those that were submitted, if wanted."""
    wanted = _DELIVERIES.where(Delivery.return_id == found.id)
    if submitted:
        wanted = wanted.where(Delivery.submitted_at.is_not(None))
    return session.scalar(wanted.order_by(Delivery.number.desc()).limit(1))


def counting_delivery(found: Return) -> Delivery | None:
    """The delivery that counts nationally now."""
    return session.scalar(
        _DELIVERIES.where(
            Delivery.return_id == found.id,
            Delivery.accepted_at.is_not(None),
            Delivery.replaced_at.is_(None),
        )
    )


def counting(year: int, kind: CampaignKind = CampaignKind.ANNUAL) -> list[Delivery]:
    """The deliveries that count for a year, with their data, by institution."""
    return list(
        session.scalars(
            _DELIVERIES.where(
                Campaign.year == year,
                Campaign.kind == kind,
                Delivery.accepted_at.is_not(None),
                Delivery.replaced_at.is_(None),
            ).order_by(Institution.sort_key, Institution.id)
        )
    )


def diplomas(found: Campaign) -> Counter[str]:
    """Graduates by the diplomas they hold, over all returns of a campaign that count."""
    counted: Counter[str] = Counter()
    for delivery in counting(found.year, found.kind):
        for row in Dataset.loaded(delivery.dataset).rows("6_GRAD"):
            counted[row["award"]] += row["n"]
    return counted


def counting_before(found: Return) -> Delivery | None:
    """The delivery of the same institution that counts for the year before."""
    return session.scalar(
        _DELIVERIES.where(
            Return.institution_id == found.institution_id,
            Campaign.year == found.campaign.year - 1,
            Campaign.kind == found.campaign.kind,
            Delivery.accepted_at.is_not(None),
            Delivery.replaced_at.is_(None),
        )
    )


def filed_by_another(sha256: str, institution_id: int) -> str:
    """The code of another institution that has submitted the very same file (rule S010)."""
    found = session.scalar(
        select(Institution.code)
        .join(Return, Return.institution_id == Institution.id)
        .join(Delivery, Delivery.return_id == Return.id)
        .join(StoredFile, StoredFile.id == Delivery.file_id)
        .where(
            StoredFile.sha256 == sha256,
            Return.institution_id != institution_id,
            Delivery.submitted_at.is_not(None),
        )
        .limit(1)
    )
    return found or ""


def next_number(found: Return) -> int:
    """The number of the next delivery."""
    newest = select(func.max(Delivery.number)).where(Delivery.return_id == found.id)
    return (session.scalar(newest) or 0) + 1


def hold(thing: Return | Campaign) -> None:
    """Lock its row and read its stage anew: whoever holds it already is waited for."""
    kind = type(thing)
    session.execute(select(kind.id).where(kind.id == thing.id).with_for_update())
    session.refresh(thing, ["version", "stage" if isinstance(thing, Return) else "published_at"])


def expected(year: int) -> list[Institution]:
    """The institutions that owe a return of that year."""
    return list(
        session.scalars(
            select(Institution)
            .where(
                Institution.reports_from <= year,
                or_(Institution.reports_until.is_(None), Institution.reports_until >= year),
            )
            .order_by(Institution.sort_key, Institution.id)
        )
    )


def unexpected(found: Campaign) -> list[Institution]:
    """Institutions that file returns, but none to this campaign."""
    there = select(Return.institution_id).where(Return.campaign_id == found.id)
    return list(
        session.scalars(
            select(Institution)
            .where(Institution.reports_from.is_not(None), Institution.id.not_in(there))
            .order_by(Institution.sort_key, Institution.id)
        )
    )


def history(found: Return | Campaign, limit: int = 30) -> list[JournalEntry]:
    """What happened to it, the newest first."""
    kind = type(found).__tablename__
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.subject_kind == kind, JournalEntry.subject_id == found.id)
            .order_by(JournalEntry.number.desc())
            .limit(limit)
        )
    )


def waiting(actor: Actor, role: Role, *stages: ReturnStage) -> list[Return]:
    """Returns of opened campaigns that wait in these stages at the actor's institutions."""
    own = actor.institutions(role)
    if not own:
        return []
    wanted = _FILINGS.where(
        Return.institution_id.in_(own),
        Return.stage.in_(stages),
        Campaign.opened_at.is_not(None),
        Campaign.published_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(Campaign.closes_on, Return.id)))


_INSIDE = (Role.NCHED_ANALYST, Role.NCHED_LEAD, Role.SYSTEM_ADMIN)

_FILINGS = (
    select(Return)
    .join(Return.campaign)
    .join(Return.institution)
    .options(contains_eager(Return.campaign), contains_eager(Return.institution))
)
_DELIVERIES = (
    select(Delivery)
    .join(Delivery.filing)
    .join(Return.campaign)
    .join(Return.institution)
    .options(
        contains_eager(Delivery.filing).options(
            contains_eager(Return.campaign), contains_eager(Return.institution)
        ),
        joinedload(Delivery.file),
        undefer(Delivery.dataset),
        undefer(Delivery.findings),
    )
)


def _line(one: Return, last: Delivery | None, today: date) -> BoardLine:
    stage = shown_stage(one)
    came_on = one.submitted_at.date() if one.submitted_at else None
    return BoardLine(
        filing=one,
        stage=stage,
        days_left=(one.due_on - today).days,
        is_late=(came_on or today) > one.due_on,
        errors=last.errors if last else None,
        warnings=last.warnings if last else None,
        is_nil=last is not None and last.is_nil,
    )


def _last_submitted(campaign_id: int) -> dict[int, Delivery]:
    newest = (
        select(Delivery.return_id, func.max(Delivery.number).label("number"))
        .join(Return, Return.id == Delivery.return_id)
        .where(Return.campaign_id == campaign_id, Delivery.submitted_at.is_not(None))
        .group_by(Delivery.return_id)
        .subquery()
    )
    rows = session.scalars(
        select(Delivery).join(
            newest,
            and_(newest.c.return_id == Delivery.return_id, newest.c.number == Delivery.number),
        )
    )
    return {one.return_id: one for one in rows}
