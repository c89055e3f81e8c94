"""What waits for a person because of quality, as the home page lists it."""

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.i18n import day, name
from app.kernel.permissions import Actor
from app.quality import queries
from app.quality.models import Review, ReviewStage

SOON = timedelta(days=30)


def duties(actor: Actor) -> list[Duty]:
    """Reviews that wait for this person, and actions that are due."""
    return [*_reviews(actor), *_actions(actor)]


def _reviews(actor: Actor) -> Iterator[Duty]:
    turns = (
        (Role.SIGNATORY, ReviewStage.FILLED, _("Sign off the review: %(what)s"), "neutral"),
        (Role.QUALITY_MANAGER, ReviewStage.OPEN, _("Finish the review: %(what)s"), "neutral"),
    )
    for role, stage, text, tone in turns:
        for one in queries.waiting(stage, actor.institutions(role)):
            address = url_for("quality.show", review_id=one.id)
            yield Duty(text % {"what": _what(one)}, address, tone)


def _what(one: Review) -> str:
    subject = one.programme or one.institution
    about = one.agreement.code if one.agreement else name(subject)
    return f"{name(one.framework)}, {about}"


def _actions(actor: Actor) -> Iterator[Duty]:
    today = clock.today()
    for one in queries.open_actions(actor, today + SOON):
        is_late = one.is_overdue(today)
        text = _("Overdue since %(day)s: %(what)s") if is_late else _("Due on %(day)s: %(what)s")
        address = url_for("quality.action", action_id=one.id)
        told = text % {"day": day(one.due_on), "what": one.title}
        yield Duty(told, address, "bad" if is_late else "warn")
