"""Evidence: what an institution has, where it is used, what is worth a look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.kernel.db import session
from app.kernel.permissions import Actor
from app.programmes.models import Programme
from app.quality.crosswalk import Crosswalk
from app.quality.models import (
    Evidence,
    EvidenceUse,
    Judgement,
    Review,
)
from app.quality.permissions import reviews_visible_to
from app.quality.queries.reviews import Judged

_REVIEW = joinedload(Judgement.review)


@dataclass(frozen=True)
class Piece:
    """A piece of evidence, and whether a signed review about something concluded rests on it."""

    evidence: Evidence
    is_published: bool

    @property
    def institution_id(self) -> int:
        """Whose evidence it is."""
        return self.evidence.institution_id


def evidence_of(institution_id: int) -> list[tuple[Evidence, int]]:
    """An institution's evidence, the newest first, each with how often it is used."""
    uses = (
        select(func.count())
        .where(EvidenceUse.evidence_id == Evidence.id)
        .correlate(Evidence)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Evidence, uses)
        .where(Evidence.institution_id == institution_id)
        .options(joinedload(Evidence.file))
        .order_by(Evidence.id.desc())
    )
    return [(one, count) for one, count in rows]


def piece(evidence_id: int) -> Piece | None:
    """One piece of evidence."""
    found = session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .options(joinedload(Evidence.file), joinedload(Evidence.institution))
    )
    if found is None:
        return None
    reviews_ = [judged.review for judged in uses_of(found.id)]
    return Piece(found, any(one.is_frozen and one.is_about_something_concluded for one in reviews_))


def uses_of(evidence_id: int) -> list[Judged]:
    """Where a piece of evidence is used, the newest review first."""
    rows = session.execute(
        select(Judgement)
        .join(EvidenceUse, EvidenceUse.judgement_id == Judgement.id)
        .where(EvidenceUse.evidence_id == evidence_id)
        .options(
            joinedload(Judgement.standard),
            _REVIEW.joinedload(Review.framework),
            _REVIEW.joinedload(Review.institution),
            _REVIEW.joinedload(Review.agreement),
            _REVIEW.joinedload(Review.programme).joinedload(Programme.agreement),
        )
        .order_by(Judgement.review_id.desc(), Judgement.id)
    ).scalars()
    return [Judged(one.review, one) for one in rows]


def readable_uses(evidence_id: int, actor: Actor) -> list[Judged]:
    """Where a piece is used, as far as this person may see the reviews."""
    uses = uses_of(evidence_id)
    ids = {one.review.id for one in uses}
    visible = {
        *session.scalars(select(Review.id).where(Review.id.in_(ids), reviews_visible_to(actor)))
    }
    return [one for one in uses if one.review.id in visible]


def used_beside(one: Review, walk: Crosswalk[int]) -> dict[int, dict[int, set[int]]]:
    """Evidence worth a look: standard → evidence → the standards under which it is used.

    Counts what stands under neighbours on the cross-walk in other reviews of the
    institution about the same thing, or about what it belongs to.
    """
    neighbours = {j.standard_id: walk.neighbours(j.standard_id) for j in one.judgements}
    wanted = {other for many in neighbours.values() for other in many}
    rows = session.execute(
        select(Judgement.standard_id, EvidenceUse.evidence_id)
        .join(EvidenceUse, EvidenceUse.judgement_id == Judgement.id)
        .join(Review, Review.id == Judgement.review_id)
        .where(Review.institution_id == one.institution_id, Judgement.standard_id.in_(wanted))
    ).all()
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for standard_id, many in neighbours.items():
        for other, evidence_id in rows:
            if other in many:
                found[standard_id][evidence_id].add(other)
    return found


def pieces(institution_id: int, ids: Iterable[int]) -> list[Evidence]:
    """Those of the pieces that are the institution's."""
    return list(
        session.scalars(
            select(Evidence).where(
                Evidence.institution_id == institution_id, Evidence.id.in_(set(ids))
            )
        )
    )
