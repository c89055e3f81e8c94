"""Conventions, countries and routes are open to everybody; the centre's lead keeps the claims."""

from app.accounts.permissions import is_known, is_system, leads_centre
from app.kernel.web.guard import anyone

GRANTS = {
    "convention.list": ((anyone,),),
    "convention.show": ((anyone,),),
    "convention.history": ((is_known,),),
    "route.show": ((anyone,),),
    "claim.add": ((is_system,), (leads_centre,)),
    "claim.edit": ((is_system,), (leads_centre,)),
    "claim.settle": ((is_system,), (leads_centre,)),
}
