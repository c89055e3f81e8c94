"""Who one is, on the home page: the roles held and where."""

from collections.abc import Mapping
from typing import Any

from app.accounts import queries
from app.accounts.words import ROLE_NAMES
from app.institutions.models import Institution
from app.kernel.features import Panel
from app.kernel.permissions import Actor


def roles_of(actor: Actor) -> Mapping[str, Any] | None:
    """The person's roles, put together for each institution (None: the whole country)."""
    person = queries.person(actor.id or 0)
    if person is None or not person.memberships:
        return None
    held: dict[Institution | None, list[str]] = {}
    for membership in person.memberships:
        held.setdefault(membership.institution, []).append(str(ROLE_NAMES[membership.role]))
    return {"held": held}


PANELS = (Panel("home", "accounts/_roles.html", roles_of),)
