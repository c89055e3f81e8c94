"""The delivery that another one is compared with."""

from sqlalchemy import select

from app.kernel.db import session
from app.returns.models import Delivery


def submitted_before(delivery: Delivery) -> Delivery | None:
    """The last delivery of the same return that was submitted before this one was made."""
    return session.scalar(
        select(Delivery)
        .where(
            Delivery.return_id == delivery.return_id,
            Delivery.number < delivery.number,
            Delivery.submitted_at.is_not(None),
        )
        .order_by(Delivery.number.desc())
        .limit(1)
    )
