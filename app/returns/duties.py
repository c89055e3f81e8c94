"""What waits for a person because of returns, as the home page lists it."""

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Role
from app.accounts.permissions import at_centre, leads_centre
from app.cohorts import queries as cohorts
from app.cohorts.permissions import reads_nation
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.i18n import academic_year, day, name
from app.kernel.permissions import Actor
from app.returns import queries
from app.returns.models import Campaign, Return, ReturnStage
from app.returns.queries import BoardLine

NEAR = timedelta(days=14)


def duties(actor: Actor) -> list[Duty]:
    """Returns to put right, to sign, to review; and who has not sent one near the last day."""
    found = [*_of_office(actor), *_of_signatory(actor), *_said(actor)]
    return [*found, *_of_centre(actor)] if reads_nation(actor) else found


def _of_office(actor: Actor) -> Iterator[Duty]:
    for one in queries.waiting(actor, Role.INTERNATIONAL_OFFICE, ReturnStage.RETURNED):
        text = _("The return of %(year)s was sent back for correction.", year=_year(one))
        yield Duty(text, _address(one), "warn")
    for one in queries.waiting(actor, Role.INTERNATIONAL_OFFICE, ReturnStage.VALID):
        text = _(
            "The return of %(year)s is ready: submit it by %(day)s.",
            year=_year(one),
            day=day(one.due_on),
        )
        yield Duty(text, _address(one), "bad" if clock.today() > one.due_on else "warn")


def _of_signatory(actor: Actor) -> Iterator[Duty]:
    for one in queries.waiting(actor, Role.SIGNATORY, ReturnStage.ACCEPTED):
        text = _(
            "The return of %(year)s is accepted and waits for your signature.", year=_year(one)
        )
        yield Duty(text, url_for("returns.sign", return_id=one.id), "warn")


def _said(actor: Actor) -> Iterator[Duty]:
    """Questions to answer; answers to read, explanations to decide, errors to let pass."""
    for one, n in queries.unanswered(actor).items():
        text = ngettext(
            "%(num)d question of the centre about the return of %(year)s.",
            "%(num)d questions of the centre about the return of %(year)s.",
            n,
            year=_year(one),
        )
        yield Duty(text, _address(one, "questions"), "warn")
    if at_centre(actor, None):
        for one, n in queries.answered().items():
            text = _("Answered questions of %(institution)s: %(n)d", institution=_home(one), n=n)
            yield Duty(text, _address(one, "questions"))
        for one, n in queries.undecided().items():
            text = _(
                "Explanations of %(institution)s that wait for a decision: %(n)d",
                institution=_home(one),
                n=n,
            )
            yield Duty(text, _address(one))
    if leads_centre(actor, None):
        for asked in queries.waivers_asked():
            text = _(
                "%(institution)s asks to let an error pass: %(rule)s",
                institution=_home(asked.filing),
                rule=asked.rule,
            )
            yield Duty(text, url_for("returns.decide", explanation_id=asked.id), "warn")


def _of_centre(actor: Actor) -> Iterator[Duty]:
    year = cohorts.present_year()
    campaign = queries.campaign_of(year)
    if campaign is None:
        yield from _unfiled(year)
        return
    today = clock.today()
    lines = queries.board(campaign, today)
    address = url_for("returns.campaign", campaign_id=campaign.id, _anchor="board")
    waiting = _count(lines, ReturnStage.SUBMITTED)
    if waiting:
        text = ngettext(
            "%(num)d return waits for review.", "%(num)d returns wait for review.", waiting
        )
        yield Duty(text, address, "neutral")
    missing = _count(lines, ReturnStage.NOT_STARTED)
    if missing and today >= campaign.closes_on - NEAR:
        yield Duty(_not_filed(missing), address, "bad" if today > campaign.closes_on else "warn")
    if leads_centre(actor, None) and _is_ready(campaign, lines):
        yield Duty(_("All returns are signed: publish the collection."), address, "warn")


def _unfiled(year: int) -> Iterator[Duty]:
    found, today = cohorts.collected(year), clock.today()
    if found.missing and today >= found.due_on - NEAR:
        late = today > found.due_on
        yield Duty(_not_filed(found.missing), url_for("returns.index"), "bad" if late else "warn")


def _not_filed(missing: int) -> str:
    return ngettext(
        "Institutions that have not filed: %(num)d",
        "Institutions that have not filed: %(num)d",
        missing,
    )


def _is_ready(campaign: Campaign, lines: list[BoardLine]) -> bool:
    signed = _count(lines, ReturnStage.SIGNED)
    return campaign.published_at is None and bool(lines) and signed == len(lines)


def _count(lines: list[BoardLine], stage: ReturnStage) -> int:
    return sum(line.stage is stage for line in lines)


def _year(one: Return) -> str:
    return academic_year(one.campaign.year)


def _home(one: Return) -> str:
    return name(one.institution)


def _address(one: Return, anchor: str | None = None) -> str:
    return url_for("returns.show", return_id=one.id, _anchor=anchor)
