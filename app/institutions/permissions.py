"""Who reads and who edits the directory."""

from typing import Any

from app.institutions.models import Institution
from app.kernel.permissions import Actor

CENTRE = ("nched_lead", "nched_analyst", "system_admin")
OFFICE = ("international_office", "institution_admin")


def is_known(actor: Actor, thing: Any) -> bool:
    """Somebody is signed in."""
    return actor.is_known


def keeps_directory(actor: Actor, thing: Any) -> bool:
    """The centre or the administrator of the system."""
    return any(actor.holds(role) for role in CENTRE)


def registers_partners(actor: Actor, thing: Any) -> bool:
    """The international office of some institution."""
    return bool(actor.institutions("international_office"))


def is_own(actor: Actor, institution: Institution) -> bool:
    """The office or administrator of that very institution."""
    return institution.id in actor.institutions(*OFFICE)


GRANTS = {
    "institution.list": ((is_known,),),
    "institution.show": ((is_known,),),
    "institution.register": ((keeps_directory,), (registers_partners,)),
    "institution.edit": ((keeps_directory,),),
    "institution.contacts": ((keeps_directory,), (is_own,)),
}
