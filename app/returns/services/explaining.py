"""Why a finding stands as it is: said by the international office, decided by the centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Refusal
from app.kernel.permissions import Actor
from app.kernel.rules import Severity
from app.kernel.stale import check_fresh
from app.returns import checking, queries
from app.returns.explaining import Stand, Standing, Standings, number_of
from app.returns.lifecycle import RETURN
from app.returns.models import (
    COUNTING,
    Delivery,
    Explanation,
    ExplanationState,
    Return,
    ReturnStage,
)
from app.returns.problems import Problem

FURTHEST_YEARS = 5


@dataclass(frozen=True)
class DecisionValue:
    """What the centre says to an explanation; `tolerance` is for findings with a number."""

    accepts: bool
    reason: str
    tolerance: Decimal | None
    ends_on: date | None


def standings(filing: Return) -> Standings:
    """What was said of the findings of a return, as it stands today."""
    return Standings(filing.id, queries.explanations(filing), clock.today())


def explain(filing: Return, problem: Problem, text: str, *, seen: int, actor: Actor) -> Explanation:
    """Say why a finding is right; without a text it is confirmed as it stands.

    Of an error this asks the centre to let it pass, which needs a text. `seen` is the
    version of the explanation that was on the screen, 0 where there was none.
    """
    _hold(filing)
    standing = standings(filing).of(problem)
    _check(problem, standing, text)
    found = _given(standing, filing)
    if found is None:
        found = _blank(filing, problem)
    else:
        check_fresh(found, seen, {"text": text})
    found.text, found.value, found.tolerance = text, number_of(problem), None
    found.state, found.is_waiver = ExplanationState.GIVEN, problem.severity is Severity.ERROR
    found.given_at, found.given_by = clock.now(), actor.name
    event = "explanation.waiver_asked" if found.is_waiver else "explanation.given"
    changes = _changes(found)
    session.add(found)
    session.flush()
    _tell(event, found, actor, changes)
    return found


def explain_all(
    filing: Return, problems: Sequence[Problem], text: str, *, seen: int, actor: Actor
) -> int:
    """Say the same of several warnings, the first of which was on the screen; says of how many.

    Of the others, what somebody has said already stays as it is.
    """
    first, *others = problems
    explain(filing, first, text, seen=seen, actor=actor)
    said, silent = standings(filing), (Stand.OPEN, Stand.LAPSED)
    left = [one for one in others if said.of(one).state in silent]
    told = {one.subject: one for one in left if one.subject != first.subject}
    for one in told.values():
        explain(filing, one, text, seen=0, actor=actor)
    return 1 + len(told)


def decide(explanation: Explanation, value: DecisionValue, *, seen: int, actor: Actor) -> None:
    """Take an explanation, with how far its number may move and until when; or decline it."""
    filing = explanation.filing
    _hold(filing)
    check_fresh(explanation, seen, {"state": explanation.state})
    if explanation.state is not ExplanationState.GIVEN:
        raise Refusal(_l("This was decided already."))
    _check_decision(explanation, value)
    explanation.state = ExplanationState.ACCEPTED if value.accepts else ExplanationState.DECLINED
    explanation.decided_at, explanation.decided_by = clock.now(), actor.name
    explanation.reason = value.reason
    if value.accepts and not explanation.is_waiver:
        explanation.ends_on = value.ends_on
        explanation.tolerance = None if explanation.value is None else value.tolerance or Decimal(0)
    changes = _changes(explanation)
    session.flush()
    if explanation.is_waiver:
        _look_again(filing)
    _tell(_event(explanation), explanation, actor, changes, reason=value.reason)


def against_submission(problems: list[Problem], filing: Return) -> list[Problem]:
    """What of these findings stands against the submission of a return."""
    return standings(filing).against(problems)


def waived(problems: list[Problem], filing: Return) -> list[Problem]:
    """The errors among these findings that the centre lets pass."""
    return standings(filing).waived(problems)


def _hold(filing: Return) -> None:
    queries.hold(filing)
    if filing.stage in COUNTING:
        raise Refusal(_l("The return is accepted, so nothing about it is explained any more."))


def _check(problem: Problem, standing: Standing, text: str) -> None:
    if not problem.is_broken or problem.severity is Severity.INFORMATION:
        raise Refusal(_l("This needs no explanation."))
    if standing.state in (Stand.ACCEPTED, Stand.BEFORE, Stand.WAIVED):
        raise Refusal(_l("This is explained already, and the centre has accepted it."))
    if problem.severity is Severity.ERROR and not text:
        raise Refusal(_l("Say why this error cannot be corrected."), "text")


def _given(standing: Standing, filing: Return) -> Explanation | None:
    """What was said in this return and is not decided yet: it is said better now."""
    found = standing.explanation
    is_own = found is not None and found.return_id == filing.id
    return found if is_own and found.state is ExplanationState.GIVEN else None  # type: ignore[union-attr]


def _blank(filing: Return, problem: Problem) -> Explanation:
    rule, subject = problem.subject
    made = Explanation(
        institution_id=filing.institution_id, return_id=filing.id, rule=rule, subject=subject
    )
    made.filing = filing
    return made


def _check_decision(explanation: Explanation, value: DecisionValue) -> None:
    if (explanation.is_waiver or not value.accepts) and not value.reason:
        raise Refusal(_l("Say why."), "reason")
    if not value.accepts or explanation.is_waiver:
        return
    if value.ends_on is None:
        raise Refusal(_l("Say until when it holds."), "ends_on")
    today = clock.today()
    if not today <= value.ends_on <= date(today.year + FURTHEST_YEARS, 12, 31):
        raise Refusal(
            _l("Give a day from today on, at most %(n)d years ahead.", n=FURTHEST_YEARS), "ends_on"
        )


def _look_again(filing: Return) -> None:
    """Where nothing else is wrong, a waiver makes a return ready to be submitted."""
    newest = queries.last_delivery(filing)
    if newest is None or filing.stage is not ReturnStage.INVALID or _errors(newest, filing):
        return
    for action in ("upload", "find_valid"):
        filing.stage = ReturnStage(str(RETURN.step(filing.stage, action).target))
    session.flush()


def _errors(newest: Delivery, filing: Return) -> list[Problem]:
    """The errors of a delivery that are not waived."""
    problems = checking.problems_of(newest)
    errors = [p for p in problems if p.is_broken and p.severity is Severity.ERROR]
    return standings(filing).against(errors)


def _event(explanation: Explanation) -> str:
    if explanation.state is ExplanationState.DECLINED:
        return "explanation.declined"
    return "explanation.waived" if explanation.is_waiver else "explanation.accepted"


SAID = ("text", "state", "tolerance", "ends_on")


def _changes(explanation: Explanation) -> dict[str, list[Any]]:
    found = journal.changes_of(explanation)
    return {f"explanations.{key}": found[key] for key in SAID if key in found}


def _tell(event: str, found: Explanation, actor: Actor, changes: Any, **data: str) -> None:
    journal.write(
        event,
        found.filing,
        actor=actor,
        institution_id=found.institution_id,
        changes=changes,
        rule=found.rule,
        about=found.subject,
        **{key: value for key, value in data.items() if value},
    )
