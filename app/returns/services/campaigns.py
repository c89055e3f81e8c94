"""A campaign from its plan to its publication, and the returns that it expects."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.workbook.declaration import Edition
from app.kernel.years import AcademicYear
from app.returns import queries
from app.returns.editions import OF_AWARDS, RETURNS
from app.returns.lifecycle import RETURN
from app.returns.models import Campaign, CampaignKind, Return, ReturnStage


@dataclass(frozen=True)
class CampaignValue:
    """What the centre says of a collection: of which year, by which edition, and when."""

    kind: CampaignKind
    year: int
    edition: str
    reference_on: date
    opens_on: date
    closes_on: date
    corrections_until: date
    publish_on: date
    news_kk: str = ""
    news_ru: str = ""
    news_en: str = ""


EDITIONS_OF = {CampaignKind.ANNUAL: RETURNS, CampaignKind.AWARDS: OF_AWARDS}

# What the returns already rest on once they have been asked for.
SETTLED = ("kind", "year", "edition", "reference_on")


def usual(kind: CampaignKind, year: int) -> CampaignValue:
    """The usual days of a collection.

    The return is collected from 15 October to 15 November, corrected until 30 November and
    published on 1 March; graduates and diplomas of the year from 15 July to 15 August, when
    it is over.
    """
    edition = edition_for(kind).code
    if kind is CampaignKind.AWARDS:
        return CampaignValue(
            kind,
            year,
            edition,
            reference_on=AcademicYear(year).reference_date,
            opens_on=date(year + 1, 7, 15),
            closes_on=date(year + 1, 8, 15),
            corrections_until=date(year + 1, 8, 31),
            publish_on=date(year + 1, 10, 1),
        )
    return CampaignValue(
        kind,
        year,
        edition,
        reference_on=AcademicYear(year).reference_date,
        opens_on=date(year, 10, 15),
        closes_on=date(year, 11, 15),
        corrections_until=date(year, 11, 30),
        publish_on=date(year + 1, 3, 1),
    )


def edition_for(kind: CampaignKind) -> Edition:
    """The edition by which such a collection asks now."""
    return EDITIONS_OF[kind][-1]


def plan(value: CampaignValue, *, actor: Actor) -> Campaign:
    """Note down a collection to come; nobody is asked for anything yet."""
    _check(value)
    there = exists().where(Campaign.kind == value.kind, Campaign.year == value.year)
    if session.scalar(select(there)):
        raise Refusal(_l("Such a collection of this year is planned already."), "year")
    made = Campaign(**asdict(value))
    session.add(made)
    session.flush()
    journal.write("campaign.planned", made, actor=actor, changes=journal.entered(made))
    return made


def edit_campaign(found: Campaign, value: CampaignValue, *, seen: int, actor: Actor) -> None:
    """Change its days or what is told; what returns rest on stays once it is open."""
    queries.hold(found)
    check_fresh(found, seen, asdict(value))
    _refuse_published(found)
    _check(value)
    for name, given in asdict(value).items():
        if found.opened_at is not None and name in SETTLED and getattr(found, name) != given:
            raise Refusal(_l("The collection is open: this cannot be changed any more."), name)
        if getattr(found, name) != given:
            setattr(found, name, given)
    if session.is_modified(found):
        journal.write("campaign.edited", found, actor=actor)


def open_campaign(found: Campaign, *, seen: int, actor: Actor) -> int:
    """Ask every institution that owes a return of the year; says how many."""
    queries.hold(found)
    check_fresh(found, seen)
    if found.opened_at is not None:
        raise Refusal(_l("The collection is open already."))
    asked = queries.expected(found.year)
    if not asked:
        raise Refusal(_l("No institution owes a return of this year."))
    found.opened_at = clock.now()
    for institution in asked:
        session.add(_owed(found, institution))
    journal.write("campaign.opened", found, actor=actor, changes={}, institutions=len(asked))
    return len(asked)


def expect(found: Campaign, institution: Institution, *, actor: Actor) -> Return:
    """Ask one more institution."""
    queries.hold(found)
    _refuse_published(found)
    if found.opened_at is None:
        raise Refusal(_l("Open the collection first."))
    if queries.filing_of(institution.id, found.id):
        raise Refusal(_l("This institution is asked already."), "institution")
    made = _owed(found, institution)
    session.add(made)
    session.flush()
    journal.write("return.expected", made, actor=actor, institution_id=institution.id, changes={})
    return made


def excuse(filing: Return, reason: str, *, seen: int, actor: Actor) -> None:
    """Ask an institution no more that has sent nothing."""
    queries.hold(filing)
    check_fresh(filing, seen)
    if filing.submitted_at is not None or queries.last_delivery(filing):
        raise Refusal(_l("Something has come in for this return already."))
    journal.write(
        "return.excused",
        filing,
        actor=actor,
        institution_id=filing.institution_id,
        changes={},
        reason=reason,
    )
    session.delete(filing)


def extend(filing: Return, until: date, reason: str, *, seen: int, actor: Actor) -> None:
    """Give one institution more time."""
    queries.hold(filing)
    check_fresh(filing, seen, {"extended_until": until, "extension_reason": reason})
    if until <= filing.campaign.closes_on:
        raise Refusal(_l("Choose a day after the last day of the collection."), "until")
    if until > filing.campaign.publish_on:
        raise Refusal(_l("The figures are published before that day."), "until")
    filing.extended_until, filing.extension_reason = until, reason
    journal.write(
        "return.extended",
        filing,
        actor=actor,
        institution_id=filing.institution_id,
    )


def close_campaign(found: Campaign, *, seen: int, actor: Actor) -> int:
    """Publish a collection that has no national figures of its own; says how many returns."""
    queries.hold(found)
    check_fresh(found, seen)
    _refuse_published(found)
    if found.kind is CampaignKind.ANNUAL:
        raise Refusal(_l("The annual collection is published with the national figures."))
    return publish_returns(found, actor=actor)


def publish_returns(found: Campaign, *, actor: Actor) -> int:
    """Publish what is signed and close the collection; says how many returns.

    The figures themselves are frozen by the feature that computes them, in the same
    transaction.
    """
    queries.hold(found)
    if found.opened_at is None:
        raise Refusal(_l("Open the collection first."))
    signed = queries.filings(found.id, ReturnStage.SIGNED)
    for filing in signed:
        step = RETURN.step(filing.stage, "publish")
        filing.stage = ReturnStage(str(step.target))
    found.published_at, found.published_by = clock.now(), actor.name
    journal.write("campaign.published", found, actor=actor, changes={}, returns=len(signed))
    return len(signed)


def _owed(found: Campaign, institution: Institution) -> Return:
    made = Return(
        campaign_id=found.id, institution_id=institution.id, stage=ReturnStage.NOT_STARTED
    )
    made.campaign, made.institution = found, institution
    return made


def _refuse_published(found: Campaign) -> None:
    if found.published_at is not None:
        raise Refusal(_l("The collection is published and closed."))


def _check(value: CampaignValue) -> None:
    if value.edition not in {edition.code for edition in EDITIONS_OF[value.kind]}:
        raise Refusal(_l("This edition is not for what is collected."), "edition")
    days = ("opens_on", "closes_on", "corrections_until", "publish_on")
    for earlier, later in zip(days, days[1:], strict=False):
        if getattr(value, earlier) > getattr(value, later):
            raise Refusal(_l("This day is before the one above it."), later)
    if value.reference_on > value.opens_on:
        raise Refusal(_l("The day of counting is not after the first day."), "reference_on")
