"""Forms of the returns: what is typed, and its shape."""

from app.returns.forms.talk import AnswerForm, AskForm, DecideForm, ExplainForm, SignForm

__all__ = ["AnswerForm", "AskForm", "DecideForm", "ExplainForm", "SignForm"]
