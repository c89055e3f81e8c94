"""The command line that is not one feature's: database, seed, journal, tables.

`flask --app wsgi …`; each command that writes is one unit of work.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click
from alembic import command as alembic
from alembic.util.exc import CommandError
from flask import Flask, current_app
from sqlalchemy import select, text

from app.kernel import codes, journal
from app.kernel.cli import Group, for_operators
from app.kernel.db import engine, session, unit_of_work
from app.kernel.errors import Refusal
from app.kernel.permissions import SYSTEM, describe
from app.kernel.structure import alembic_config

db_group = Group("db", help="The database's structure.")
seed_group = Group("seed", help="Reference and demonstration data.")
journal_group = Group("journal", help="The chained journal.")
show_group = Group("show", help="The tables that steer the product.")


@db_group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the structure to REVISION, the newest by default."""
    _alembic(lambda: alembic.upgrade(alembic_config(), revision))


@db_group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the structure back to REVISION (base: everything)."""
    _alembic(lambda: alembic.downgrade(alembic_config(), revision))


@db_group.command("check")
def check() -> None:
    """Exit 1 when models and migrations differ."""
    _alembic(lambda: alembic.check(alembic_config()))


@db_group.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from the difference between models and database."""
    _alembic(lambda: alembic.revision(alembic_config(), message, autogenerate=True))


@seed_group.command("reference")
def seed_reference() -> None:
    """Load the directory, classifier, code lists, conventions and standards."""
    from seed import reference

    with unit_of_work():
        counts = reference.load(session)
        if counts.changed:
            _note("reference.loaded", counts.as_dict())
    codes.forget()
    _look_over()
    click.echo(counts.sentence())


@seed_group.command("demo")
def seed_demo() -> None:
    """Load a fictional country, for trying the product out."""
    from seed import demo

    try:
        with unit_of_work():
            loaded = demo.load(session)
            demo.reviews.add()
            demo.collections.add()
    except Refusal as refusal:
        click.echo(str(refusal.message), err=True)
        sys.exit(1)
    _look_over()
    click.echo(loaded.sentence())


@seed_group.command("is-demo")
def is_demo() -> None:
    """Print 1 when the data are the demonstration's, 0 otherwise."""
    from seed import demo

    click.echo("1" if demo.is_loaded(session) else "0")


@click.command("prepare")
@click.pass_context
@for_operators
def prepare(context: click.Context) -> None:
    """Bring structure and reference data up to date; fill an empty database with a demonstration."""
    from app.institutions.queries import is_directory_empty

    context.invoke(upgrade, revision="head")
    is_new = is_directory_empty()
    context.invoke(seed_reference)
    if is_new:
        context.invoke(seed_demo)
    context.invoke(sign_ins)


@seed_group.command("sign-ins")
def sign_ins() -> None:
    """Print the demonstration's sign-ins, one for each role."""
    from seed import demo

    if not demo.is_loaded(session):
        click.echo("There is no demonstration data; register people with: flask people register")
        return
    click.echo(f"Demonstration sign-ins (password for all: {demo.PASSWORD})")
    for sign_in in demo.SIGN_INS:
        click.echo(f"  {sign_in.email:<28} {sign_in.role}")


@journal_group.command("verify")
@click.option(
    "--head",
    "noted",
    metavar="NUMBER:HASH",
    type=journal.Head.parse,
    help="An entry noted before, as this command prints it: it must still be there.",
)
def verify(noted: journal.Head | None) -> None:
    """Exit 0 when the chain holds, 1 naming the first broken entry.

    Prints the newest entry. Without --head, entries removed at the end are not missed.
    """
    broken = journal.first_broken() or (journal.missing(noted) if noted else None)
    if broken:
        click.echo(f"The journal is broken at entry {broken.number}: {broken.reason}.")
        sys.exit(1)
    newest = journal.head()
    click.echo("The journal is whole.")
    click.echo(f"Newest entry: {newest}" if newest else "It has no entries.")


@show_group.command("grants")
@click.option("--json", "as_json", is_flag=True)
def show_grants(as_json: bool) -> None:
    """Who may do what."""
    _table(describe(current_app.extensions["grants"]), as_json)


@show_group.command("steps")
@click.option("--json", "as_json", is_flag=True)
def show_steps(as_json: bool) -> None:
    """Which stage leads to which, by which action."""
    rows = [
        {
            "lifecycle": lifecycle.name,
            "action": step.action,
            "from": [str(s) for s in step.sources],
            "to": str(step.target),
            "permission": step.permission,
            "reason": step.reason_required,
            "no_broken_must": step.musts.subject if step.musts else "",
            "override": step.musts.override if step.musts else "",
        }
        for feature in _features()
        for reference in feature.lifecycles
        for lifecycle in (feature.part(reference),)
        for step in lifecycle.steps
    ]
    _table(rows, as_json)


@show_group.command("rules")
@click.option("--json", "as_json", is_flag=True)
def show_rules(as_json: bool) -> None:
    """The computed checks."""
    rows = [
        {
            "rule": rule.id,
            "severity": str(rule.severity),
            "subject": book.subject,
            "rulebook": book.code,
            "edition": book.edition,
            "clause": str(rule.clause),
            "says": str(rule.says),
        }
        for feature in _features()
        for reference in feature.rulebooks
        for book in (feature.part(reference),)
        for rule in book.rules
    ]
    _table(sorted(rows, key=lambda row: str(row["rule"])), as_json)


@show_group.command("columns")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="en")
@click.option("--json", "as_json", is_flag=True)
def show_columns(language: str, as_json: bool) -> None:
    """The columns of the annual return: the data dictionary."""
    from app.returns.editions import CURRENT

    _table(CURRENT.dictionary(language), as_json)


def install(app: Flask) -> None:
    """Add the groups to the command line."""
    for command in (db_group, seed_group, journal_group, show_group, prepare):
        app.cli.add_command(command)


def _alembic(work: Any) -> None:
    """Run an Alembic command; its own refusals become a sentence and exit code 1."""
    try:
        work()
    except CommandError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)


def _note(event: str, counts: Mapping[str, Any]) -> None:
    first = session.scalar(select(codes.Code).limit(1))
    journal.write(event, first, actor=SYSTEM, changes={}, counts=counts)


def _look_over() -> None:
    """Let the database see how much there is of what; without it, sums are read slowly."""
    with engine().connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("ANALYZE"))


def _features() -> Any:
    return current_app.features  # type: ignore[attr-defined]


def _table(rows: Iterable[Mapping[str, Any]], as_json: bool) -> None:
    listed = [dict(row) for row in rows]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1, default=str))
        return
    for row in listed:
        click.echo("  ".join(_cell(value) for value in row.values()))


def _cell(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
