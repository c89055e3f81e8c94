"""Findings as a check leaves them, made of known rules, for tests of what is said of them."""

import json
from typing import Any

from app.kernel.rules import Finding, Verdict
from app.returns.check import rules
from app.returns.problems import Place, Problem, kept

# A warning with a number, a warning without one, an error, something to look at.
NUMBERED, PLAIN, ERROR, NOTE = "F204", "F208", "F203", "F317"


def problem(
    code: str = NUMBERED, key: str = "A1", verdict: Verdict = Verdict.BROKEN, **seen: Any
) -> Problem:
    """A finding of a rule about an agreement of the return."""
    rule = rules()[code]
    facts = dict.fromkeys(rule.names) | seen
    finding = Finding(rule, verdict, rule.severity, facts)
    return Problem(finding, Place("2_AGR", "agr_id", 5, "A5"), key)


def stored(*problems: Problem) -> str:
    """Findings as a delivery keeps them."""
    return json.dumps([kept(one) for one in problems], ensure_ascii=False)
