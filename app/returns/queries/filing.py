"""A return and a delivery, as pages and permissions need them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.db import session
from app.returns.models import Delivery, Return

_FILING = (joinedload(Return.campaign), joinedload(Return.institution))


def filing(return_id: int) -> Return | None:
    """A return with its campaign and institution."""
    return session.scalar(select(Return).where(Return.id == return_id).options(*_FILING))


def delivery(delivery_id: int) -> Delivery | None:
    """A delivery with its return, campaign, institution and file."""
    return session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.filing).options(*_FILING), joinedload(Delivery.file))
    )
