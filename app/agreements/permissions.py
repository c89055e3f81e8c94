"""Who reads an agreement, and who moves it on.

To change who may do what: a line of `GRANTS`. `visible_to` is the policy of
`agreement.show` as a condition in SQL; a test holds the two together.
"""

from sqlalchemy import ColumnElement, false, or_

from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import at_centre, at_institution, holds_at, is_system
from app.agreements.models import CONCLUDED, Agreement, Stage
from app.kernel.permissions import Actor

OPEN_TO_EDITING = (Stage.DRAFT, Stage.RETURNED)
IN_HANDS = (*OPEN_TO_EDITING, Stage.APPROVED, Stage.SIGNED, Stage.SUSPENDED)
RUNNING = (Stage.SIGNED, Stage.SUSPENDED)


def of_institution(actor: Actor, agreement: Agreement) -> bool:
    """Holds any role at the home institution."""
    return holds_at(actor, agreement.home_id, *INSTITUTION_ROLES)


def office_of(actor: Actor, agreement: Agreement) -> bool:
    """Works in the international office of the home institution."""
    return holds_at(actor, agreement.home_id, Role.INTERNATIONAL_OFFICE)


def quality_of(actor: Actor, agreement: Agreement) -> bool:
    """Is the quality manager of the home institution."""
    return holds_at(actor, agreement.home_id, Role.QUALITY_MANAGER)


def signatory_of(actor: Actor, agreement: Agreement) -> bool:
    """Signs for the home institution."""
    return holds_at(actor, agreement.home_id, Role.SIGNATORY)


def in_some_office(actor: Actor, thing: object) -> bool:
    """Works in the international office of at least one institution."""
    return bool(actor.institutions(Role.INTERNATIONAL_OFFICE))


def is_concluded(actor: Actor, agreement: Agreement) -> bool:
    """Was signed, whatever came later."""
    return agreement.stage in CONCLUDED


def is_draft(actor: Actor, agreement: Agreement) -> bool:
    """Was never submitted."""
    return agreement.stage is Stage.DRAFT


def is_open_to_editing(actor: Actor, agreement: Agreement) -> bool:
    """Is a draft, or was returned for correction."""
    return agreement.stage in OPEN_TO_EDITING


def is_in_review(actor: Actor, agreement: Agreement) -> bool:
    """Waits for the quality manager."""
    return agreement.stage is Stage.IN_REVIEW


def is_approved(actor: Actor, agreement: Agreement) -> bool:
    """Waits for the signatory."""
    return agreement.stage is Stage.APPROVED


def is_signed(actor: Actor, agreement: Agreement) -> bool:
    """Is signed, neither suspended nor terminated."""
    return agreement.stage is Stage.SIGNED


def is_suspended(actor: Actor, agreement: Agreement) -> bool:
    """Rests for a while."""
    return agreement.stage is Stage.SUSPENDED


def is_running(actor: Actor, agreement: Agreement) -> bool:
    """Is signed and not terminated, suspended or not."""
    return agreement.stage in RUNNING


def is_in_the_offices_hands(actor: Actor, agreement: Agreement) -> bool:
    """Neither waits for the quality manager nor is over."""
    return agreement.stage in IN_HANDS


GRANTS = {
    "agreement.list": ((at_institution,), (at_centre,), (is_system,)),
    "agreement.show": ((of_institution,), (at_centre, is_concluded), (is_system, is_concluded)),
    "agreement.history": ((of_institution,),),
    "agreement.register": ((in_some_office,),),
    "agreement.edit": ((office_of, is_open_to_editing),),
    "agreement.discard": ((office_of, is_draft),),
    "agreement.annotate": ((office_of, is_in_the_offices_hands),),
    "agreement.review_clauses": ((quality_of,),),
    "agreement.submit": ((office_of, is_open_to_editing),),
    "agreement.approve": ((quality_of, is_in_review),),
    "agreement.override": ((quality_of, is_in_review),),
    "agreement.return": ((quality_of, is_in_review), (signatory_of, is_approved)),
    "agreement.sign": ((signatory_of, is_approved),),
    "agreement.renew": ((office_of, is_running),),
    "agreement.amend": ((office_of, is_running),),
    "agreement.suspend": ((signatory_of, is_signed),),
    "agreement.resume": ((signatory_of, is_suspended),),
    "agreement.teach_out": ((office_of, is_concluded), (signatory_of, is_concluded)),
    "agreement.terminate": ((signatory_of, is_running),),
}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`agreement.show` as a condition: own institutions' agreements, and concluded ones."""
    if not actor.is_known:
        return false()
    own = actor.institutions(*INSTITUTION_ROLES)
    ways: list[ColumnElement[bool]] = [Agreement.home_id.in_(own)] if own else []
    if at_centre(actor, None) or is_system(actor, None):
        ways.append(Agreement.stage.in_(CONCLUDED))
    return or_(false(), *ways)
