"""What forms and other doors hand to the services."""

from dataclasses import dataclass
from datetime import date

from app.kernel.files import Upload
from app.quality.models import ActionStage, EvidenceKind, Grade


@dataclass(frozen=True)
class JudgementValue:
    """A judgement as typed; `evidence` maps a piece's id to the place to look at."""

    grade: Grade
    comment: str
    reason: str
    evidence: dict[int, str]


@dataclass(frozen=True)
class EvidenceValue:
    """A piece of evidence; a file or an address, or neither when it is only claimed."""

    kind: EvidenceKind
    title: str
    url: str
    dated_on: date | None
    note: str
    file: Upload | None


@dataclass(frozen=True)
class ActionValue:
    """What is to be done, by whom, until when."""

    title: str
    detail: str
    owner_name: str
    owner_email: str
    due_on: date


@dataclass(frozen=True)
class FollowValue:
    """How far an action has come."""

    stage: ActionStage
    follow_up: str
