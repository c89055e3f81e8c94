"""What the journal records of reviews, evidence and actions, and the words for it."""

from flask_babel import lazy_gettext as _l

from app.kernel.i18n import current_language
from app.kernel.words import Word
from app.quality.models import Grade, Standard
from app.quality.policies import EVENTS as POLICY_EVENTS
from app.quality.rulebooks.words import WORDS as RULE_WORDS

EVENTS = {
    "review.opened": (),
    "review.judged": ("standard",),
    "review.filled": (),
    "review.returned": ("reason",),
    "review.signed": ("edition",),
    "review.superseded": (),
    "review.discarded": (),
    "evidence.added": (),
    "evidence.edited": (),
    "evidence.verified": (),
    "action.planned": ("standard",),
    "action.edited": ("standard",),
    "action.followed": ("standard",),
} | POLICY_EVENTS

GRADE_TONES = {
    Grade.NOT_ASSESSED: "neutral",
    Grade.NONE: "bad",
    Grade.PARTIAL: "warn",
    Grade.SUBSTANTIAL: "good",
    Grade.FULL: "good",
}
STAGE_TONES = {"open": "info", "filled": "warn", "signed": "good", "superseded": "neutral"}
CONFIDENCE_TONES = {"claimed": "unknown", "attached": "neutral", "verified": "good"}
ACTION_TONES = {"open": "info", "running": "info", "done": "good", "dropped": "neutral"}

WORDS = {
    "review.opened": Word(_l("Review opened")),
    "review.judged": Word(_l("Standard judged")),
    "review.filled": Word(_l("Handed to the signatory")),
    "review.returned": Word(_l("Returned for correction")),
    "review.signed": Word(_l("Signed off")),
    "review.superseded": Word(_l("Superseded by a later review")),
    "review.discarded": Word(_l("Review discarded")),
    "evidence.added": Word(_l("Evidence added")),
    "evidence.edited": Word(_l("Evidence corrected")),
    "evidence.verified": Word(_l("Evidence verified by the national centre")),
    "action.planned": Word(_l("Action planned")),
    "action.edited": Word(_l("Action corrected")),
    "action.followed": Word(_l("Progress of the action recorded")),
    "standard": Word(_l("Standard")),
    "edition": Word(_l("Edition of the rules")),
    "grade": Word(_l("Judgement"), codes="JUDGE"),
    "comment": Word(_l("Comment")),
    "judgements.reason": Word(_l("Why it is full against the data")),
    "evidence": Word(_l("Evidence")),
    "summary": Word(_l("Summary")),
    "reviews.stage": Word(_l("Stage"), codes="REVIEW_STAGE"),
    "opened_by": Word(_l("Opened by")),
    "filled_by": Word(_l("Filled by")),
    "signed_by": Word(_l("Signed off by")),
    "evidence.kind": Word(_l("Kind of evidence"), codes="EVIDENCE_TYPE"),
    "evidence.title": Word(_l("Name of the evidence")),
    "evidence.url": Word(_l("Address")),
    "dated_on": Word(_l("Of which day")),
    "note": Word(_l("Note")),
    "evidence.confidence": Word(_l("How far it can be relied on"), codes="EVIDENCE_CONFIDENCE"),
    "verified_by": Word(_l("Verified by")),
    "quality_actions.title": Word(_l("What is to be done")),
    "detail": Word(_l("In detail")),
    "owner_name": Word(_l("Who does it")),
    "owner_email": Word(_l("E-mail of the one who does it")),
    "due_on": Word(_l("Due on")),
    "quality_actions.stage": Word(_l("State"), codes="ACTION_STAGE"),
    "follow_up": Word(_l("What came of it")),
    "opened_on": Word(_l("Planned on")),
    "closed_on": Word(_l("Finished on")),
} | RULE_WORDS


def asks(standard: Standard) -> str:
    """What a standard asks for, in the reader's language."""
    return str(getattr(standard, f"asks_{current_language()}"))
