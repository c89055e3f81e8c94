"""Every write about campaigns and returns."""

from app.returns.services.campaigns import (
    CampaignValue,
    edit_campaign,
    excuse,
    expect,
    extend,
    open_campaign,
    plan,
    publish_returns,
    usual,
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

__all__ = [
    "CampaignValue",
    "accept",
    "edit_campaign",
    "excuse",
    "expect",
    "extend",
    "open_campaign",
    "plan",
    "publish_returns",
    "reopen",
    "review",
    "send_back",
    "submit",
    "take_register",
    "take_workbook",
    "usual",
    "withdraw",
]
