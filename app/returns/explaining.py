"""Whether a finding is explained: today's findings beside what was said of them. Pure.

An explanation belongs to an institution, a rule and a thing (`Problem.subject`). Given,
it lets a warning pass until the centre decides. Accepted, it comes back the next year by
itself while the number stays within its tolerance and its end has not come, and lapses
by itself otherwise. An error is not explained but waived, for one return only.
`NUMBERS` names the fact that is the number of a rule, or the two whose difference it is;
a finding of any other rule has none, and what was accepted of it holds until its end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.kernel.rules import Severity
from app.returns.models import Explanation, ExplanationState
from app.returns.problems import Problem

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "F204": ("term_years",),
    "F304": ("ects_total",),
    "F306": ("path_months", "duration_months"),
    "F311": ("online_share",),
    "F407": ("n",),
    "F501": ("withdrawn",),
    "F601": ("largest_part", "n"),
    "F702": ("ects_earned", "ects_recognised"),
    "X106": ("students",),
    "X110": ("now", "expected"),
    "X111": ("graduated", "graduates"),
    "X112": ("at_partner", "mobile"),
    "X114": ("late_diplomas",),
    "X115": ("misplaced",),
    "Y201": ("students_now",),
    "Y202": ("students_now",),
    "Y203": ("students_now",),
    "Y204": ("programmes_now",),
    "Y209": ("present", "most"),
    "Y210": ("withdrawn",),
    "Y211": ("graduated", "final_students"),
}

CENT, MOST = Decimal("0.01"), Decimal(10) ** 9


class Stand(StrEnum):
    """What was said of a finding, and whether it still holds."""

    OPEN = "open"
    GIVEN = "given"
    ASKED = "asked"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    BEFORE = "before"
    WAIVED = "waived"
    LAPSED = "lapsed"


PASSES = (Stand.GIVEN, Stand.ACCEPTED, Stand.BEFORE, Stand.WAIVED)


@dataclass(frozen=True)
class Standing:
    """Where one finding stands, with the explanation that says so and its own number."""

    state: Stand
    explanation: Explanation | None = None
    number: Decimal | None = None

    @property
    def passes(self) -> bool:
        """Whether the finding stands in nobody's way."""
        return self.state in PASSES


@dataclass(frozen=True)
class Standings:
    """What was said of the findings of one return, looked at on a day.

    `explanations` are those of the return itself, and the accepted ones of earlier
    returns of the institution, the oldest first.
    """

    return_id: int
    explanations: Sequence[Explanation]
    on: date

    def of(self, problem: Problem) -> Standing:
        """Where a finding stands."""
        number, known = number_of(problem), self._by_subject.get(problem.subject)
        return _standing(known, number, self) if known else Standing(Stand.OPEN, None, number)

    @cached_property
    def _by_subject(self) -> Mapping[tuple[str, str], list[Explanation]]:
        found: dict[tuple[str, str], list[Explanation]] = defaultdict(list)
        for one in self.explanations:
            found[one.rule, one.subject].append(one)
        return found

    def against(self, problems: Iterable[Problem]) -> list[Problem]:
        """What stands against submission: errors that are not waived, warnings not explained."""
        grave = (p for p in problems if p.is_broken and p.severity is not Severity.INFORMATION)
        return [one for one in grave if not self.of(one).passes]

    def waived(self, problems: Iterable[Problem]) -> list[Problem]:
        """The errors that the centre lets pass."""
        return [one for one in problems if self.of(one).state is Stand.WAIVED]


def standing(
    problems: Sequence[Problem], explanations: Sequence[Explanation], return_id: int, on: date
) -> list[Standing]:
    """Where each finding of a return stands on a day, in their order."""
    found = Standings(return_id, explanations, on)
    return [found.of(problem) for problem in problems]


def holds(explanation: Explanation, number: Decimal | None, on: date) -> bool:
    """Whether it still covers a finding with that number: within its tolerance, before its end."""
    if explanation.ends_on is not None and on > explanation.ends_on:
        return False
    if explanation.value is None:
        return True
    within = explanation.tolerance or Decimal(0)
    return number is not None and abs(number - explanation.value) <= within


def number_of(problem: Problem) -> Decimal | None:
    """The number that a finding is about, to the cent; None where its rule has none."""
    found = [_number(problem.finding.seen.get(name)) for name in NUMBERS.get(problem.code, ())]
    if not found or None in found:
        return None
    first, *rest = (one for one in found if one is not None)
    return (first - sum(rest, Decimal(0))).quantize(CENT)


def _number(value: Any) -> Decimal | None:
    """A fact as it was kept: numbers that were not whole stand there as text."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < MOST else None


def _standing(known: Sequence[Explanation], number: Decimal | None, among: Standings) -> Standing:
    own = [one for one in known if one.return_id == among.return_id]
    earlier = [one for one in known if one.return_id != among.return_id and _carries(one)]
    if own and (state := _own_state(own[-1], number, among.on)) is not Stand.LAPSED:
        return Standing(state, own[-1], number)
    for one in reversed(earlier):
        if holds(one, number, among.on):
            return Standing(Stand.BEFORE, one, number)
    last = next(reversed([*earlier, *own]), None)
    return Standing(Stand.LAPSED if last else Stand.OPEN, last, number)


def _own_state(one: Explanation, number: Decimal | None, on: date) -> Stand:
    """Where the last word in this very return stands."""
    if one.state is ExplanationState.DECLINED:
        return Stand.DECLINED
    if not holds(one, number, on):
        return Stand.LAPSED
    if one.state is ExplanationState.ACCEPTED:
        return Stand.WAIVED if one.is_waiver else Stand.ACCEPTED
    return Stand.ASKED if one.is_waiver else Stand.GIVEN


def _carries(one: Explanation) -> bool:
    """Whether it may hold for later returns too."""
    return one.state is ExplanationState.ACCEPTED and not one.is_waiver and one.ends_on is not None
