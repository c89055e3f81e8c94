"""Actions: what is done about a gap, by whom, until when, and what came of it."""

from flask_babel import lazy_gettext as _l

from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.quality.models import UNFINISHED, Action, ActionStage, Judgement, Review
from app.quality.services.values import ActionValue, FollowValue


def plan(review: Review, judgement: Judgement, value: ActionValue, *, actor: Actor) -> Action:
    """Answer a gap under a standard with something to be done."""
    today = clock.today()
    if value.due_on < today:
        raise Refusal(_l("The day lies in the past. Give one that is still to come."), "due_on")
    action = Action(
        institution_id=review.institution_id,
        institution=review.institution,
        agreement_id=review.agreement_id,
        agreement=review.agreement,
        programme_id=review.programme_id,
        programme=review.programme,
        review_id=review.id,
        standard_id=judgement.standard_id,
        standard=judgement.standard,
        stage=ActionStage.OPEN,
        opened_on=today,
    )
    _write(action, value)
    session.add(action)
    session.flush()
    _write_down("action.planned", action, actor)
    return action


def edit_action(action: Action, value: ActionValue, *, seen: int, actor: Actor) -> None:
    """Correct what is to be done, by whom or until when."""
    check_fresh(action, seen, {"title": value.title, "due_on": value.due_on})
    if action.stage not in UNFINISHED:
        raise Refusal(_l("The action is finished. Open it again before you change it."))
    _write(action, value)
    _write_down("action.edited", action, actor)


def follow(action: Action, value: FollowValue, *, seen: int, actor: Actor) -> None:
    """Say how far it has come; what is finished says what came of it."""
    check_fresh(action, seen, {"stage": value.stage, "follow_up": value.follow_up})
    finished = value.stage not in UNFINISHED
    if finished and not value.follow_up.strip():
        raise Refusal(_l("Say what came of it."), "follow_up")
    action.stage, action.follow_up = value.stage, value.follow_up
    if not finished:
        action.closed_on = None
    elif action.closed_on is None:
        action.closed_on = clock.today()
    _write_down("action.followed", action, actor)


def _write(action: Action, value: ActionValue) -> None:
    action.title, action.detail = value.title, value.detail
    action.owner_name, action.owner_email = value.owner_name, value.owner_email
    action.due_on = value.due_on


def _write_down(event: str, action: Action, actor: Actor) -> None:
    hidden = {"institution_id", "agreement_id", "programme_id", "review_id", "standard_id"}
    changes = {k: v for k, v in journal.changes_of(action).items() if k not in hidden}
    journal.write(
        event,
        action,
        actor=actor,
        institution_id=action.institution_id,
        changes=changes,
        standard=action.standard.code,
    )
