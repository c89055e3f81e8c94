"""Who reads and who edits a curriculum: it is read with its programme.

The quality manager of the home institution edits it beside the international office.
"""

from typing import Any

from app.accounts.models import Role
from app.accounts.permissions import holds_at
from app.kernel.permissions import Actor
from app.programmes import permissions as programmes


def quality_manager_of(actor: Actor, thing: Any) -> bool:
    """Manages quality at the home institution."""
    return holds_at(actor, thing.agreement.home_id, Role.QUALITY_MANAGER)


GRANTS = {
    "curriculum.show": ((programmes.sees_its_agreement,),),
    "curriculum.history": ((programmes.of_its_institution,),),
    "curriculum.edit": (
        (programmes.in_its_office, programmes.its_agreement_goes_on),
        (quality_manager_of, programmes.its_agreement_goes_on),
    ),
}
