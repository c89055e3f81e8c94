"""Questions of the centre about a return, one thread about each finding."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.kernel.errors import Missing
from app.kernel.web.guard import actor, guard, may
from app.kernel.web.pages import done, page
from app.returns import checking, forms, queries, services
from app.returns.models import Question, Return
from app.returns.problems import Problem
from app.returns.routes.blueprint import blueprint


@blueprint.route("/returns/<int:return_id>/questions/new", methods=["GET", "POST"])
@guard("question.ask", on=queries.filing)
def ask(filing: Return) -> Any:
    """Ask about one finding, or about the whole return."""
    about = (request.args.get("rule", ""), request.args.get("subject", ""))
    problem = _problem(filing, about)
    if problem is None and about != ("", ""):
        raise Missing
    form = forms.AskForm()
    made = form.carry(lambda text: services.ask(filing, about, text, actor=actor()))
    if made is not None:
        return done(_address(made), _("The question is asked."))
    return page("returns/ask.html", form=form, filing=filing, problem=problem)


@blueprint.get("/returns/questions/<int:question_id>")
@guard("question.read", on=queries.question)
def question(found: Question) -> Any:
    """What was asked and answered, and a form for who is to write next."""
    form = _form(found)
    if form is not None:
        form.version.data = str(found.version)
    return _page(found, form)


@blueprint.route("/returns/questions/<int:question_id>/answer", methods=["GET", "POST"])
@guard("question.answer", on=queries.question)
def answer(found: Question) -> Any:
    """Answer, or promise that the next delivery puts it right."""
    form = forms.AnswerForm(obj=found)
    if form.carried(
        lambda value: services.answer(
            found, value[0], promises=value[1], seen=form.seen_version, actor=actor()
        )
    ):
        return done(_address(found), _("The answer is with the centre."))
    return _page(found, form)


@blueprint.route("/returns/questions/<int:question_id>/ask", methods=["GET", "POST"])
@guard("question.ask", on=queries.question)
def ask_again(found: Question) -> Any:
    """Ask more in the same thread."""
    form = forms.AskForm(obj=found)
    if form.carried(
        lambda text: services.ask_again(found, text, seen=form.seen_version, actor=actor())
    ):
        return done(_address(found), _("The question is asked."))
    return _page(found, form)


@blueprint.post("/returns/questions/<int:question_id>/close")
@guard("question.close", on=queries.question)
def close(found: Question) -> Any:
    """Nothing more is wanted."""
    services.close(found, seen=forms.AskForm().seen_version, actor=actor())
    return done(_address(found), _("The question is closed."))


def _form(found: Question) -> Any:
    """The form of whoever may write; nothing to answer in a thread that is closed."""
    if may("question.ask", found):
        return forms.AskForm()
    is_open = found.state.value != "closed"
    return forms.AnswerForm() if is_open and may("question.answer", found) else None


def _page(found: Question, form: Any) -> Any:
    return page(
        "returns/question.html",
        form=form,
        question=found,
        filing=found.filing,
        problem=_problem(found.filing, found.about),
    )


def _problem(filing: Return, about: tuple[str, str]) -> Problem | None:
    """The finding that is asked about, as the last submitted delivery has it."""
    newest = queries.last_delivery(filing, submitted=True)
    found = checking.problems_of(newest) if newest else []
    return next((one for one in found if one.subject == about), None)


def _address(found: Question) -> str:
    return url_for("returns.question", question_id=found.id)
