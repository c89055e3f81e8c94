"""Forms about quality: what is typed, and its shape."""

from app.quality.forms.actions import ActionForm, FollowForm
from app.quality.forms.evidence import EvidenceForm
from app.quality.forms.lists import FrameworkForm, MatrixForm
from app.quality.forms.reviews import FillForm, JudgeForm, OpenForm, ReasonForm, SignForm

__all__ = [
    "ActionForm",
    "EvidenceForm",
    "FillForm",
    "FollowForm",
    "FrameworkForm",
    "JudgeForm",
    "MatrixForm",
    "OpenForm",
    "ReasonForm",
    "SignForm",
]
