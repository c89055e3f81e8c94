"""Every read of people and roles."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership, Person, Role, SignInAttempt
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import ANONYMOUS, Actor
from app.kernel.permissions import Membership as Held

# Failures in the window after which sign-in rests: from one client for one address, so
# that nobody locks somebody else out; and for one address from wherever they come.
ATTEMPTS = 8
ATTEMPTS_FROM_ANYWHERE = 80
WINDOW = timedelta(minutes=10)
IN_ORDER = Keyset((Person.sort_key, Person.id))

_WITH_ROLES = selectinload(Person.memberships).joinedload(Membership.institution)
_SIGNED_IN = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Person.stamp,
        Person.must_change_password,
        Membership.role,
        Membership.institution_id,
    )
    .outerjoin(Membership)
    .where(Person.id == bindparam("id"), Person.is_active)
)


def signed_in(person_id: int, stamp: str) -> tuple[Actor, bool]:
    """The actor behind a session, or nobody when it has ended; and whether the password is
    still one that somebody else has made. One query."""
    rows = session.execute(_SIGNED_IN, {"id": person_id}).all()
    if not rows or rows[0].stamp != stamp:
        return ANONYMOUS, False
    found = Actor(
        id=rows[0].id,
        name=rows[0].name,
        email=rows[0].email,
        memberships=frozenset(
            Held(role=row.role, institution_id=row.institution_id) for row in rows if row.role
        ),
    )
    return found, bool(rows[0].must_change_password)


def by_email(email: str) -> Person | None:
    """The person with that address, letter case aside."""
    return session.scalar(select(Person).where(Person.email == email.strip().casefold()))


def person(person_id: int) -> Person | None:
    """One person with roles and their institutions."""
    return session.scalar(select(Person).where(Person.id == person_id).options(_WITH_ROLES))


def membership(membership_id: int) -> Membership | None:
    """One role of one person, with both."""
    return session.get(Membership, membership_id)


def people(actor: Actor, cursor: str = "") -> Slice[Person]:
    """Those whom this administrator manages, in alphabetical order."""
    wanted = select(Person).options(_WITH_ROLES)
    if not actor.holds(Role.SYSTEM_ADMIN):
        own = actor.institutions(Role.INSTITUTION_ADMIN)
        wanted = wanted.where(Person.memberships.any(Membership.institution_id.in_(own)))
    return slice_of(wanted, IN_ORDER, cursor)


def administered(actor: Actor) -> list[Institution]:
    """The institutions whose people this administrator manages."""
    wanted = (
        select(Institution)
        .where(Institution.reports_from.is_not(None))
        .order_by(Institution.sort_key)
    )
    if not actor.holds(Role.SYSTEM_ADMIN):
        wanted = wanted.where(Institution.id.in_(actor.institutions(Role.INSTITUTION_ADMIN)))
    return list(session.scalars(wanted))


def has_too_many_attempts(email: str, client: str) -> bool:
    """Whether sign-in for this address, from this client, rests for a while."""
    since: datetime = clock.now() - WINDOW
    everywhere, here = session.execute(
        select(func.count(), func.count().filter(SignInAttempt.client == client)).where(
            SignInAttempt.email == email, SignInAttempt.at > since
        )
    ).one()
    return bool(here >= ATTEMPTS or everywhere >= ATTEMPTS_FROM_ANYWHERE)


def duplicates_of(institution_id: int | None, role: Role, person_id: int) -> bool:
    """Whether the person already holds exactly this role there."""
    where = (
        Membership.institution_id.is_(None)
        if institution_id is None
        else Membership.institution_id == institution_id
    )
    return (
        session.scalar(
            select(Membership.id).where(
                Membership.person_id == person_id, Membership.role == role, or_(where)
            )
        )
        is not None
    )


def journal_page(before: int | None, size: int = 50) -> list[JournalEntry]:
    """Entries older than number `before`, newest first."""
    wanted = select(JournalEntry).order_by(JournalEntry.number.desc()).limit(size)
    if before is not None:
        wanted = wanted.where(JournalEntry.number < before)
    return list(session.scalars(wanted))
