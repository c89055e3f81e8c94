"""People on the command line: the first administrator has no page to be made on."""

import sys

import click

from app.accounts import services
from app.accounts.models import Role
from app.institutions import queries
from app.kernel.cli import Group
from app.kernel.db import unit_of_work
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor, Membership

people = Group("people", help="People who may sign in.")

OPERATOR = Actor(
    id=None, name="command line", memberships=frozenset({Membership(Role.SYSTEM_ADMIN)})
)


@people.command("register")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--institution", help="Code of the institution, for a role at one.")
def register(email: str, name: str, role: str, institution: str | None) -> None:
    """Register a person and print the first password, to be changed at sign-in."""
    place = queries.by_code(institution) if institution else None
    if institution and place is None:
        click.echo(f"There is no institution with the code {institution}.", err=True)
        sys.exit(1)
    value = services.PersonValue(email=email, name=name)
    granted = services.RoleValue(Role(role), place.id if place else None)
    try:
        with unit_of_work():
            made, password = services.register(value, granted, actor=OPERATOR)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    click.echo(f"{made.email} can sign in with: {password}")
