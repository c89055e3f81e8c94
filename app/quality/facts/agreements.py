"""An agreement as far as the places go at which it settles each topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from app.agreements.facts import gathered
from app.agreements.models import Agreement, Clause
from app.agreements.models import Kind as Kind
from app.agreements.models import Topic as Topic
from app.kernel.db import session


@dataclass(frozen=True)
class ClauseFacts:
    """The topics with a place in the text, and those of them that nobody has confirmed.

    While no place at all is entered, `located` is unknown: the text may settle
    everything. A protocol may rest on the agreement that it belongs to.
    """

    kind: Kind
    located: tuple[Topic, ...] | None
    unconfirmed: tuple[Topic, ...]


def agreement_facts(agreements: Sequence[Any]) -> dict[int, ClauseFacts]:
    """The facts of each agreement, by id; two queries for any number of them."""
    rows = session.execute(
        select(Agreement.id, Agreement.parent_id, Agreement.kind).where(
            Agreement.id.in_([agreement.id for agreement in agreements])
        )
    ).all()
    placed = _placed({*(row.id for row in rows), *(row.parent_id for row in rows)})
    found = {}
    for row in rows:
        own = placed.get(row.id, [])
        above = placed.get(row.parent_id, []) if row.kind is Kind.PROTOCOL else []
        topics = {topic for topic, _ in (*own, *above)}
        found[row.id] = ClauseFacts(
            kind=row.kind,
            located=tuple(topic for topic in Topic if topic in topics) or None,
            unconfirmed=tuple(topic for topic, is_confirmed in own if not is_confirmed),
        )
    return found


def _placed(agreement_ids: Any) -> dict[int, list[tuple[Topic, bool]]]:
    """The topics that have a place, each with whether somebody has confirmed it."""
    return gathered(
        select(Clause.agreement_id, Clause.topic, Clause.reviewed_on)
        .where(
            Clause.agreement_id.in_([id_ for id_ in agreement_ids if id_ is not None]),
            or_(func.trim(Clause.reference) != "", Clause.page.is_not(None)),
        )
        .order_by(Clause.agreement_id, Clause.id),
        lambda topic, reviewed_on: (topic, reviewed_on is not None),
    )
