"""A review from opening to signature; what is signed is frozen with what the machine saw."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.agreements.models import Agreement
from app.institutions.models import Institution
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.lifecycle import Step
from app.kernel.permissions import Actor
from app.kernel.stale import check_fresh
from app.programmes.models import Programme
from app.quality import checks, queries
from app.quality.lifecycle import REVIEW, Filling
from app.quality.models import (
    Evidence,
    EvidenceUse,
    Framework,
    Grade,
    Judgement,
    Review,
    ReviewStage,
    Standard,
)
from app.quality.services.values import JudgementValue

# Told in another way: by the entry's moment, its own data, or its subject.
UNSAID = (
    "opened_at",
    "filled_at",
    "signed_at",
    "edition",
    "framework_id",
    "institution_id",
    "agreement_id",
    "programme_id",
)


def open_review(
    framework: Framework, subject: Programme | Agreement | Institution, *, actor: Actor
) -> Review:
    """Begin a checklist; evidence of the last review comes along over the cross-walk."""
    _check_framework(framework)
    queries.hold(subject)
    review = _blank(framework, subject, actor)
    if queries.unfinished_like(review):
        raise Refusal(
            _l("Such a review is being filled already. Finish or discard that one first."),
            "framework",
        )
    _begin(review, framework)
    _write_down("review.opened", review, actor)
    return review


def open_for_each(
    framework: Framework, programmes: Sequence[Programme], *, actor: Actor
) -> list[Review]:
    """A review for each programme that has none open yet; refuses when there is nothing to open."""
    _check_framework(framework)
    for programme in programmes:
        queries.hold(programme)
    blank = [_blank(framework, programme, actor) for programme in programmes]
    opened = [review for review in blank if not queries.unfinished_like(review)]
    if not opened:
        raise Refusal(_l("There is no programme without an open review here."), "scope")
    for review in opened:
        _begin(review, framework)
    for review in opened:
        _write_down("review.opened", review, actor)
    return opened


def judge(
    review: Review, judgement: Judgement, value: JudgementValue, *, seen: int, actor: Actor
) -> None:
    """Say how far a standard is met, why, and by what it is shown."""
    held_open(review)
    check_fresh(judgement, seen, {"grade": value.grade, "comment": value.comment})
    reason = _reason(review, judgement, value)
    uses = _uses(review, judgement, value.evidence)
    judgement.grade, judgement.comment, judgement.reason = value.grade, value.comment, reason
    judgement.judged_at, judgement.judged_by = clock.now(), actor.name
    changes = journal.changes_of(judgement)
    before = sorted(one.evidence.title for one in judgement.uses)
    judgement.uses = uses
    after = sorted(one.evidence.title for one in uses)
    if before != after:
        changes["evidence"] = [before, after]
    for key in ("judged_at", "judged_by"):
        changes.pop(key, None)
    journal.write(
        "review.judged",
        review,
        actor=actor,
        institution_id=review.institution_id,
        changes=changes,
        standard=judgement.standard.code,
    )


def fill(review: Review, summary: str, *, seen: int, actor: Actor) -> None:
    """Hand a filled checklist to the signatory."""
    step = _ready(review, "fill", seen)
    acted_on = {
        standard
        for standard, many in queries.actions_on(review, queries.crosswalk()).items()
        if many
    }
    if problems := step.problems(Filling(review, frozenset(acted_on))):
        raise Refusal(" ".join(f"{problem}." for problem in problems))
    review.stage = ReviewStage.FILLED
    review.summary, review.return_reason = summary, ""
    review.filled_at, review.filled_by = clock.now(), actor.name
    _write_down("review.filled", review, actor)


def send_back(review: Review, reason: str, *, seen: int, actor: Actor) -> None:
    """Open a filled review again, saying why."""
    _ready(review, "return", seen, reason)
    review.stage, review.return_reason = ReviewStage.OPEN, reason
    review.filled_at, review.filled_by = None, ""
    _write_down("review.returned", review, actor, reason=reason)


def sign(review: Review, *, seen: int, actor: Actor) -> None:
    """Sign off: what the machine sees now is kept, and the earlier review gives way."""
    _ready(review, "sign", seen)
    found = checks.of_review(review)
    for judgement in review.judgements:
        judgement.findings = checks.frozen(found[judgement.standard_id])
    review.edition = checks.edition()
    review.stage = ReviewStage.SIGNED
    review.signed_at, review.signed_by = clock.now(), actor.name
    earlier = queries.signed_like(review)
    for one in earlier:
        one.stage = ReviewStage.SUPERSEDED
    told = [(one, _changes(one)) for one in (review, *earlier)]
    session.flush()
    for one, changes in told:
        event = "review.signed" if one is review else "review.superseded"
        data = {"edition": review.edition} if one is review else {}
        _tell(event, one, actor, changes, **data)


def discard(review: Review, *, seen: int, actor: Actor) -> None:
    """Take away a review that nobody has signed. Evidence and actions stay."""
    held_open(review)
    check_fresh(review, seen)
    for action in queries.actions_from(review):
        action.review_id = None
    session.flush()
    session.delete(review)
    journal.write(
        "review.discarded",
        review,
        actor=actor,
        institution_id=review.institution_id,
        changes={},
    )


def _begin(review: Review, framework: Framework) -> None:
    review.judgements = [_blank_judgement(one) for one in framework.standards]
    session.add(review)
    session.flush()
    _carry_evidence(review)
    session.flush()


def _blank(
    framework: Framework, subject: Programme | Agreement | Institution, actor: Actor
) -> Review:
    review = Review(
        framework=framework,
        framework_id=framework.id,
        stage=ReviewStage.OPEN,
        opened_at=clock.now(),
        opened_by=actor.name,
        programme=None,
        agreement=None,
    )
    if isinstance(subject, Programme):
        review.programme, review.programme_id = subject, subject.id
        review.institution = subject.agreement.home
    elif isinstance(subject, Agreement):
        review.agreement, review.agreement_id = subject, subject.id
        review.institution = subject.home
    else:
        review.institution = subject
    review.institution_id = review.institution.id
    return review


def _blank_judgement(standard: Standard) -> Judgement:
    return Judgement(standard=standard, standard_id=standard.id, grade=Grade.NOT_ASSESSED, uses=[])


def _check_framework(framework: Framework) -> None:
    if framework.is_draft:
        raise Refusal(_l("This version is a draft. Reviews begin when it is adopted."), "framework")
    if not framework.is_valid_on(clock.today()):
        raise Refusal(_l("This version is not valid today. Choose the one that is."), "framework")


def held_open(review: Review) -> None:
    """Lock the review, so that nobody hands it on meanwhile; refuses when it is not open."""
    queries.hold(review)
    if review.stage is not ReviewStage.OPEN:
        raise Refusal(_l("The review is filled or signed, so nothing in it changes any more."))


def _reason(review: Review, judgement: Judgement, value: JudgementValue) -> str:
    """Full against a broken fact needs a reason; the machine only asks, it never judges."""
    if value.grade is not Grade.FULL:
        return ""
    broken = checks.broken_under(review, judgement.standard)
    reason = value.reason.strip()
    if broken and not reason:
        rules = ", ".join(dict.fromkeys(finding.id for finding in broken))
        raise Refusal(
            _l(
                "The data contradict full compliance (%(rules)s). Put that right, or say here "
                "why it is full all the same.",
                rules=rules,
            ),
            "reason",
        )
    return reason if broken else ""


def _uses(review: Review, judgement: Judgement, wanted: dict[int, str]) -> list[EvidenceUse]:
    """The uses for the chosen pieces; those that stay are the same rows."""
    known = {one.evidence_id: one for one in judgement.uses}
    pieces = {one.id: one for one in queries.pieces(review.institution_id, wanted)}
    if strange := set(wanted) - set(pieces):
        raise Refusal(_l("Choose evidence of this institution."), "evidence" if strange else None)
    uses = []
    for id_, place in wanted.items():
        use = known.get(id_) or EvidenceUse(evidence_id=id_, evidence=pieces[id_])
        use.place = place
        uses.append(use)
    return uses


def _carry_evidence(review: Review) -> None:
    """Evidence of the last review on each standard, or on those that it continues."""
    walk = queries.crosswalk()
    earlier = queries.earlier(review)
    for judgement in review.judgements:
        lineage = walk.lineage(judgement.standard_id)
        carried: dict[int, tuple[Evidence, str]] = {}
        for old in earlier:
            uses = [use for one in old.judgements if one.standard_id in lineage for use in one.uses]
            if uses:
                carried = {use.evidence_id: (use.evidence, use.place) for use in uses}
                break
        judgement.uses = [
            EvidenceUse(evidence_id=id_, evidence=evidence, place=place)
            for id_, (evidence, place) in carried.items()
        ]


def _ready(review: Review, action: str, seen: int, reason: str | None = None) -> Step:
    check_fresh(review, seen, {"stage": review.stage})
    step = REVIEW.step(review.stage, action)
    if step.reason_required and not (reason or "").strip():
        raise Refusal(_l("Say why."), "reason")
    return step


def _write_down(event: str, review: Review, actor: Actor, **data: str) -> None:
    _tell(event, review, actor, _changes(review), **data)


def _changes(review: Review) -> dict[str, Any]:
    found = journal.changes_of(review)
    return {key: pair for key, pair in found.items() if key not in UNSAID}


def _tell(event: str, review: Review, actor: Actor, changes: dict[str, Any], **data: str) -> None:
    journal.write(
        event,
        review,
        actor=actor,
        institution_id=review.institution_id,
        changes=changes,
        **data,
    )
