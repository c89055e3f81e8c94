"""Forms of the returns: what is typed, and its shape."""

from app.returns.forms.campaigns import CampaignForm
from app.returns.forms.filing import DeedForm, ExpectForm, ExtendForm, ReasonForm, UploadForm
from app.returns.forms.talk import AnswerForm, AskForm, DecideForm, ExplainForm, SignForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "CampaignForm",
    "DecideForm",
    "DeedForm",
    "ExpectForm",
    "ExplainForm",
    "ExtendForm",
    "ReasonForm",
    "SignForm",
    "UploadForm",
]
