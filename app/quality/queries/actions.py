"""Actions: of an institution, of a review, of a person."""

from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Role
from app.kernel.db import session
from app.kernel.permissions import Actor
from app.programmes.models import Programme
from app.quality.crosswalk import Crosswalk
from app.quality.models import (
    UNFINISHED,
    Action,
    Review,
    Standard,
)

_ACTION: tuple[ORMOption, ...] = (
    joinedload(Action.standard).joinedload(Standard.framework),
    joinedload(Action.institution),
    joinedload(Action.agreement),
    joinedload(Action.programme).joinedload(Programme.agreement),
)


def actions_of(institution_id: int) -> list[Action]:
    """An institution's actions: unfinished first, by their day."""
    return list(
        session.scalars(
            select(Action)
            .where(Action.institution_id == institution_id)
            .options(*_ACTION)
            .order_by(Action.stage.not_in(UNFINISHED), Action.due_on, Action.id)
        )
    )


def action(action_id: int) -> Action | None:
    """One action with what it is about."""
    return session.scalar(select(Action).where(Action.id == action_id).options(*_ACTION))


def actions_on(one: Review, walk: Crosswalk[int]) -> dict[int, list[Action]]:
    """By standard of the review: its own actions, and unfinished ones on the same thing.

    Actions opened under an earlier version of a standard come along.
    """
    found = session.scalars(
        select(Action)
        .where(
            or_(
                Action.review_id == one.id,
                and_(_about(one), Action.stage.in_(UNFINISHED)),
            )
        )
        .options(*_ACTION)
        .order_by(Action.due_on, Action.id)
    ).all()
    by_standard: dict[int, list[Action]] = {}
    for judgement in one.judgements:
        lineage = walk.lineage(judgement.standard_id)
        by_standard[judgement.standard_id] = [a for a in found if a.standard_id in lineage]
    return by_standard


def actions_from(one: Review) -> list[Action]:
    """The actions that a review brought about."""
    return list(session.scalars(select(Action).where(Action.review_id == one.id)))


def _about(one: Review) -> ColumnElement[bool]:
    return and_(
        Action.institution_id == one.institution_id,
        Action.agreement_id.is_(None)
        if one.agreement_id is None
        else Action.agreement_id == one.agreement_id,
        Action.programme_id.is_(None)
        if one.programme_id is None
        else Action.programme_id == one.programme_id,
    )


def open_actions(actor: Actor, on: date, limit: int = 20) -> list[Action]:
    """Unfinished actions that are this person's, or of the quality they manage; overdue first."""
    managed = actor.institutions(Role.QUALITY_MANAGER)
    own = actor.institutions()
    ways = [
        Action.institution_id.in_(managed),
        and_(Action.institution_id.in_(own), func.lower(Action.owner_email) == actor.email.lower()),
    ]
    return list(
        session.scalars(
            select(Action)
            .where(or_(*ways), Action.stage.in_(UNFINISHED), Action.due_on <= on)
            .options(*_ACTION)
            .order_by(Action.due_on, Action.id)
            .limit(limit)
        )
    )
