"""Every write about campaigns and returns."""

from app.returns.services.asking import answer, ask, ask_again, close
from app.returns.services.counting import count
from app.returns.services.explaining import (
    DecisionValue,
    against_submission,
    decide,
    explain,
    standings,
    waived,
)
from app.returns.services.signing import receipt, sign, statement, void, void_all

__all__ = [
    "DecisionValue",
    "against_submission",
    "answer",
    "ask",
    "ask_again",
    "close",
    "count",
    "decide",
    "explain",
    "receipt",
    "sign",
    "standings",
    "statement",
    "void",
    "void_all",
    "waived",
]
