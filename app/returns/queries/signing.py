"""Reads around a signature: what was signed, and what similar institutions declare."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, undefer

from app.cohorts.models import Direction
from app.institutions.models import Institution
from app.kernel.db import session
from app.returns.models import (
    CountedInstitution,
    CountedPartner,
    CountedProgramme,
    CountedStudents,
    Delivery,
    Return,
    Signature,
)
from app.returns.peers import Peer


def signatures(found: Return) -> list[Signature]:
    """Every signature under a return with what was signed, the newest first."""
    wanted = (
        select(Signature)
        .join(Signature.delivery)
        .where(Delivery.return_id == found.id)
        .options(contains_eager(Signature.delivery).options(undefer(Delivery.dataset)))
        .order_by(Signature.id.desc())
    )
    return list(session.scalars(wanted))


def signature(found: Return) -> Signature | None:
    """The signature that stands under a return now."""
    return next((one for one in signatures(found) if one.voided_at is None), None)


def peers(found: Return) -> dict[int, Peer]:
    """What each accepted return of the same campaign counts, by institution."""
    institutions = session.execute(
        select(
            Delivery.id, Institution.id, Institution.legal_form, CountedInstitution.total_contingent
        )
        .join(Return, Return.id == Delivery.return_id)
        .join(Institution, Institution.id == Return.institution_id)
        .outerjoin(CountedInstitution, CountedInstitution.delivery_id == Delivery.id)
        .where(
            Return.campaign_id == found.campaign_id,
            Delivery.accepted_at.is_not(None),
            Delivery.replaced_at.is_(None),
        )
    ).all()
    ids = [delivery_id for delivery_id, *_rest in institutions]
    programmes, students, partners = _programmes(ids), _students(ids), _partners(ids)
    return {
        institution_id: Peer(
            legal_form=form.value if form else "",
            size=size,
            programmes=programmes.get(id_, 0),
            students=students.get(id_, 0),
            partners=partners.get(id_, 0),
        )
        for id_, institution_id, form, size in institutions
    }


def _programmes(deliveries: list[int]) -> dict[int, int]:
    counted = select(CountedProgramme.delivery_id, func.count()).where(
        CountedProgramme.delivery_id.in_(deliveries)
    )
    return {
        row[0]: row[1] for row in session.execute(counted.group_by(CountedProgramme.delivery_id))
    }


def _students(deliveries: list[int]) -> dict[int, int]:
    counted = (
        select(CountedProgramme.delivery_id, func.sum(CountedStudents.n))
        .join(CountedStudents, CountedStudents.programme_id == CountedProgramme.id)
        .where(
            CountedProgramme.delivery_id.in_(deliveries),
            CountedStudents.direction == Direction.OUT,
        )
        .group_by(CountedProgramme.delivery_id)
    )
    return {id_: int(n) for id_, n in session.execute(counted)}


def _partners(deliveries: list[int]) -> dict[int, int]:
    counted = (
        select(CountedProgramme.delivery_id, func.count(CountedPartner.code.distinct()))
        .join(CountedPartner, CountedPartner.programme_id == CountedProgramme.id)
        .where(CountedProgramme.delivery_id.in_(deliveries))
        .group_by(CountedProgramme.delivery_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
