"""The journal of the fictional country: what happened, by whom, in order of time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from app.kernel import journal
from app.kernel.db import Base
from seed.demo.rows import Row
from seed.demo.story import TODAY


@dataclass(frozen=True)
class Actor:
    """Who did something: a name, and an id when the person can sign in."""

    name: str
    id: int | None = None


@dataclass
class Chronicle:
    """Collects entries in any order and appends them in order of time."""

    random: Random
    _lines: list[journal.Line] = field(default_factory=list)

    def note(
        self,
        at: datetime,
        event: str,
        model: type[Base],
        row: Row,
        name: str,
        home_id: int,
        actor: Actor,
        **data: Any,
    ) -> None:
        """One entry about a row."""
        self._lines.append(
            journal.Line(
                at=at,
                event=event,
                subject_kind=str(model.__tablename__),
                subject_id=row["id"],
                subject_name=name,
                institution_id=home_id,
                actor_id=actor.id,
                actor_name=actor.name,
                data=journal.plain(data),
            )
        )

    def hour(self, day: date) -> datetime:
        """An instant in the office hours of a day; never later than the story's today."""
        minutes = self.random.randrange(4 * 60, 13 * 60)
        noted = datetime.combine(min(day, TODAY), time(), UTC) + timedelta(minutes=minutes)
        return min(noted, datetime.combine(TODAY, time(4), UTC))

    def write(self, session: Session) -> int:
        """Append everything to the chain; returns how many entries."""
        self._lines.sort(key=lambda line: (line.at, line.subject_kind, line.subject_id or 0))
        return journal.append_many(self._lines, session)
