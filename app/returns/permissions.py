"""Who collects returns, files them, reviews them and signs them.

What is not submitted is the institution's own: the centre reads a return, its findings
and its deliveries from the first submission on. To change who may do what: a line of
`GRANTS`. `visible_to` is the policy of `return.show` as a condition in SQL.
"""

from typing import Any

from sqlalchemy import ColumnElement, false, or_

from app.accounts.models import INSTITUTION_ROLES, Role
from app.accounts.permissions import (
    at_centre,
    at_institution,
    holds_at,
    is_known,
    is_system,
    leads_centre,
)
from app.kernel.permissions import Actor
from app.returns import queries
from app.returns.models import (
    DELIVERED,
    Campaign,
    Delivery,
    Explanation,
    Question,
    Return,
    Signature,
)


def return_of(thing: Any) -> Return:
    """The return that a delivery, a signature, a question belongs to, loaded with it."""
    if isinstance(thing, Signature):
        thing = thing.delivery
    return thing.filing if isinstance(thing, Delivery | Explanation | Question) else thing


def home_of(thing: Any) -> int:
    """The institution whose return it is."""
    return return_of(thing).institution_id


def is_of_the_house(actor: Actor, line: Any) -> bool:
    """Holds any role at the institution that files."""
    return holds_at(actor, line.institution.id, *INSTITUTION_ROLES)


def of_institution(actor: Actor, thing: Any) -> bool:
    """Holds any role at the institution whose return it is."""
    return holds_at(actor, home_of(thing), *INSTITUTION_ROLES)


def office_of(actor: Actor, thing: Any) -> bool:
    """Works in the international office of the institution."""
    return holds_at(actor, home_of(thing), Role.INTERNATIONAL_OFFICE)


def signatory_of(actor: Actor, thing: Any) -> bool:
    """Signs for the institution."""
    return holds_at(actor, home_of(thing), Role.SIGNATORY)


def is_filed(actor: Actor, line: Any) -> bool:
    """The institution stands by the figures."""
    return queries.is_filed(line)


def is_delivered(actor: Actor, thing: Any) -> bool:
    """It has been submitted, at least once before."""
    if isinstance(thing, Delivery):
        return thing.submitted_at is not None
    found = return_of(thing)
    return found.stage in DELIVERED or found.submitted_at is not None


def waits_for_a_waiver(actor: Actor, explanation: Explanation) -> bool:
    """Asks the centre to let an error pass; asking shows it the finding."""
    return explanation.is_waiver


def explains_a_warning(actor: Actor, explanation: Explanation) -> bool:
    """Says why a warning is right."""
    return not explanation.is_waiver


def is_announced(actor: Actor, campaign: Campaign) -> bool:
    """The campaign has been opened to the institutions."""
    return campaign.opened_at is not None


GRANTS = {
    "return.list": ((at_centre,), (at_institution,), (is_system,)),
    "return.workbook": ((is_of_the_house,), (at_centre, is_filed), (is_system, is_filed)),
    "return.gather": ((at_centre,),),
    "campaign.list": ((is_known,),),
    "campaign.show": ((is_known, is_announced), (at_centre,), (is_system,)),
    "campaign.plan": ((at_centre,),),
    "campaign.edit": ((at_centre,),),
    "campaign.open": ((leads_centre,),),
    "campaign.publish": ((leads_centre,),),
    "return.board": ((at_centre,), (is_system,)),
    "return.show": ((of_institution,), (at_centre,), (is_system,)),
    "return.upload": ((office_of,),),
    "return.submit": ((office_of,),),
    "return.extend": ((at_centre,),),
    "return.review": ((at_centre, is_delivered),),
    "return.accept": ((at_centre, is_delivered),),
    "return.reopen": ((leads_centre, is_delivered),),
    "return.sign": ((signatory_of,),),
    "return.receipt": ((of_institution,), (at_centre, is_delivered)),
    "explanation.give": ((office_of,),),
    "explanation.decide": (
        (at_centre, is_delivered, explains_a_warning),
        (leads_centre, waits_for_a_waiver),
    ),
    "question.read": ((of_institution,), (at_centre, is_delivered)),
    "question.ask": ((at_centre, is_delivered),),
    "question.answer": ((office_of,),),
    "question.close": ((at_centre, is_delivered),),
    "delivery.apply": ((office_of,),),
    "delivery.show": ((of_institution,), (at_centre, is_delivered), (is_system, is_delivered)),
}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`return.show` as a condition on `Return`."""
    own = actor.institutions(*INSTITUTION_ROLES)
    ways: list[ColumnElement[bool]] = [Return.institution_id.in_(own)] if own else []
    if at_centre(actor, None) or is_system(actor, None):
        ways.append(Return.id.is_not(None))
    return or_(false(), *ways)
