"""Every write about quality: reviews, evidence, actions, and what an institution says of itself."""

from app.quality.services.actions import edit_action, follow, plan
from app.quality.services.evidence import add, edit, verify
from app.quality.services.reviews import (
    discard,
    fill,
    judge,
    open_for_each,
    open_review,
    send_back,
    sign,
)
from app.quality.services.values import (
    ActionValue,
    EvidenceValue,
    FollowValue,
    JudgementValue,
)

__all__ = [
    "ActionValue",
    "EvidenceValue",
    "FollowValue",
    "JudgementValue",
    "add",
    "discard",
    "edit",
    "edit_action",
    "fill",
    "follow",
    "judge",
    "open_for_each",
    "open_review",
    "plan",
    "send_back",
    "sign",
    "verify",
]
