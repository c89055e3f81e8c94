"""Who reads and who edits programmes: always as their agreement says.

`visible_to` is `programme.show` as a condition in SQL; a test holds the two together.
"""

from typing import Any

from sqlalchemy import ColumnElement, select

from app.accounts.permissions import at_centre, at_institution, is_known, is_system
from app.agreements import permissions as agreements
from app.agreements.models import Agreement, Stage
from app.kernel import clock
from app.kernel.permissions import Actor, allowed
from app.programmes.models import Programme


def sees_its_agreement(actor: Actor, programme: Any) -> bool:
    """May read the agreement under which the programme is."""
    return allowed(agreements.GRANTS, "agreement.show", actor, programme.agreement)


def of_its_institution(actor: Actor, programme: Any) -> bool:
    """Holds any role at the home institution."""
    return allowed(agreements.GRANTS, "agreement.history", actor, programme.agreement)


def in_its_office(actor: Actor, programme: Any) -> bool:
    """Works in the international office of the home institution."""
    return agreements.office_of(actor, programme.agreement)


def its_agreement_goes_on(actor: Actor, programme: Any) -> bool:
    """The agreement is not terminated, or its students are still taught out."""
    until = programme.agreement.teachout_until
    return goes_on(actor, programme.agreement) or (until is not None and clock.today() <= until)


def goes_on(actor: Actor, agreement: Agreement) -> bool:
    """The agreement is not terminated."""
    return agreement.stage is not Stage.TERMINATED


def its_agreement_is_open(actor: Actor, programme: Any) -> bool:
    """The agreement is a draft, or was returned for correction."""
    return agreements.is_open_to_editing(actor, programme.agreement)


GRANTS = {
    "classifier.show": ((is_known,),),
    "programme.list": ((at_institution,), (at_centre,), (is_system,)),
    "programme.show": ((sees_its_agreement,),),
    "programme.history": ((of_its_institution,),),
    "programme.register": ((agreements.office_of, goes_on),),
    "programme.edit": ((in_its_office, its_agreement_goes_on),),
    "programme.discard": ((in_its_office, its_agreement_is_open),),
}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`programme.show` as a condition: the agreement is visible."""
    return Programme.agreement_id.in_(select(Agreement.id).where(agreements.visible_to(actor)))
