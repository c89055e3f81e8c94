"""Every write on people: registering, roles, passwords, signing in."""

import re
import secrets
from dataclasses import dataclass
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, delete, update

from app.accounts import passwords, queries
from app.accounts.models import INSTITUTION_ROLES, Membership, Person, Role, SignInAttempt
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.kernel.text import sort_key

EMAIL_SHAPE = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$")


@dataclass(frozen=True)
class PersonValue:
    """What is typed about a person."""

    email: str
    name: str
    language: str = "kk"


@dataclass(frozen=True)
class RoleValue:
    """A role to grant: at an institution, or above all of them."""

    role: Role
    institution_id: int | None


def register(
    value: PersonValue, role: RoleValue, *, actor: Actor, password: str | None = None
) -> tuple[Person, str]:
    """Register somebody with a first role; returns the person and a first password.

    The password is made here and shown once, unless one is given (the first
    administrator, the demonstration); it has to be changed at the first sign-in.
    """
    _check_person(value)
    _check_grantable(role, actor)
    first = password or _readable_password()
    made = Person(
        email=_address(value),
        name=value.name,
        sort_key=sort_key(value.name),
        language=value.language,
        password_hash=passwords.hash_password(first),
        stamp=secrets.token_hex(16),
        must_change_password=password is None,
        registered_at=clock.now(),
        memberships=[Membership(role=role.role, institution_id=role.institution_id)],
    )
    session.add(made)
    session.flush()
    journal.write(
        "person.registered",
        made,
        actor=actor,
        institution_id=role.institution_id,
        changes={},
        email=made.email,
        role=role.role,
    )
    return made, first


def edit(person: Person, value: PersonValue, seen: int, *, actor: Actor) -> None:
    """Correct a person's name, address or language."""
    sent = {"email": _address(value), "name": value.name, "language": value.language}
    check_fresh(person, seen, sent)
    _check_person(value, person)
    for column, typed in sent.items():
        setattr(person, column, typed)
    person.sort_key = sort_key(value.name)
    journal.write("person.edited", person, actor=actor)


def grant(person: Person, role: RoleValue, *, actor: Actor) -> None:
    """Give a person one more role."""
    _check_grantable(role, actor)
    if queries.duplicates_of(role.institution_id, role.role, person.id):
        raise Refusal(_l("The person already holds this role there."), "role")
    session.add(Membership(person_id=person.id, role=role.role, institution_id=role.institution_id))
    journal.write(
        "person.role_granted",
        person,
        actor=actor,
        institution_id=role.institution_id,
        changes={},
        role=role.role,
    )


def remove(membership: Membership, *, actor: Actor) -> None:
    """Take a role away. Nobody takes that of a system administrator from themselves."""
    if membership.role is Role.SYSTEM_ADMIN and actor.id == membership.person_id:
        raise Refusal(_l("You cannot take this role from yourself. Ask another administrator."))
    person = session.get_one(Person, membership.person_id)
    session.delete(membership)
    session.flush()
    journal.write(
        "person.role_removed",
        person,
        actor=actor,
        institution_id=membership.institution_id,
        changes={},
        role=membership.role,
    )


def reset_password(person: Person, *, actor: Actor) -> str:
    """A new password, shown once; the person's sessions end."""
    made = _readable_password()
    _set_password(person, made)
    person.must_change_password = True
    journal.write("person.password_reset", person, actor=actor, changes={})
    return made


def change_password(person: Person, current: str, new: str, *, actor: Actor) -> None:
    """The person's own change; asks for the present password."""
    if not passwords.is_right(person.password_hash, current):
        raise Refusal(_l("This is not your present password."), "current")
    if len(new) < passwords.LEAST:
        raise Refusal(_l("A password needs at least 10 characters."), "new")
    if new.casefold() in (person.email, person.name.casefold()) or new == current:
        raise Refusal(_l("Choose a password that nobody can guess from your name."), "new")
    _set_password(person, new)
    person.must_change_password = False
    journal.write("person.password_changed", person, actor=actor, changes={})


def set_access(person: Person, is_open: bool, *, actor: Actor) -> None:
    """Close a person's access, or open it again. Nobody closes their own.

    Asking for what is so already changes nothing: a button may be pressed twice.
    """
    if person.id == actor.id and not is_open:
        raise Refusal(_l("You cannot close your own access."))
    # The second press waits here for the first and then finds nothing to do.
    session.refresh(person, ["is_active", "version"], with_for_update=True)
    if person.is_active == is_open:
        return
    person.is_active = is_open
    person.stamp = secrets.token_hex(16)
    event = "person.activated" if is_open else "person.deactivated"
    journal.write(event, person, actor=actor, changes={})


def sign_in(email: str, password: str, client: str = "") -> Person:
    """The person behind address and password; `client` is the address they come from.

    Raises Refusal with one text for every wrong pair, and after eight failures
    in ten minutes another that says to wait; each failure is counted.
    """
    address, client = email.strip().casefold()[:254], client[:64]
    if queries.has_too_many_attempts(address, client):
        raise Refusal(_l("Too many attempts. Wait ten minutes and try again."))
    found = queries.by_email(address)
    stored = found.password_hash if found and found.is_active else ""
    if not passwords.is_right(stored, password) or found is None:
        _count_failure(address, client)
        raise Refusal(_l("The e-mail or the password is not right."))
    # Failures from elsewhere still count: who guesses there gains nothing by this.
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.email == address, SignInAttempt.client == client)
    )
    _note(found.id, signed_in_at=clock.now())
    if passwords.needs_renewal(found.password_hash):
        found.password_hash = passwords.hash_password(password)
    signed = Actor(id=found.id, name=found.name, email=found.email)
    journal.write("person.signed_in", found, actor=signed, changes={})
    return found


def sign_out(*, actor: Actor) -> None:
    """End every session of the person, wherever it is: a copied cookie is worth nothing then."""
    person = session.get_one(Person, actor.id)
    _note(person.id, stamp=secrets.token_hex(16))
    journal.write("person.signed_out", person, actor=actor, changes={})


def _note(person_id: int, **values: Any) -> None:
    """Past the version column: signing in is no edit, and two windows may sign in at once."""
    people = cast(Table, Person.__table__)
    session.execute(update(people).where(people.c.id == person_id).values(values))


def _count_failure(address: str, client: str) -> None:
    """Keep the failure, and none that no longer counts: the table stays small by itself."""
    now = clock.now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - queries.WINDOW))
    session.add(SignInAttempt(email=address, client=client, at=now))
    session.flush()


def _set_password(person: Person, password: str) -> None:
    person.password_hash = passwords.hash_password(password)
    person.stamp = secrets.token_hex(16)


def _address(value: PersonValue) -> str:
    return value.email.strip().casefold()


def _check_person(value: PersonValue, known: Person | None = None) -> None:
    if not value.name.strip() or len(value.name) > 200:
        raise Refusal(_l("Write the person's name, of at most 200 letters."), "name")
    if not EMAIL_SHAPE.match(_address(value)) or len(_address(value)) > 254:
        raise Refusal(_l("Write an e-mail address like name@university.kz."), "email")
    other = queries.by_email(value.email)
    if other is not None and other is not known:
        raise Refusal(_l("A person with this e-mail is already registered."), "email")


def _check_grantable(role: RoleValue, actor: Actor) -> None:
    is_local = role.role in INSTITUTION_ROLES
    if is_local and role.institution_id is None:
        raise Refusal(_l("Choose the institution for this role."), "institution_id")
    if not is_local and role.institution_id is not None:
        raise Refusal(_l("This role is not bound to an institution."), "institution_id")
    own = actor.institutions(Role.INSTITUTION_ADMIN)
    if not actor.holds(Role.SYSTEM_ADMIN) and role.institution_id not in own:
        raise Refusal(_l("You can grant roles at your own institution only."), "role")


def _readable_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
