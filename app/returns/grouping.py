"""Problems as a page shows them: rule by rule, the heaviest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.kernel.rules import Rule, Severity
from app.returns.problems import Problem

ORDER = list(Severity)


@dataclass(frozen=True)
class Group:
    """All problems of one rule and weight, in the order of the workbook."""

    rule: Rule
    severity: Severity
    problems: tuple[Problem, ...]

    @property
    def is_broken(self) -> bool:
        """Whether something is wrong; otherwise a fact is missing and nobody can say."""
        return self.problems[0].is_broken


def grouped(problems: Iterable[Problem]) -> list[Group]:
    """The problems by rule: errors, warnings, informations, then what could not be judged."""
    found: dict[tuple[bool, int, str], list[Problem]] = {}
    for one in problems:
        key = (not one.is_broken, ORDER.index(one.severity), one.code)
        found.setdefault(key, []).append(one)
    return [
        Group(many[0].rule, many[0].severity, tuple(many)) for _key, many in sorted(found.items())
    ]
