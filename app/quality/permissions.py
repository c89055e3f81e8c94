"""Who runs a checklist, signs it, keeps evidence and follows actions.

To change who may do what: a line of `GRANTS`. Unsigned reviews, evidence and actions
are an institution's own business; the centre reads what was signed about concluded
agreements. `reviews_visible_to` is the policy of `review.show` as a condition in SQL;
a test holds the two together.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import at_centre, at_institution, holds_at, is_known, is_system
from app.agreements.models import CONCLUDED, Agreement
from app.institutions.models import Institution
from app.kernel.permissions import Actor
from app.programmes.models import Programme
from app.quality.models import FROZEN, Action, Review, ReviewStage


def home_of(thing: Any) -> int:
    """The institution whose quality a thing is about."""
    if isinstance(thing, Institution):
        return thing.id
    if isinstance(thing, Programme):
        return thing.agreement.home_id
    return thing.home_id if isinstance(thing, Agreement) else thing.institution_id


def of_institution(actor: Actor, thing: Any) -> bool:
    """Holds any role at the institution."""
    return holds_at(actor, home_of(thing), *INSTITUTION_ROLES)


def quality_of(actor: Actor, thing: Any) -> bool:
    """Is the quality manager of the institution."""
    return holds_at(actor, home_of(thing), Role.QUALITY_MANAGER)


def office_of(actor: Actor, thing: Any) -> bool:
    """Works in the international office of the institution."""
    return holds_at(actor, home_of(thing), Role.INTERNATIONAL_OFFICE)


def signatory_of(actor: Actor, thing: Any) -> bool:
    """Signs for the institution."""
    return holds_at(actor, home_of(thing), Role.SIGNATORY)


def is_home(actor: Actor, institution: Institution) -> bool:
    """The institution is one that files returns."""
    return institution.is_home


def owns(actor: Actor, action: Action) -> bool:
    """Is named as the one who does it."""
    return bool(actor.email) and actor.email.casefold() == action.owner_email.casefold()


def is_open(actor: Actor, review: Review) -> bool:
    """Is still being filled."""
    return review.stage is ReviewStage.OPEN


def is_filled(actor: Actor, review: Review) -> bool:
    """Waits for the signature."""
    return review.stage is ReviewStage.FILLED


def is_published(actor: Actor, review: Review) -> bool:
    """Is signed, and what it is about was concluded."""
    return review.is_frozen and review.is_about_something_concluded


def is_used_in_a_signed_review(actor: Actor, piece: Any) -> bool:
    """Stands under a judgement that was signed."""
    return bool(piece.is_published)


def keeps_its_policy(actor: Actor, found: Any) -> bool:
    """Is the quality manager or the administrator of that very institution."""
    return holds_at(actor, found.institution.id, Role.QUALITY_MANAGER, Role.INSTITUTION_ADMIN)


GRANTS = {
    "quality_policy.show": ((is_known,),),
    "quality_policy.edit": ((keeps_its_policy,),),
    "review.list": ((at_institution,), (at_centre,), (is_system,)),
    "review.open": ((quality_of,),),
    "review.open_for_all": ((quality_of, is_home),),
    "review.show": ((of_institution,), (at_centre, is_published), (is_system, is_published)),
    "review.judge": ((quality_of, is_open),),
    "review.fill": ((quality_of, is_open),),
    "review.discard": ((quality_of, is_open),),
    "review.return": ((quality_of, is_filled), (signatory_of, is_filled)),
    "review.sign": ((signatory_of, is_filled),),
    "evidence.list": ((of_institution,),),
    "evidence.show": (
        (of_institution,),
        (at_centre, is_used_in_a_signed_review),
        (is_system, is_used_in_a_signed_review),
    ),
    "evidence.add": ((quality_of,), (office_of,)),
    "evidence.edit": ((quality_of,), (office_of,)),
    "evidence.verify": ((at_centre, is_used_in_a_signed_review),),
    "action.list": ((of_institution,),),
    "action.show": ((of_institution,),),
    "action.open": ((quality_of,),),
    "action.edit": ((quality_of,),),
    "action.follow": ((quality_of,), (owns, of_institution)),
}


def reviews_visible_to(actor: Actor) -> ColumnElement[bool]:
    """`review.show` as a condition on `Review`."""
    own = actor.institutions(*INSTITUTION_ROLES)
    ways: list[ColumnElement[bool]] = [Review.institution_id.in_(own)] if own else []
    if at_centre(actor, None) or is_system(actor, None):
        ways.append(and_(Review.stage.in_(FROZEN), _is_concluded()))
    return or_(false(), *ways)


def _is_concluded() -> ColumnElement[bool]:
    concluded = select(Agreement.id).where(Agreement.stage.in_(CONCLUDED))
    programmes = select(Programme.id).where(Programme.agreement_id.in_(concluded))
    return and_(
        or_(Review.agreement_id.is_(None), Review.agreement_id.in_(concluded)),
        or_(Review.programme_id.is_(None), Review.programme_id.in_(programmes)),
    )
