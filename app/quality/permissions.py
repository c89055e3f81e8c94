"""Who reads and who writes what belongs to quality."""

from typing import Any

from app.accounts.models import Role
from app.accounts.permissions import holds_at, is_known
from app.kernel.permissions import Actor


def keeps_its_policy(actor: Actor, found: Any) -> bool:
    """Is the quality manager or the administrator of that very institution."""
    return holds_at(actor, found.institution.id, Role.QUALITY_MANAGER, Role.INSTITUTION_ADMIN)


GRANTS = {
    "quality_policy.show": ((is_known,),),
    "quality_policy.edit": ((keeps_its_policy,),),
}
