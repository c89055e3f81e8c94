"""Rows of the matrix, and the judgement that counts for each programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel.db import session
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor
from app.programmes.models import Accreditation, Programme
from app.programmes.permissions import visible_to as programmes_visible_to
from app.quality.models import (
    Framework,
    Review,
)
from app.quality.permissions import reviews_visible_to
from app.quality.queries.frameworks import FIRST
from app.quality.queries.reviews import JUDGEMENTS, Judged

# What sorts after every accreditation: nobody knows when it ends, or there is none.
NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Row:
    """A programme on the matrix: its last day of accreditation, its agreement loaded."""

    programme: Programme
    accredited_until: date | None


class Missing(StrEnum):
    """What somebody looks for on the matrix."""

    BROKEN = "broken"
    UNKNOWN = "unknown"
    UNJUDGED = "unjudged"
    LOW = "low"


@dataclass(frozen=True)
class Filters:
    """How the matrix is narrowed; `missing` needs what the rules find, not only the tables."""

    text: str = ""
    home_id: int | None = None
    framework: str = FIRST
    missing: Missing | None = None


def rows(actor: Actor, filters: Filters, cursor: str = "", size: int = 50) -> Slice[Any]:
    """Programmes for the matrix: the accreditation that ends first stands first."""
    return slice_of(_rows(actor, filters), Keyset(_ORDER, size=size), cursor)


def all_rows(actor: Actor, filters: Filters) -> list[Row]:
    """The same without pages, for a workbook."""
    return [_row(one) for one in session.execute(_rows(actor, filters).order_by(*_ORDER))]


def row_of(found: Any) -> Row:
    """A row of `rows` as a value."""
    return _row(found)


def _row(found: Any) -> Row:
    last = found.until
    return Row(found.Programme, None if last is None or last == NEVER else last)


_LAST = (
    select(func.max(Accreditation.valid_until))
    .where(Accreditation.programme_id == Programme.id)
    .correlate(Programme)
    .scalar_subquery()
)


_UNTIL = func.coalesce(_LAST, NEVER).label("until")


_ORDER = (_UNTIL, Programme.id)


def _rows(actor: Actor, filters: Filters) -> Select[Any]:
    chosen: Any = select(Programme, Programme.id, _UNTIL)
    statement: Select[Any] = (
        chosen.join(Agreement, Agreement.id == Programme.agreement_id)
        .where(programmes_visible_to(actor))
        .options(joinedload(Programme.agreement).joinedload(Agreement.home))
    )
    for word in filters.text.split()[:8]:
        statement = statement.where(Programme.search_norm.contains(word, autoescape=True))
    if filters.home_id:
        statement = statement.where(Agreement.home_id == filters.home_id)
    return statement


def judgements_on(
    chosen: Sequence[Programme], framework_: Framework, actor: Actor
) -> dict[int, dict[int, Judged]]:
    """By programme and standard: the judgement that counts for it, in two queries.

    The programme's own newest review comes before its agreement's, and that before the
    institution's; a review that nobody has filled yet says nothing about a standard it
    has not judged.
    """
    agreements = {one.agreement_id for one in chosen}
    homes = {one.agreement.home_id for one in chosen}
    found = session.scalars(
        select(Review)
        .where(
            reviews_visible_to(actor),
            Review.framework_id == framework_.id,
            or_(
                Review.programme_id.in_([one.id for one in chosen]),
                Review.agreement_id.in_(agreements),
                and_(
                    Review.institution_id.in_(homes),
                    Review.agreement_id.is_(None),
                    Review.programme_id.is_(None),
                ),
            ),
        )
        .options(JUDGEMENTS)
        .order_by(Review.id)
    ).all()
    return {one.id: _counting(one, found) for one in chosen}


def _counting(programme: Programme, found: Sequence[Review]) -> dict[int, Judged]:
    """Later and nearer reviews write over earlier and wider ones."""
    wide = [
        r
        for r in found
        if r.agreement_id is None
        and r.programme_id is None
        and r.institution_id == programme.agreement.home_id
    ]
    middle = [r for r in found if r.agreement_id == programme.agreement_id]
    near = [r for r in found if r.programme_id == programme.id]
    counting: dict[int, Judged] = {}
    for one in (*wide, *middle, *near):
        for judgement in one.judgements:
            if judgement.grade != "NA" or judgement.standard_id not in counting:
                counting[judgement.standard_id] = Judged(one, judgement)
    return counting


def homes(actor: Actor) -> list[Institution]:
    """The home institutions whose programmes this person may see."""
    return list(
        session.scalars(
            select(Institution)
            .where(
                exists()
                .where(Agreement.home_id == Institution.id, Programme.agreement_id == Agreement.id)
                .where(programmes_visible_to(actor))
            )
            .order_by(Institution.sort_key, Institution.id)
        )
    )
