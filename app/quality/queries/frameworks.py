"""Standards: the versions, the cross-walk between them, and what is under an institution."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel.db import session
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.quality.crosswalk import Crosswalk
from app.quality.models import (
    Framework,
    Standard,
    StandardLink,
)

FIRST = "esg-2015"


def frameworks() -> list[Framework]:
    """All versions of all sets of standards, with their standards."""
    return list(
        session.scalars(
            select(Framework)
            .options(selectinload(Framework.standards))
            .order_by(Framework.position, Framework.id)
        )
    )


def usable(on: date) -> list[Framework]:
    """Those by which a review may be opened on a day."""
    return [one for one in frameworks() if one.is_valid_on(on)]


def framework(code: str) -> Framework | None:
    """One framework with its standards."""
    return session.scalar(
        select(Framework).where(Framework.code == code).options(selectinload(Framework.standards))
    )


def crosswalk() -> Crosswalk[int]:
    """What continues and what covers what, over all frameworks."""
    rows = session.execute(
        select(StandardLink.standard_id, StandardLink.other_id, StandardLink.kind)
    )
    return Crosswalk.of((a, b, kind) for a, b, kind in rows)


def standard_names(ids: Iterable[int]) -> dict[int, Standard]:
    """Standards with their frameworks, by id."""
    found = session.scalars(
        select(Standard)
        .where(Standard.id.in_(set(ids)))
        .options(joinedload(Standard.framework))
        .order_by(Standard.framework_id, Standard.position)
    )
    return {one.id: one for one in found}


def owners() -> dict[int, int]:
    rows = session.execute(select(Standard.id, Standard.framework_id))
    return {row.id: row.framework_id for row in rows}


def institution(institution_id: int) -> Institution | None:
    """One institution."""
    return session.get(Institution, institution_id)


def programmes_under(thing: Agreement | Institution) -> list[Programme]:
    """The programmes of an agreement, or of an institution, as lists load them."""
    if isinstance(thing, Agreement):
        return programmes.of_agreement(thing.id)
    return programmes.of_home(thing.id)
