"""Every write about campaigns and returns."""

from app.returns.services.applying import Plan, apply, preview
from app.returns.services.asking import answer, ask, ask_again, close
from app.returns.services.campaigns import (
    CampaignValue,
    close_campaign,
    edit_campaign,
    edition_for,
    excuse,
    expect,
    extend,
    open_campaign,
    plan,
    publish_returns,
    usual,
)
from app.returns.services.counting import count
from app.returns.services.explaining import (
    DecisionValue,
    against_submission,
    decide,
    explain,
    explain_all,
    standings,
    waived,
)
from app.returns.services.filing import (
    accept,
    reopen,
    review,
    send_back,
    submit,
    take_register,
    take_workbook,
    withdraw,
)
from app.returns.services.signing import receipt, sign, statement, void, void_all
from app.returns.services.target import Obstacle, Way

__all__ = [
    "CampaignValue",
    "DecisionValue",
    "Obstacle",
    "Plan",
    "Way",
    "accept",
    "against_submission",
    "answer",
    "apply",
    "ask",
    "ask_again",
    "close",
    "close_campaign",
    "count",
    "decide",
    "edit_campaign",
    "edition_for",
    "excuse",
    "expect",
    "explain",
    "explain_all",
    "extend",
    "open_campaign",
    "plan",
    "preview",
    "publish_returns",
    "receipt",
    "reopen",
    "review",
    "send_back",
    "sign",
    "standings",
    "statement",
    "submit",
    "take_register",
    "take_workbook",
    "usual",
    "void",
    "void_all",
    "waived",
    "withdraw",
]
