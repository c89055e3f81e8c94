"""The quality policy of an institution, as it is read: one row, or none yet."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.institutions import queries as institutions
from app.institutions.models import Institution
from app.kernel import journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.quality.models import QualityPolicy

EVENTS: dict[str, tuple[str, ...]] = {"quality_policy.set": ()}


@dataclass(frozen=True)
class PolicyOf:
    """An institution with what it says of its own quality assurance; nothing yet is None."""

    institution: Institution
    policy: QualityPolicy | None

    @property
    def version(self) -> int:
        """What a form shows: 0 while nothing is recorded."""
        return self.policy.version if self.policy else 0


def policy_of(institution_id: int) -> PolicyOf | None:
    """The policy of an institution that files returns; others have no such page."""
    found = institutions.institution(institution_id)
    if found is None or not found.is_home:
        return None
    return PolicyOf(found, stored(institution_id))


def stored(institution_id: int) -> QualityPolicy | None:
    """The row as the database has it."""
    return session.scalar(
        select(QualityPolicy)
        .where(QualityPolicy.institution_id == institution_id)
        .options(joinedload(QualityPolicy.institution))
    )


def history(found: PolicyOf) -> list[JournalEntry]:
    """Who changed what, the newest first."""
    if found.policy is None:
        return []
    return journal.about(QualityPolicy.__tablename__, found.policy.id)
