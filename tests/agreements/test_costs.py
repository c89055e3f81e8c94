"""A page costs the same number of queries for two rows and for many."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from app.accounts.models import Role
from app.agreements import queries
from app.kernel import clock
from tests.makers import Make


@pytest.fixture(autouse=True)
def the_day() -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(date(2026, 11, 23)):
        yield


@contextmanager
def counted(app: Any) -> Iterator[list[str]]:
    """The statements that reach the database inside the block."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        if not args[2].startswith(("PRAGMA", "BEGIN")):
            seen.append(args[2])

    engine = app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(app: Any, client: Any, address: str) -> int:
    """How many statements a page takes, when everything that is kept is kept."""
    client.get(address)
    with counted(app) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_costs_the_same_for_two_and_for_many(app: Any, make: Make, client: Any) -> None:
    home = make.institution()
    soon = {"ends_on": date(2026, 12, 31)}
    make.agreement(home, term=soon), make.agreement(home, term=soon)
    make.sign_in(client, Role.INTERNATIONAL_OFFICE, home)
    addresses = ("/agreements", "/agreements?q=double&level=B&validity=active&within=365", "/")
    few = [cost(app, client, address) for address in addresses]
    for n in range(60):
        partners = [make.partner() for _ in range(1 + n % 3)]
        make.agreement(home, partners, term=soon)
    make.save()
    assert [cost(app, client, address) for address in addresses] == few
    assert few[0] <= 12


def test_the_record_costs_the_same_however_much_belongs_to_it(
    app: Any, make: Make, client: Any
) -> None:
    home = make.institution()
    small = make.agreement(home)
    large = make.agreement(home, [make.partner() for _ in range(8)])
    large.terms += [
        make.term(number=n, starts_on=date(2026 + n * 3, 9, 1), ends_on=date(2029 + n * 3, 8, 31))
        for n in range(2, 6)
    ]
    make.sign_in(client, Role.VIEWER, home)
    first = cost(app, client, f"/agreements/{small.id}")
    assert cost(app, client, f"/agreements/{large.id}") == first


def test_an_agreement_is_loaded_in_a_fixed_number_of_queries(app: Any, make: Make) -> None:
    one = make.agreement(partners=[make.partner() for _ in range(5)])
    make.save()
    from app.kernel.db import session

    session.expunge_all()
    with counted(app) as seen:
        queries.agreement(one.id)
    assert len(seen) <= 7
