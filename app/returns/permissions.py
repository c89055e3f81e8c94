"""Who reads a return and takes its workbook."""

from typing import Any

from app.accounts.models import INSTITUTION_ROLES
from app.accounts.permissions import at_centre, at_institution, holds_at, is_system
from app.kernel.permissions import Actor
from app.returns import queries


def is_of_the_house(actor: Actor, line: Any) -> bool:
    """Holds any role at the institution that files."""
    return holds_at(actor, line.institution.id, *INSTITUTION_ROLES)


def is_filed(actor: Actor, line: Any) -> bool:
    """The institution stands by the figures."""
    return queries.is_filed(line)


GRANTS = {
    "return.list": ((at_centre,), (at_institution,), (is_system,)),
    "return.workbook": ((is_of_the_house,), (at_centre, is_filed), (is_system, is_filed)),
}
