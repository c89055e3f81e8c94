"""What waits for a person because of agreements, as the home page lists it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.agreements import queries
from app.agreements.models import Agreement, Stage
from app.agreements.term import Notice
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.i18n import day, name
from app.kernel.permissions import Actor

EXPIRY_WINDOW = timedelta(days=180)
SOON = timedelta(days=30)


def duties(actor: Actor) -> list[Duty]:
    """Agreements that wait for this person, and those that end or renew soon."""
    return [*_waiting(actor), *_expiring(actor), *_notices(actor)]


def _waiting(actor: Actor) -> Iterator[Duty]:
    """One line for each agreement whose next step is this person's."""
    turns: tuple[tuple[Role, Stage, Any, str], ...] = (
        (
            Role.INTERNATIONAL_OFFICE,
            Stage.RETURNED,
            _("Correct and submit again: %(what)s"),
            "warn",
        ),
        (Role.QUALITY_MANAGER, Stage.IN_REVIEW, _("Review: %(what)s"), "neutral"),
        (Role.SIGNATORY, Stage.APPROVED, _("Record the signing: %(what)s"), "neutral"),
    )
    for role, stage, text, tone in turns:
        for one in queries.waiting(stage, actor.institutions(role)):
            yield Duty(text % {"what": _what(one)}, _address(one), tone)


def _expiring(actor: Actor) -> Iterator[Duty]:
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.SIGNATORY)
    today = clock.today()
    for one in queries.expiring_of(own, today + EXPIRY_WINDOW):
        end = one.life.unbroken_until(today)
        text = _("Ends on %(day)s and is not renewed: %(what)s", day=day(end), what=_what(one))
        yield Duty(text, _address(one), "bad" if end and end - today <= SOON else "warn")


def _notices(actor: Actor) -> Iterator[Duty]:
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.SIGNATORY)
    for one, notice in queries.notices_due(own):
        yield Duty(_notice(one, notice), _address(one), "warn")


def _notice(one: Agreement, notice: Notice) -> str:
    """By when notice has to be given, and whether it renews once more before that end."""
    if notice.renews_on is None:
        return _(
            "Renews by itself unless notice is given by %(day)s: %(what)s",
            day=day(notice.due_on),
            what=_what(one),
        )
    return _(
        "Renews by itself on %(renews)s; a notice to end on %(end)s is due by %(day)s: %(what)s",
        renews=day(notice.renews_on),
        end=day(notice.ends_on),
        day=day(notice.due_on),
        what=_what(one),
    )


def _what(agreement: Agreement) -> str:
    partners = ", ".join(name(one.institution) for one in agreement.partners)
    return f"{agreement.code}, {partners}"


def _address(agreement: Agreement) -> str:
    return url_for("agreements.show", agreement_id=agreement.id)
