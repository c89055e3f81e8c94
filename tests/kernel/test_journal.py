"""The journal's chain: it holds, and whatever was changed behind its back is found."""

import re
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from app.institutions.models import Institution, LegalForm
from app.kernel import journal
from app.kernel.db import session, unit_of_work
from app.kernel.journal import Broken, JournalEntry, Line
from app.kernel.permissions import SYSTEM
from tests.makers import Make


def write(institution: Institution, n: int = 1) -> None:
    """Append so many entries."""
    for number in range(n):
        journal.write(
            "institution.edited",
            institution,
            actor=SYSTEM,
            changes={"name_en": [f"Name {number}", "Ұлы дала «2»"]},
        )


@pytest.fixture
def chain(make: Make) -> Institution:
    """An institution with five entries, committed."""
    found: Institution = make.institution()
    write(found, 5)
    make.save()
    return found


def test_an_empty_journal_is_whole(context: Any) -> None:
    assert journal.first_broken() is None


def test_a_journal_that_nobody_touched_is_whole(chain: Any) -> None:
    session.expire_all()
    assert journal.first_broken() is None
    numbers = session.scalars(select(JournalEntry.number).order_by(JournalEntry.number)).all()
    assert list(numbers) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "Somebody else"),
        ("event", "institution.registered"),
        ("subject_name", "Another"),
        ("subject_id", 999),
        ("institution_id", 7),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("data", {"changes": {"name_en": ["a", "b"]}}),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_entry_is_named(chain: Any, column: str, value: Any) -> None:
    table = JournalEntry.__table__
    session.execute(update(table).where(table.c.number == 3).values({column: value}))
    session.commit()
    session.expire_all()
    assert journal.first_broken() == Broken(3, "its content was changed")


def test_a_forged_entry_breaks_the_link_after_it(chain: Any) -> None:
    entry = session.scalars(select(JournalEntry).where(JournalEntry.number == 3)).one()
    forged = JournalEntry(
        **{c.key: getattr(entry, c.key) for c in JournalEntry.__mapper__.column_attrs}
    )
    forged.actor_name = "Somebody else"
    table = JournalEntry.__table__
    values = {"actor_name": "Somebody else", "hash": journal.fingerprint(forged)}
    session.execute(update(table).where(table.c.number == 3).values(values))
    session.commit()
    session.expire_all()
    assert journal.first_broken() == Broken(4, "it does not follow from the entry before it")


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_entry_is_named(chain: Any, number: int) -> None:
    table = JournalEntry.__table__
    session.execute(delete(table).where(table.c.number == number))
    session.commit()
    session.expire_all()
    assert journal.first_broken() == Broken(number, "the entry is missing")


def test_the_program_itself_neither_changes_nor_removes_an_entry(chain: Any) -> None:
    entry = session.scalars(select(JournalEntry).where(JournalEntry.number == 2)).one()
    entry.actor_name = "Somebody else"
    with pytest.raises(RuntimeError, match="append-only"):
        session.flush()
    session.rollback()
    entry = session.scalars(select(JournalEntry).where(JournalEntry.number == 2)).one()
    session.delete(entry)
    with pytest.raises(RuntimeError, match="append-only"):
        session.flush()
    session.rollback()


def test_an_entry_keeps_every_kind_of_value(make: Make) -> None:
    found = make.institution()
    values = {
        "day": date(2026, 2, 28),
        "number": Decimal("240.50"),
        "code": LegalForm.STATE,
        "list": [LegalForm.STATE, None, True],
        "words": "«Ұлы» \u2028 'x' \\ \U0001f393",
    }
    journal.write("institution.edited", found, actor=SYSTEM, changes={}, **values)
    make.save()
    session.expire_all()
    (entry,) = journal.about("institutions", found.id)
    assert entry.data == {
        "day": "2026-02-28",
        "number": "240.5",
        "code": "state_njsc",
        "list": ["state_njsc", None, True],
        "words": "«Ұлы» \u2028 'x' \\ \U0001f393",
    }
    assert journal.first_broken() is None


def test_changes_are_seen_before_they_are_written(make: Make) -> None:
    found = make.institution(name_en="Old")
    make.save()
    found.name_en, found.search_norm = "New", "new"
    journal.write("institution.edited", found, actor=SYSTEM)
    make.save()
    (entry,) = journal.about("institutions", found.id)
    assert entry.changes == [("name_en", "Old", "New")]


def test_an_event_that_nobody_declared_is_an_error(make: Make) -> None:
    found = make.institution()
    with pytest.raises(KeyError):
        journal.write("institution.praised", found, actor=SYSTEM)
    with pytest.raises(ValueError, match="needs"):
        journal.write("institution.ranking_added", found, actor=SYSTEM, changes={})


def test_a_load_continues_the_chain(make: Make, chain: Institution) -> None:
    lines = [
        Line(
            at=datetime(2024, 5, n, tzinfo=UTC),
            event="institution.edited",
            subject_kind="institutions",
            subject_id=chain.id,
            subject_name="x",
            institution_id=None,
            actor_id=None,
            actor_name="Load",
            data={"changes": {"name_en": ["a", str(n)]}},
        )
        for n in range(1, 4)
    ]
    assert journal.append_many(lines, session()) == 3
    write(chain, 1)
    make.save()
    session.expire_all()
    assert journal.first_broken() is None
    assert [e.number for e in journal.about("institutions", chain.id)] == list(range(9, 0, -1))


def test_many_writers_at_once_make_one_chain(app: Any, make: Make) -> None:
    institution_id = make.institution().id
    make.save()
    session.remove()
    wrong: list[BaseException] = []
    start = threading.Barrier(6)

    def writer() -> None:
        try:
            with app.app_context():
                start.wait(timeout=20)
                for _n in range(5):
                    with unit_of_work():
                        write(session.get_one(Institution, institution_id), 2)
        except BaseException as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=writer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == 60
    assert journal.first_broken() is None


def test_what_is_undone_leaves_no_entry(make: Make, chain: Institution) -> None:
    write(chain, 3)
    session.rollback()
    write(session.get_one(Institution, chain.id), 1)
    make.save()
    assert session.scalar(select(func.max(JournalEntry.number))) == 6
    assert journal.first_broken() is None


def test_the_command_says_whether_the_journal_is_whole(app: Any, chain: Any) -> None:
    session.remove()
    run = app.test_cli_runner().invoke
    whole = run(args=["journal", "verify"])
    assert whole.exit_code == 0
    assert re.fullmatch(r"The journal is whole\.\nNewest entry: 5:[0-9a-f]{64}\n", whole.output)
    session.execute(text("UPDATE journal SET actor_name = 'Nobody' WHERE number = 4"))
    session.commit()
    session.remove()
    broken = run(args=["journal", "verify"])
    assert broken.exit_code == 1
    assert "broken at entry 4: its content was changed" in broken.output


def test_a_cut_end_is_found_by_an_entry_that_was_noted(app: Any, chain: Any) -> None:
    run = app.test_cli_runner().invoke
    session.remove()
    noted = run(args=["journal", "verify"]).output.strip().rsplit(" ", 1)[-1]
    assert run(args=["journal", "verify", "--head", noted]).exit_code == 0
    write(chain, 2)
    session.commit()
    session.remove()
    assert run(args=["journal", "verify", "--head", noted]).exit_code == 0
    session.execute(text("DELETE FROM journal WHERE number > 3"))
    session.commit()
    session.remove()
    assert run(args=["journal", "verify"]).exit_code == 0
    cut = run(args=["journal", "verify", "--head", noted])
    assert cut.exit_code == 1
    assert "broken at entry 5: the entry is missing" in cut.output


def test_a_chain_written_anew_is_not_the_one_that_was_noted(chain: Any) -> None:
    noted = journal.head()
    assert noted
    assert journal.missing(noted) is None
    session.execute(text("DELETE FROM journal WHERE number > 3"))
    write(chain, 2)
    session.commit()
    assert journal.first_broken() is None
    assert journal.missing(noted) == Broken(5, "it is not the one that was noted")


def test_an_empty_journal_has_no_head(app: Any, context: Any) -> None:
    assert journal.head() is None
    session.remove()
    done = app.test_cli_runner().invoke(args=["journal", "verify"])
    assert (done.exit_code, done.output) == (0, "The journal is whole.\nIt has no entries.\n")


@pytest.mark.parametrize(
    "given", ["", "5", "5:", ":abc", "0:" + "a" * 64, "5:" + "g" * 64, "²:" + "a" * 64]
)
def test_what_is_noted_has_a_number_and_a_hash(sqlite_app: Any, given: str) -> None:
    done = sqlite_app.test_cli_runner().invoke(args=["journal", "verify", "--head", given])
    assert done.exit_code == 2
    assert str(journal.Head.parse("5:" + "a" * 64)) == "5:" + "a" * 64
