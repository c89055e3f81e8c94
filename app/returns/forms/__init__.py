"""Forms of the returns: what is typed, and its shape."""

from app.returns.forms.campaigns import CampaignForm
from app.returns.forms.filing import DeedForm, ExpectForm, ExtendForm, ReasonForm, UploadForm

__all__ = [
    "CampaignForm",
    "DeedForm",
    "ExpectForm",
    "ExtendForm",
    "ReasonForm",
    "UploadForm",
]
