"""The reference tables, brought to what the files say in few statements.

Rows are matched by their natural key and compared column by column, so a load
that finds everything in place writes nothing. Claims and standards belong to
their convention or framework: those the file no longer has are removed. Other
rows are only added and updated, because figures may refer to them. What people
have entered or corrected (`origin`) is theirs: a load neither changes nor removes it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session, scoped_session

from app.institutions.models import Institution
from app.kernel.codes import Code
from app.kernel.db import Base, UnitOfWork
from app.programmes.models import ClassifierEntry
from app.quality.models import Action, Framework, Judgement, Standard, StandardLink
from app.recognition.models import Convention, ConventionParty, Origin
from seed.reference.checks import Row, SeedError
from seed.reference.files import Family, Reference

AnySession = Session | scoped_session[UnitOfWork]


@dataclass(frozen=True)
class Tally:
    """What happened to the rows of one table."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        """Rows that are not as before."""
        return self.added + self.updated + self.removed

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.updated + other.updated,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )


def write(session: AnySession, found: Reference) -> dict[str, Tally]:
    """Bring every reference table to `found`; table name → what happened."""
    released = _release(session, found.frameworks)
    tallies = {
        "codes": _settle(session, Code, ("list", "code"), found.codes),
        "classifier": _settle(session, ClassifierEntry, ("code",), found.classifier),
        "institutions": _settle(session, Institution, ("code",), found.institutions),
    }
    tallies |= _settle_families(
        session, Convention, ConventionParty, ("country", "source"), found.conventions
    )
    tallies |= _settle_families(session, Framework, Standard, ("code",), found.frameworks)
    tallies["standard_links"] = _settle_links(session, found.links) + Tally(removed=released)
    if any(tally.changed for tally in tallies.values()):
        session.expire_all()
    return tallies


def _settle_families(
    session: AnySession,
    head: type[Base],
    member: type[Base],
    key: tuple[str, ...],
    families: Collection[Family],
) -> dict[str, Tally]:
    """Heads by their code, then their members by the head and `key`."""
    heads = _settle(session, head, ("code",), [family.head for family in families])
    table, owner = _table(head), f"{_table(head).name.removesuffix('s')}_id"
    ids = {row.code: row.id for row in session.execute(select(table.c.code, table.c.id))}
    rows = [
        {owner: ids[family.head["code"]], **row} for family in families for row in family.members
    ]
    owners = {ids[family.head["code"]] for family in families}
    members = _settle(session, member, (owner, *key), rows, owner, owners)
    return {table.name: heads, _table(member).name: members}


def _release(session: AnySession, frameworks: Collection[Family]) -> int:
    """Cut the links of standards that the files no longer have; returns how many.

    SeedError when people still judge by such a standard: what they wrote would lose its object.
    """
    gone = _gone(session, frameworks)
    ids = [id_ for *_, id_ in gone]
    used: set[int] = set()
    for model in (Judgement, Action):
        used |= {*session.scalars(select(model.standard_id).where(model.standard_id.in_(ids)))}
    for framework, code, id_ in gone:
        if id_ in used:
            problem = "judgements or actions still use it, so it cannot be removed"
            raise SeedError(f"frameworks/{framework}.json", f"{framework}, {code}", problem)
    links = _table(StandardLink)
    ends = links.c.standard_id.in_(ids) | links.c.other_id.in_(ids)
    cut = len(session.scalars(select(links.c.id).where(ends)).all())
    if cut:
        session.execute(delete(links).where(ends))
    return cut


def _gone(session: AnySession, frameworks: Collection[Family]) -> list[tuple[str, str, int]]:
    """Stored standards of the files' frameworks that the files no longer have."""
    wanted = {(f.head["code"], row["code"]) for f in frameworks for row in f.members}
    heads = [family.head["code"] for family in frameworks]
    stored = session.execute(
        select(Framework.code, Standard.code, Standard.id)
        .join(Standard, Standard.framework_id == Framework.id)
        .where(Framework.code.in_(heads))
        .order_by(Framework.position, Standard.position)
    )
    return [(f, code, id_) for f, code, id_ in stored if (f, code) not in wanted]


def _settle_links(session: AnySession, links: Collection[Row]) -> Tally:
    """The cross-walk: standards by framework and code, turned into their keys."""
    standards = _table(Standard).c
    frameworks = _table(Framework).c
    ids = {
        (framework, code): id_
        for framework, code, id_ in session.execute(
            select(frameworks.code, standards.code, standards.id).join(
                _table(Standard), standards.framework_id == frameworks.id
            )
        )
    }
    rows = [
        {
            "standard_id": ids[link["framework"], link["standard"]],
            "other_id": ids[link["other_framework"], link["other"]],
            "kind": link["kind"],
        }
        for link in links
    ]
    key = ("standard_id", "other_id")
    return _settle(session, StandardLink, key, rows, "standard_id", {*ids.values()})


def _settle(
    session: AnySession,
    model: type[Base],
    key: tuple[str, ...],
    rows: Collection[Row],
    owner: str = "",
    owners: Collection[int] = (),
) -> Tally:
    """Add, update and (among the rows of `owners`) remove until the table says `rows`."""
    table = _table(model)
    present = _present(session, table, key, rows)
    wanted = {_key(row, key): row for row in rows}
    new = [row for at, row in wanted.items() if at not in present]
    other = [
        {"at": present[at]["id"]} | {f"to_{name}": value for name, value in row.items()}
        for at, row in wanted.items()
        if at in present and not _is_same(row, present[at]) and _is_ours(present[at])
    ]
    gone = [
        row["id"]
        for at, row in present.items()
        if at not in wanted and row.get(owner) in owners and _is_ours(row)
    ]
    if new:
        session.execute(insert(table), new)
    if other:
        session.connection().execute(_update(table, other[0]), other)
    if gone:
        session.execute(delete(table).where(table.c.id.in_(gone)))
    return Tally(len(new), len(other), len(gone), len(wanted) - len(new) - len(other))


def _present(
    session: AnySession, table: Table, key: tuple[str, ...], rows: Collection[Row]
) -> dict[tuple[Any, ...], Row]:
    """What the table holds, by key; only the columns the files speak of."""
    names = sorted({name for row in rows for name in row} | set(key))
    chosen = select(table.c.id, *(table.c[name] for name in names))
    found = [dict(row) for row in session.execute(chosen).mappings()]
    return {_key(row, key): row for row in found}


def _update(table: Table, row: Row) -> Any:
    """One statement for all changed rows; an edit open elsewhere will meet a conflict."""
    names = [name.removeprefix("to_") for name in row if name != "at"]
    values: dict[str, Any] = {
        name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names
    }
    if "version" in table.c:
        values["version"] = table.c.version + 1
    return update(table).where(table.c.id == bindparam("at")).values(values)


def _key(row: Row, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _is_ours(present: Row) -> bool:
    """Whether the row came from a file and nobody has corrected it since."""
    return present.get("origin", Origin.REFERENCE) is Origin.REFERENCE


def _is_same(row: Row, present: Row) -> bool:
    return all(present[name] == value for name, value in row.items())


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
