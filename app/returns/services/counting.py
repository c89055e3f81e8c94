"""An accepted delivery becomes the rows that national figures sum."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select

from app.institutions.models import Institution
from app.kernel.db import session
from app.returns import counting
from app.returns.counting import Counted, Known
from app.returns.dataset import Dataset
from app.returns.models import (
    CountedInstitution,
    CountedPartner,
    CountedProgramme,
    CountedStudents,
    Delivery,
)

APART = ("partners", "students")


def count(delivery: Delivery) -> None:
    """Write the rows of a delivery, once: what was there of it is replaced.

    Raises Refusal where a row cannot be counted; nothing is written then.
    """
    dataset = Dataset.loaded(_kept(delivery))
    found = counting.rows_of(dataset, _directory(counting.partner_codes(dataset)))
    for kind in (CountedInstitution, CountedProgramme):
        session.execute(delete(kind).where(kind.delivery_id == delivery.id))
    _write(delivery.id, found)


def _kept(delivery: Delivery) -> str:
    """The text of the dataset, which is not loaded with its delivery."""
    return session.scalars(select(Delivery.dataset).where(Delivery.id == delivery.id)).one()


def _directory(codes: Iterable[str]) -> dict[str, Known]:
    found = session.execute(
        select(Institution.code, Institution.name_en, Institution.country).where(
            Institution.code.in_(sorted(codes))
        )
    )
    return {code: Known(name, country) for code, name, country in found}


def _write(delivery_id: int, found: Counted) -> None:
    session.execute(
        insert(CountedInstitution),
        {
            "delivery_id": delivery_id,
            "total_contingent": found.total_contingent,
            "total_foreign": found.total_foreign,
        },
    )
    if not found.programmes:
        return
    keys = session.scalars(
        insert(CountedProgramme).returning(CountedProgramme.id, sort_by_parameter_order=True),
        [_plain(one) | {"delivery_id": delivery_id} for one in found.programmes],
    ).all()
    by_key = list(zip(keys, found.programmes, strict=True))
    _add(
        CountedPartner,
        ({"programme_id": key, **asdict(p)} for key, o in by_key for p in o.partners),
    )
    _add(
        CountedStudents,
        ({"programme_id": key, **asdict(s)} for key, o in by_key for s in o.students),
    )


def _add(kind: type, rows: Iterable[dict[str, Any]]) -> None:
    if found := list(rows):
        session.execute(insert(kind), found)


def _plain(programme: counting.Programme) -> dict[str, Any]:
    return {name: value for name, value in vars(programme).items() if name not in APART}
