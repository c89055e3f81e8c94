"""Roles as predicates, and who may manage people.

Other features build their own predicates from `holds_at`, `at_centre` and
`is_system`: each is one line that reads as an assertion.
"""

from typing import Any

from app.accounts.models import CENTRE_ROLES, INSTITUTION_ROLES, Membership, Person, Role
from app.kernel.journal import JournalEntry
from app.kernel.permissions import Actor
from app.kernel.web.guard import anyone


def is_known(actor: Actor, thing: Any) -> bool:
    """Somebody is signed in."""
    return actor.is_known


def at_centre(actor: Actor, thing: Any) -> bool:
    """An analyst or lead of the national centre."""
    return any(actor.holds(role) for role in CENTRE_ROLES)


def leads_centre(actor: Actor, thing: Any) -> bool:
    """The lead of the national centre."""
    return actor.holds(Role.NCHED_LEAD)


def is_system(actor: Actor, thing: Any) -> bool:
    """The administrator of the system."""
    return actor.holds(Role.SYSTEM_ADMIN)


def at_institution(actor: Actor, thing: Any) -> bool:
    """Holds any role at some institution."""
    return bool(actor.institutions(*INSTITUTION_ROLES))


def administers_an_institution(actor: Actor, thing: Any) -> bool:
    """Manages the people of at least one institution."""
    return bool(actor.institutions(Role.INSTITUTION_ADMIN))


def holds_at(actor: Actor, institution_id: int | None, *roles: Role) -> bool:
    """Holds one of `roles` at that very institution."""
    return institution_id is not None and any(actor.holds(role, institution_id) for role in roles)


def administers_them(actor: Actor, person: Person) -> bool:
    """Every role of the person is at an institution this administrator manages."""
    own = actor.institutions(Role.INSTITUTION_ADMIN)
    return bool(person.memberships) and all(m.institution_id in own for m in person.memberships)


def administers_the_place(actor: Actor, membership: Membership) -> bool:
    """The role is at an institution this administrator manages."""
    return holds_at(actor, membership.institution_id, Role.INSTITUTION_ADMIN)


def shares_an_institution(actor: Actor, person: Person) -> bool:
    """Some role of the person is at an institution this administrator manages."""
    own = actor.institutions(Role.INSTITUTION_ADMIN)
    return any(m.institution_id in own for m in person.memberships)


# What everybody who may read the journal may read whole: the directory and the people.
COMMON_RECORDS = frozenset({"institutions", "people"})


def reads_whole(actor: Actor, entry: JournalEntry) -> bool:
    """May read what an entry changed, not only who wrote when.

    Drafts and open figures are an institution's own business, in the journal too.
    """
    return (
        entry.institution_id is None
        or entry.subject_kind in COMMON_RECORDS
        or holds_at(actor, entry.institution_id, *INSTITUTION_ROLES)
    )


GRANTS = {
    "account.sign_in": ((anyone,),),
    "account.sign_out": ((anyone,),),
    "account.own": ((is_known,),),
    "person.list": ((is_system,), (administers_an_institution,)),
    "person.register": ((is_system,), (administers_an_institution,)),
    "person.show": ((is_system,), (shares_an_institution,)),
    "person.edit": ((is_system,), (administers_them,)),
    "person.grant": ((is_system,), (shares_an_institution,)),
    "membership.remove": ((is_system,), (administers_the_place,)),
    "journal.show": ((is_system,), (leads_centre,)),
    "journal_entry.read": ((reads_whole,),),
}
