"""Reviews and their judgements: one, the list, earlier ones, what waits for somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel import journal
from app.kernel.db import session
from app.kernel.journal import JournalEntry
from app.kernel.listing import Keyset, Slice, slice_of
from app.kernel.permissions import Actor
from app.programmes.models import Programme
from app.quality.models import (
    FROZEN,
    Action,
    Evidence,
    EvidenceUse,
    Judgement,
    Review,
    ReviewStage,
)
from app.quality.permissions import reviews_visible_to
from app.quality.queries.frameworks import crosswalk, owners

SUBJECT: tuple[ORMOption, ...] = (
    joinedload(Review.framework),
    joinedload(Review.institution),
    joinedload(Review.agreement),
    joinedload(Review.programme).joinedload(Programme.agreement),
)


JUDGEMENTS = selectinload(Review.judgements)


_WHOLE: tuple[ORMOption, ...] = (
    *SUBJECT,
    JUDGEMENTS.joinedload(Judgement.standard),
    JUDGEMENTS.selectinload(Judgement.uses)
    .joinedload(EvidenceUse.evidence)
    .joinedload(Evidence.file),
)


@dataclass(frozen=True)
class Judged:
    """One standard's judgement with the review it belongs to."""

    review: Review
    judgement: Judgement

    @property
    def institution_id(self) -> int:
        """Whose quality it is about."""
        return self.review.institution_id

    @property
    def stage(self) -> ReviewStage:
        """Permissions ask as they do of the review."""
        return self.review.stage


def review(review_id: int) -> Review | None:
    """One review with everything on its page."""
    return session.scalar(select(Review).where(Review.id == review_id).options(*_WHOLE))


def judged(review_id: int, standard_id: int) -> Judged | None:
    """The judgement on one standard of a review."""
    found = review(review_id)
    for judgement in found.judgements if found else ():
        if judgement.standard_id == standard_id:
            assert found is not None
            return Judged(found, judgement)
    return None


def judged_review(review_id: int, standard_id: int) -> Review | None:
    """The review, when it has that standard: what permissions are asked about."""
    found = judged(review_id, standard_id)
    return found.review if found else None


def reviews(actor: Actor, cursor: str = "") -> Slice[Review]:
    """The reviews this person may see, the newest first."""
    statement = select(Review).where(reviews_visible_to(actor)).options(*SUBJECT)
    return slice_of(statement, Keyset((Review.id,), descending=True), cursor)


def reviews_of(thing: Programme | Agreement | Institution, actor: Actor) -> list[Review]:
    """The reviews about a thing and about what it belongs to, the newest first."""
    return list(
        session.scalars(
            select(Review)
            .where(reviews_visible_to(actor), or_(*_about_or_above(thing)))
            .options(*SUBJECT, JUDGEMENTS.joinedload(Judgement.standard))
            .order_by(Review.id.desc())
        )
    )


def _about_or_above(
    thing: Programme | Agreement | Institution,
) -> list[ColumnElement[bool]]:
    """The thing's own reviews, those of its agreement and of its whole institution."""
    if isinstance(thing, Institution):
        return [of_the_whole(thing.id)]
    if isinstance(thing, Agreement):
        return [Review.agreement_id == thing.id, of_the_whole(thing.home_id)]
    return [Review.programme_id == thing.id, *_about_or_above(thing.agreement)]


def of_the_whole(institution_id: int) -> ColumnElement[bool]:
    return and_(
        Review.institution_id == institution_id,
        Review.agreement_id.is_(None),
        Review.programme_id.is_(None),
    )


def same_subject(one: Review) -> ColumnElement[bool]:
    """Reviews about exactly the same thing."""
    return and_(
        Review.institution_id == one.institution_id,
        Review.agreement_id.is_(None)
        if one.agreement_id is None
        else Review.agreement_id == one.agreement_id,
        Review.programme_id.is_(None)
        if one.programme_id is None
        else Review.programme_id == one.programme_id,
    )


def earlier(one: Review) -> list[Review]:
    """Earlier reviews about the same thing by any framework, the newest first, with evidence."""
    return list(
        session.scalars(
            select(Review)
            .where(same_subject(one), Review.id != (one.id or 0))
            .options(
                joinedload(Review.framework),
                JUDGEMENTS.joinedload(Judgement.standard),
                JUDGEMENTS.selectinload(Judgement.uses).joinedload(EvidenceUse.evidence),
            )
            .order_by(Review.id.desc())
        )
    )


def unfinished_like(one: Review) -> Review | None:
    """A review about the same thing by the same framework that nobody has signed yet."""
    return session.scalar(
        select(Review)
        .where(
            same_subject(one),
            Review.framework_id == one.framework_id,
            Review.stage.not_in(FROZEN),
        )
        .limit(1)
    )


def signed_like(one: Review) -> list[Review]:
    """Signed reviews about the same thing by the same framework or one that it continues."""
    return list(
        session.scalars(
            select(Review)
            .where(
                same_subject(one),
                Review.stage == ReviewStage.SIGNED,
                Review.id != one.id,
                Review.framework_id.in_(_lineage_of_frameworks(one.framework_id)),
            )
            .options(*SUBJECT)
        )
    )


def _lineage_of_frameworks(framework_id: int) -> set[int]:
    """The framework and those whose standards its own continue."""
    walk, owner = crosswalk(), owners()
    own = [standard for standard, framework in owner.items() if framework == framework_id]
    return {framework_id, *(owner[old] for one in own for old in walk.lineage(one))}


def history(one: Review | Evidence | Action) -> list[JournalEntry]:
    """What happened to it, the newest first."""
    return journal.about(type(one).__tablename__, one.id)


def waiting(stage: ReviewStage, institution_ids: Collection[int]) -> list[Review]:
    """Reviews of these institutions in a stage, the oldest first."""
    if not institution_ids:
        return []
    return list(
        session.scalars(
            select(Review)
            .where(Review.institution_id.in_(institution_ids), Review.stage == stage)
            .options(*SUBJECT)
            .order_by(Review.id)
            .limit(20)
        )
    )


def hold(thing: Programme | Agreement | Institution | Review) -> None:
    """Lock its row and read its stage anew: whoever holds it already is waited for."""
    kind = type(thing)
    session.execute(select(kind.id).where(kind.id == thing.id).with_for_update())
    if isinstance(thing, Review):
        session.refresh(thing, ["stage", "version"])
