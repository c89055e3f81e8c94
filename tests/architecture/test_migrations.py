"""Migrations: models and database agree, both ways, on both databases."""

import re
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app.accounts.models import Role
from app.kernel.db import engine
from app.kernel.structure import alembic_config
from app.models import METADATA
from tests.makers import Make

PREFIXES = {"pk": "pk_", "fk": "fk_", "uq": "uq_", "ck": "ck_", "ix": "ix_"}


@pytest.fixture
def migrated(app: Flask) -> Any:
    """An application context on a fresh database."""
    with app.app_context():
        yield app


def test_models_and_migrations_do_not_differ(migrated: Flask) -> None:
    command.check(alembic_config())


def test_down_to_nothing_and_up_again(migrated: Flask) -> None:
    command.downgrade(alembic_config(), "base")
    assert set(inspect(engine()).get_table_names()) <= {"alembic_version"}
    command.upgrade(alembic_config(), "head")
    assert set(METADATA.tables) <= set(inspect(engine()).get_table_names())
    command.check(alembic_config())


def test_a_central_role_granted_twice_at_once_is_there_once_afterwards(make: Make) -> None:
    home = make.institution()
    make.person((Role.NCHED_LEAD, None), (Role.VIEWER, home), sort_key="9" * 900)
    make.save()
    command.downgrade(alembic_config(), "0001")
    with engine().begin() as connection:
        connection.execute(
            text(
                "INSERT INTO memberships (person_id, role) "
                "SELECT person_id, role FROM memberships WHERE institution_id IS NULL"
            )
        )
    assert _column("SELECT role FROM memberships ORDER BY id") == [
        "nched_lead",
        "viewer",
        "nched_lead",
    ]
    command.upgrade(alembic_config(), "head")
    assert _column("SELECT role FROM memberships ORDER BY id") == ["nched_lead", "viewer"]
    assert _column("SELECT length(sort_key) FROM people") == [400]


def test_what_the_program_wrote_as_a_source_becomes_a_code_and_back(make: Make) -> None:
    for source in ("by_hand", "demonstration", "the ministry's list"):
        make.institution(source=source)
    make.save()
    asked = "SELECT source FROM institutions WHERE code LIKE 'T-%' ORDER BY id"
    command.downgrade(alembic_config(), "0001")
    assert _column(asked) == [
        "registered by hand",
        "Invented for the demonstration",
        "the ministry's list",
    ]
    command.upgrade(alembic_config(), "head")
    assert _column(asked) == ["by_hand", "demonstration", "the ministry's list"]


def test_claims_on_treaties_keep_what_they_say_both_ways(make: Make) -> None:
    asked = "SELECT country FROM convention_parties WHERE {} ORDER BY country, id"
    disputed = _column(asked.format("standing = 'disputed'"))
    texts = "SELECT {} FROM convention_parties WHERE {} <> ''"
    reserved = _column(texts.format("reservation_en", "reservation_en"))
    assert disputed and reserved
    command.downgrade(alembic_config(), "0002")
    assert _column(asked.format("disputed")) == disputed
    assert _column(texts.format("reservation", "reservation")) == reserved
    command.upgrade(alembic_config(), "head")
    assert _column(asked.format("standing = 'disputed'")) == disputed
    assert _column(texts.format("reservation_en", "reservation_en")) == reserved
    others = "SELECT code FROM conventions WHERE purpose = 'apostille'"
    assert _column(others) == ["APOSTILLE"]


def _column(statement: str) -> list[Any]:
    with engine().connect() as connection:
        return list(connection.execute(text(statement)).scalars())


def test_the_history_has_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_every_constraint_in_the_database_is_named_by_the_convention(migrated: Flask) -> None:
    there = inspect(engine())
    wrong = []
    for table in METADATA.tables:
        wrong += [
            f"{table}: {kind} {name}"
            for kind, name in _names(there, table)
            if not re.match(rf"{PREFIXES[kind]}{table}(_|$)", name or "")
        ]
    assert not wrong


def _names(there: Any, table: str) -> list[tuple[str, str | None]]:
    unique = {found["name"] for found in there.get_unique_constraints(table)}
    return [
        ("pk", there.get_pk_constraint(table)["name"]),
        *(("fk", found["name"]) for found in there.get_foreign_keys(table)),
        *(("uq", name) for name in unique),
        *(("ck", found["name"]) for found in there.get_check_constraints(table)),
        *(
            ("ix", found["name"])
            for found in there.get_indexes(table)
            if found["name"] not in unique
        ),
    ]


def test_names_fit_into_every_database() -> None:
    """PostgreSQL cuts names after 63 bytes, silently and not always differently."""
    names = [
        str(item.name)
        for table in METADATA.tables.values()
        for item in (*table.constraints, *table.indexes)
        if item.name
    ]
    assert [name for name in names if len(name.encode()) > 63] == []


def test_every_foreign_key_is_found_by_an_index() -> None:
    """What refers to a record is looked up on its page, and when it is removed."""
    wrong = []
    for table in METADATA.tables.values():
        led = {tuple(i.columns)[0].name for i in table.indexes}
        led |= {tuple(c.columns)[0].name for c in table.constraints if len(list(c.columns))}
        keyed = {fk.parent.name for fk in table.foreign_keys}
        wrong += [f"{table.name}.{name}" for name in sorted(keyed - led - UNSOUGHT)]
    assert not wrong


# Foreign keys by which nothing is ever looked up.
UNSOUGHT = {"file_id", "host_id"}
