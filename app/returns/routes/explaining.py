"""Why a finding stands as it is: said by the institution, decided by the centre."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.kernel.errors import Missing
from app.kernel.rules import Severity
from app.kernel.web.guard import actor, guard
from app.kernel.web.pages import done, page
from app.returns import checking, forms, queries, services
from app.returns.models import Explanation, Return
from app.returns.problems import Problem
from app.returns.routes.blueprint import blueprint


@blueprint.route("/returns/<int:return_id>/explanations/new", methods=["GET", "POST"])
@guard("explanation.give", on=queries.filing)
def explain(filing: Return) -> Any:
    """Confirm a warning or explain it; of an error, ask the centre to let it pass.

    An address that names no finding is about the first one that stands in the way.
    """
    problem = _problem(filing)
    if problem is None:
        if request.method == "POST" or "rule" in request.args:
            raise Missing
        return done(_address(filing, ""), _("Nothing is left to be explained."), "info")
    standing = services.standings(filing).of(problem)
    is_error = problem.severity is Severity.ERROR
    others = [one for one in _alike(filing, problem) if one.subject != problem.subject]
    form = forms.ExplainForm()
    form.offer(problem.subject, error=is_error, others=len(others))
    if request.method == "GET":
        form.show(standing.explanation)
    told = form.carry(lambda text: _told(filing, problem, others, text, form))
    if told is not None:
        return done(_address(filing, problem.code), _kept(told, is_error))
    return page(
        "returns/explain.html",
        form=form,
        filing=filing,
        problem=problem,
        standing=standing,
        is_error=is_error,
    )


def _told(
    filing: Return, problem: Problem, others: list[Problem], text: str, form: forms.ExplainForm
) -> int:
    problems = [problem, *(others if form.says_it_everywhere else ())]
    return services.explain_all(filing, problems, text, seen=form.seen_version, actor=actor())


def _kept(told: int, is_error: bool) -> str:
    if is_error:
        return _("The centre is asked to let it pass.")
    return ngettext("%(num)d explanation is kept.", "%(num)d explanations are kept.", told)


def _alike(filing: Return, problem: Problem) -> list[Problem]:
    """All that the same rule found with the same weight in the newest delivery."""
    newest = queries.last_delivery(filing)
    found = checking.problems_of(newest) if newest else []
    same = (one for one in found if one.is_broken and one.code == problem.code)
    return [one for one in same if one.severity is problem.severity]


@blueprint.route("/returns/explanations/<int:explanation_id>/decide", methods=["GET", "POST"])
@guard("explanation.decide", on=queries.explanation)
def decide(explanation: Explanation) -> Any:
    """Accept an explanation with how far its number may move, or decline it."""
    form = forms.DecideForm()
    form.offer(explanation)
    if request.method == "GET":
        form.version.data = str(explanation.version)
    if form.carried(
        lambda value: services.decide(explanation, value, seen=form.seen_version, actor=actor())
    ):
        return done(_address(explanation.filing, explanation.rule), _("The decision is recorded."))
    return page(
        "returns/decide.html",
        form=form,
        explanation=explanation,
        filing=explanation.filing,
        problem=problem_about(explanation.filing, explanation.about),
    )


def problem_about(filing: Return, about: tuple[str, str]) -> Problem | None:
    """The finding of the newest delivery about that rule and thing, if it is still found."""
    newest = queries.last_delivery(filing)
    found = checking.problems_of(newest) if newest else []
    return next((one for one in found if one.is_broken and one.subject == about), None)


def _problem(filing: Return) -> Problem | None:
    rule, subject = (request.values.get(name, "") for name in ("rule", "subject"))
    if rule:
        return problem_about(filing, (rule, subject))
    newest = queries.last_delivery(filing)
    found = checking.problems_of(newest) if newest else []
    return next(iter(services.against_submission(found, filing)), None)


def _address(filing: Return, rule: str) -> str:
    return url_for("returns.show", return_id=filing.id, _anchor=f"rule-{rule}" if rule else None)
