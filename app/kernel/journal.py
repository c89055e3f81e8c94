"""The journal: every write leaves who, when, what, before and after.

Entries form a chain: each carries the SHA-256 of its own canonical content and
of the entry before it, so a changed or removed line is found by `first_broken`, and a cut end by
comparison with a `head` that was noted before.
To add an event: a line in the feature's `EVENTS` (name = required keys of its
data), then `write` it from the service.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Self

from flask import current_app
from sqlalchemy import (
    BigInteger,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import get_history

from app.kernel import clock
from app.kernel.db import Base, Identified, session

GENESIS = "0" * 64
CHAIN_LOCK = 7_264_918


class JournalEntry(Identified, Base):
    """One line of the chain. Never updated, never deleted."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_journal_subject", "subject_kind", "subject_id", "number"),
        Index("ix_journal_institution", "institution_id", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger, nullable=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(Text, default="")
    institution_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Field, value before, value after: in the order they were written."""
        return [(k, v[0], v[1]) for k, v in self.data.get("changes", {}).items()]


_NEWEST = (
    select(JournalEntry.number, JournalEntry.hash).order_by(JournalEntry.number.desc()).limit(1)
)


@dataclass(frozen=True)
class Line:
    """An entry of a load in bulk, before it has its place in the chain."""

    at: datetime
    event: str
    subject_kind: str
    subject_id: int | None
    subject_name: str
    institution_id: int | None
    actor_id: int | None
    actor_name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """An entry by which the whole chain up to it is known; written NUMBER:HASH."""

    number: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NUMBER:HASH; ValueError when it is something else."""
        number, _colon, digest = text.strip().partition(":")
        if not re.fullmatch("[1-9][0-9]{0,17}", number) or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError(f"{text!r} is not NUMBER:HASH")
        return cls(int(number), digest)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class Broken:
    """Where the chain stops being true, and why."""

    number: int
    reason: str


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as ISO text, codes as their code."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return value


def changes_of(thing: Any) -> dict[str, list[Any]]:
    """Columns of a changed object: name → [before, after], unflushed changes only."""
    found = {}
    for column in thing.__mapper__.column_attrs:
        history = get_history(thing, column.key)
        if history.has_changes() and column.key not in ("version", "search_norm", "sort_key"):
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            found[column.key] = [plain(before), plain(after)]
    return found


def entered(thing: Any) -> dict[str, list[Any]]:
    """What was filled in of an object that is not stored yet: name → [None, value]."""
    return {key: pair for key, pair in changes_of(thing).items() if pair[1] not in (None, "", [])}


def write(
    event: str,
    subject: Any,
    *,
    actor: Any,
    institution_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
    **data: Any,
) -> JournalEntry:
    """Append one entry about `subject` (flushed first, so that it has an id).

    The chain is held from here until the commit, so whatever the deed changes is
    changed before: whoever locks a record after the chain waits for somebody who
    locks them the other way round, and neither goes on.

    Raises KeyError for an event no feature has declared and ValueError when a
    required key is missing: a journal nobody can read is worse than none.
    """
    seen = changes_of(subject) if changes is None else plain(changes)
    body = plain(data) | ({"changes": seen} if seen else {})
    missing = set(_events()[event]) - set(body)
    if missing:
        raise ValueError(f"{event} needs {sorted(missing)}")
    session.flush()
    last = _last()
    entry = JournalEntry(
        number=(last[0] + 1 if last else 1),
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        event=event,
        subject_kind=type(subject).__tablename__,
        subject_id=subject.id,
        subject_name=str(getattr(subject, "label", "") or ""),
        institution_id=institution_id,
        data=body,
        previous_hash=(last[1] if last else GENESIS),
    )
    entry.hash = fingerprint(entry)
    session.add(entry)
    session.flush()
    return entry


def append_many(lines: Sequence[Line], unit: Session) -> int:
    """Append the entries of a load in the order given; returns how many.

    Each says itself when it happened. Written past the ORM, because a load has
    thousands; the chain is the same.
    """
    unit.flush()
    last, previous = _last(unit) or (0, GENESIS)
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, last + 1):
        columns = {"number": number, "previous_hash": previous, **vars(line)}
        previous = fingerprint(JournalEntry(**columns))
        rows.append(columns | {"hash": previous})
    table = JournalEntry.__table__
    for start in range(0, len(rows), 1000):
        unit.execute(insert(table), rows[start : start + 1000])  # type: ignore[arg-type]
    return len(rows)


def fingerprint(entry: JournalEntry) -> str:
    """SHA-256 over the entry's canonical JSON, which includes the previous hash."""
    content = [
        entry.number,
        entry.at.isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.event,
        entry.subject_kind,
        entry.subject_id,
        entry.subject_name,
        entry.institution_id,
        entry.data,
        entry.previous_hash,
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def head() -> Head | None:
    """The newest entry, to be noted elsewhere; None while nothing is written."""
    row = session.execute(_NEWEST).first()
    return Head(*row) if row else None


def missing(noted: Head) -> Broken | None:
    """Why an entry that was noted elsewhere is not the one in the chain, if it is not.

    The chain alone cannot tell that its end was cut off: what is left is whole.
    """
    found = session.scalar(select(JournalEntry.hash).where(JournalEntry.number == noted.number))
    if found is None:
        return Broken(noted.number, "the entry is missing")
    return None if found == noted.hash else Broken(noted.number, "it is not the one that was noted")


def first_broken() -> Broken | None:
    """The first entry that does not follow from the one before it, if any."""
    entries = session.scalars(
        select(JournalEntry).order_by(JournalEntry.number).execution_options(yield_per=500)
    )
    try:
        return _first_broken(entries)
    finally:
        entries.close()


def _first_broken(entries: Iterable[JournalEntry]) -> Broken | None:
    expected, previous = 1, GENESIS
    for entry in entries:
        if entry.number != expected:
            return Broken(expected, "the entry is missing")
        if entry.previous_hash != previous:
            return Broken(entry.number, "it does not follow from the entry before it")
        if entry.hash != fingerprint(entry):
            return Broken(entry.number, "its content was changed")
        expected, previous = expected + 1, entry.hash
    return None


def about(kind: str, subject_id: int, limit: int = 50) -> list[JournalEntry]:
    """The newest entries on one record, newest first."""
    return list(
        session.scalars(
            select(JournalEntry)
            .where(JournalEntry.subject_kind == kind, JournalEntry.subject_id == subject_id)
            .order_by(JournalEntry.number.desc())
            .limit(limit)
        )
    )


def _last(unit: Session | None = None) -> tuple[int, str] | None:
    """Number and hash of the newest entry, with the chain held until commit."""
    unit = unit or session()
    if unit.get_bind().dialect.name == "postgresql":
        unit.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    row = unit.execute(_NEWEST).first()
    return (row[0], row[1]) if row else None


def _events() -> Mapping[str, tuple[str, ...]]:
    found: Mapping[str, tuple[str, ...]] = current_app.extensions["events"]
    return found


@event.listens_for(Session, "before_flush")
def _refuse_rewriting(unit: Session, *_: Any) -> None:
    for thing in (*unit.dirty, *unit.deleted):
        if isinstance(thing, JournalEntry):
            raise RuntimeError("the journal is append-only")
