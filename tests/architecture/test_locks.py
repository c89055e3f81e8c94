"""Writers wait for one another in one order: first the records, last the journal."""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import create_app
from app.accounts import services as accounts
from app.accounts.models import Membership, Role
from app.agreements import queries as agreements
from app.agreements import services as agreement_services
from app.agreements.models import Agreement, Stage
from app.cohorts import services as cohorts
from app.cohorts.models import Cohort
from app.institutions import queries as institutions
from app.institutions import services as directory
from app.institutions.models import Institution, InstitutionLink, LinkKind, Ranking, RankingSystem
from app.kernel.db import session
from app.kernel.permissions import SYSTEM
from app.kernel.web.guard import guard
from app.programmes import queries as programmes
from app.programmes import services as programme_services
from app.programmes.models import Programme
from tests.makers import Make

WRITING = ("INSERT", "UPDATE", "DELETE")


def _role(make: Make) -> Callable[[], None]:
    person = make.person((Role.VIEWER, make.institution()), (Role.SIGNATORY, make.institution()))
    number = person.memberships[0].id
    return lambda: accounts.remove(session.get_one(Membership, number), actor=SYSTEM)


def _ranking(make: Make) -> Callable[[], None]:
    placed = Ranking(
        institution_id=make.institution().id, system=RankingSystem.QS, year=2026, rank=1
    )
    session.add(placed)
    session.flush()
    return lambda: directory.remove_ranking(_found(institutions.ranking(placed.id)), actor=SYSTEM)


def _link(make: Make) -> Callable[[], None]:
    young, old = make.institution(), make.institution()
    made = InstitutionLink(institution_id=young.id, origin_id=old.id, kind=LinkKind.MERGED)
    session.add(made)
    session.flush()
    return lambda: directory.remove_link(_found(institutions.link(made.id)), actor=SYSTEM)


def _agreement(make: Make) -> Callable[[], None]:
    number = make.agreement(stage=Stage.DRAFT, signed_on=None).id
    return lambda: agreement_services.discard(
        _found(agreements.agreement(number)), seen=0, actor=SYSTEM
    )


def _programme(make: Make) -> Callable[[], None]:
    number = make.programme().id
    return lambda: programme_services.discard(_found(programmes.programme(number)), actor=SYSTEM)


def _cohort(make: Make) -> Callable[[], None]:
    number = make.cohort().id
    return lambda: cohorts.remove(session.get_one(Cohort, number), actor=SYSTEM)


def _found(thing: Any) -> Any:
    assert thing is not None
    return thing


REMOVALS = {
    "membership": (_role, Membership),
    "ranking": (_ranking, Ranking),
    "link": (_link, InstitutionLink),
    "agreement": (_agreement, Agreement),
    "programme": (_programme, Programme),
    "cohort": (_cohort, Cohort),
}


@pytest.mark.parametrize("name", REMOVALS)
def test_what_is_removed_is_gone_before_the_journal_says_so(
    make: Make, statements: Any, name: str
) -> None:
    prepare, kind = REMOVALS[name]
    remove = prepare(make)
    make.save()
    session.expunge_all()
    with statements() as seen:
        remove()
        session.commit()
    written = [s for s in seen if s.startswith(WRITING)]
    assert written[-1].startswith("INSERT INTO journal")
    table: Any = kind.__table__
    assert any(s.split()[:3] == ["DELETE", "FROM", table.name] for s in written)


def test_one_who_edits_and_one_who_removes_wait_for_each_other(app: Flask, make: Make) -> None:
    """The one holds the record and wants the journal; the other must not hold the journal."""
    placed = make.institution()
    number = placed.id
    session.add(Ranking(institution_id=number, system=RankingSystem.QS, year=2026, rank=1))
    make.save()
    session.remove()
    wrong: list[BaseException] = []
    holds = threading.Event()

    def edit() -> None:
        with app.app_context():
            ranking = session.scalars(select(Ranking)).one()
            ranking.rank = 2
            session.flush()
            holds.set()
            time.sleep(1)
            directory.edit(session.get_one(Institution, number), _value(), 0, actor=SYSTEM)
            session.commit()

    def remove() -> None:
        holds.wait(20)
        with app.app_context():
            directory.remove_ranking(_found(institutions.ranking(_only_ranking())), actor=SYSTEM)
            session.commit()

    threads = [threading.Thread(target=_noted(deed, wrong)) for deed in (edit, remove)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    assert session.scalars(select(Ranking)).all() == []


def _only_ranking() -> int:
    return session.scalars(select(Ranking.id)).one()


def _value() -> directory.InstitutionValue:
    return directory.InstitutionValue("Атау", "Имя", "Name", "DE")


def _noted(deed: Callable[[], None], wrong: list[BaseException]) -> Callable[[], None]:
    def run() -> None:
        try:
            deed()
        except BaseException as problem:
            wrong.append(problem)

    return run


def _busy() -> sqlite3.OperationalError:
    made = sqlite3.OperationalError("database is locked")
    made.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    return made


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.errors.DeadlockDetected("deadlock detected"),
        psycopg.errors.SerializationFailure("could not serialize"),
        psycopg.errors.LockNotAvailable("lock timeout"),
        _busy(),
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_a_writer_that_the_database_gave_up_is_told_to_look_again(
    sqlite_app: Flask, cause: Exception
) -> None:
    answer = _answer_to(sqlite_app, cause)
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("the server closed the connection unexpectedly"),
        sqlite3.OperationalError("no such table: institutions"),
    ],
    ids=lambda cause: str(cause)[:10],
)
def test_any_other_trouble_of_the_database_is_ours(sqlite_app: Flask, cause: Exception) -> None:
    answer = _answer_to(sqlite_app, cause)
    assert answer.status_code == 500


def _answer_to(app: Flask, cause: Exception) -> Any:
    """The answer of a page whose statement fails so."""
    made = create_app(app.config | {"TESTING": False})

    @guard("home.show")
    def fail() -> str:
        raise OperationalError("UPDATE …", {}, cause)

    made.add_url_rule("/fail", view_func=fail, methods=["POST"])
    try:
        return made.test_client().post("/fail")
    finally:
        made.extensions["engine"].dispose()
