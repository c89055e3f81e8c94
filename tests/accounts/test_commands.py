"""`flask people register`: the first administrator has no page to be made on."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.kernel import journal
from app.kernel.db import session
from tests.makers import Make


@pytest.fixture
def run(app: Any) -> Any:
    """The command line."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["people", "register", *words])


def people() -> int:
    """How many people there are."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_first_administrator_can_sign_in_with_what_is_printed(
    app: Any, run: Any, client: Any
) -> None:
    done = run("First@Example.org", "Айгүл Сапарова", "--role", "system_admin")
    assert done.exit_code == 0, done.output
    assert "first@example.org can sign in with: " in done.output
    password = done.output.strip().rsplit(" ", 1)[-1]
    answer = client.post("/sign-in", data={"email": "first@example.org", "password": password})
    assert answer.location == "/me"
    with app.app_context():
        entry = session.scalars(select(journal.JournalEntry).order_by("number")).first()
        assert entry is not None
        assert (entry.event, entry.actor_name) == ("person.registered", "command line")
        assert journal.first_broken() is None


def test_a_role_at_an_institution_names_it(run: Any, make: Make) -> None:
    make.institution(code="QD-01")
    make.save()
    done = run("a@example.org", "A B", "--role", "viewer", "--institution", "QD-01")
    assert done.exit_code == 0, done.output
    assert people() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("a@b.kz", "A B", "--role", "viewer"), "Choose the institution for this role."),
        (
            ("a@b.kz", "A B", "--role", "viewer", "--institution", "QD-99"),
            "There is no institution with the code QD-99.",
        ),
        (
            ("a@b.kz", "A B", "--role", "nched_lead", "--institution", "QD-01"),
            "This role is not bound to an institution.",
        ),
        (("nobody", "A B", "--role", "system_admin"), "e-mail address"),
        (("a@b.kz", " ", "--role", "system_admin"), "name"),
        (("a@b.kz", "x" * 201, "--role", "system_admin"), "name"),
        (("taken@example.org", "A B", "--role", "system_admin"), "already registered"),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_nothing(
    run: Any, make: Make, words: tuple[str, ...], says: str
) -> None:
    make.institution(code="QD-01")
    make.person(email="taken@example.org")
    make.save()
    refused = run(*words)
    assert refused.exit_code == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.output
    assert people() == 1


def test_an_unknown_role_lists_the_known_ones(run: Any) -> None:
    refused = run("a@b.kz", "A B", "--role", "rector")
    assert refused.exit_code == 2
    assert "international_office" in refused.output
