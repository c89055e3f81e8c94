"""What a check finds in a return: a finding of a rule, and the cell where it is.

A problem keeps the values that its rule saw, not a sentence: the sentence is put
together when somebody reads it, in that person's language. `key` names the thing
it is about (see `dataset.key_of`), so that explanations and questions find it again
when the workbook comes a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.rules import Finding, Rule, Severity, Verdict


@dataclass(frozen=True)
class Place:
    """Where something stands in the workbook.

    `row` is the row of the spreadsheet, counted from 1; `cell` an address such as C5.
    All may be missing: a file that cannot be opened has no cells, and data that come
    from the register stand in no file.
    """

    sheet: str = ""
    column: str = ""
    row: int | None = None
    cell: str = ""


NOWHERE = Place()


@dataclass(frozen=True)
class Problem:
    """One finding about one thing at one place. Only what is broken or unknown is a problem."""

    finding: Finding
    place: Place = NOWHERE
    key: str = ""

    @property
    def rule(self) -> Rule:
        return self.finding.rule

    @property
    def code(self) -> str:
        """The rule's code, for ever the same."""
        return self.finding.rule.id

    @property
    def severity(self) -> Severity:
        """E is refused, W needs an explanation, I is to be looked at."""
        return self.finding.severity

    @property
    def is_broken(self) -> bool:
        """Whether the rule is broken; otherwise a needed fact is not known."""
        return self.finding.verdict is Verdict.BROKEN

    @property
    def message(self) -> str:
        """What is the matter, in the reader's language."""
        return self.finding.message

    @property
    def remedy(self) -> str:
        """What to do, in the reader's language."""
        return self.finding.remedy

    @property
    def subject(self) -> tuple[str, str]:
        """Rule and thing: what an explanation or a question is tied to."""
        return self.code, f"{self.place.sheet}:{self.key}" if self.place.sheet else self.key

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "rule": self.code,
            "severity": self.severity.value,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "column": self.place.column,
            "message": self.message,
        }


@dataclass(frozen=True)
class Tally:
    """How many problems of each weight; what is unknown weighs nothing."""

    errors: int = 0
    warnings: int = 0
    informations: int = 0

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Tally":
        """Count the broken ones."""
        weights = [problem.severity for problem in problems if problem.is_broken]
        return cls(*(weights.count(severity) for severity in Severity))

    @property
    def is_valid(self) -> bool:
        """Whether nothing stands against submission."""
        return self.errors == 0


def kept(problem: Problem) -> dict[str, Any]:
    """A problem as JSON keeps it: what was seen, not what was said of it."""
    place = problem.place
    return {
        "rule": problem.code,
        "severity": problem.severity.value,
        "verdict": problem.finding.verdict.value,
        "sheet": place.sheet,
        "column": place.column,
        "row": place.row,
        "cell": place.cell,
        "key": problem.key,
        "seen": {name: _plain(value) for name, value in problem.finding.seen.items()},
    }


def retold(rules: Mapping[str, Rule], found: Mapping[str, Any]) -> Problem:
    """The problem behind what was kept; KeyError for a rule that is not known any more."""
    finding = Finding(
        rule=rules[found["rule"]],
        verdict=Verdict(found["verdict"]),
        severity=Severity(found["severity"]),
        seen=found["seen"],
    )
    place = Place(found["sheet"], found["column"], found["row"], found["cell"])
    return Problem(finding, place, found["key"])


def _plain(value: Any) -> Any:
    """A seen value as JSON: days as people write them, lists as lists, the rest as it reads."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else str(value)
