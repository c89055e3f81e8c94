"""How the tests of rulebooks put their tables of cases to a rulebook.

A case is a rule, the facts changed from a sound thing, and the verdict expected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, get_type_hints

from sqlalchemy import event

from app.kernel.db import session
from app.kernel.rules import FactsReader, Rule, Rulebook, Verdict, always, facts_type, judge

HOLDS, BROKEN, UNKNOWN, NOT_APPLICABLE = Verdict


class Case(NamedTuple):
    """One line of a table."""

    rule: str
    changes: Mapping[str, Any]
    verdict: Verdict

    def __str__(self) -> str:
        changes = ",".join(f"{name}={value}" for name, value in self.changes.items())
        return f"{self.rule}-{self.verdict}-{changes}"


def found(book: Rulebook, sound: Any, case: Case) -> Verdict:
    """The verdict of the case's rule on the sound facts with the case's changes."""
    rule = next(rule for rule in book.rules if rule.id == case.rule)
    return judge(rule, replace(sound, **case.changes)).verdict


def untested(book: Rulebook, cases: Iterable[Case]) -> set[tuple[str, str]]:
    """Rule and verdict of every outcome that is possible and stands in no case."""
    tried = {(case.rule, case.verdict.value) for case in cases}
    return {(rule.id, v.value) for rule in book.rules for v in _possible(book, rule)} - tried


def cost(read: FactsReader, things: Sequence[Any]) -> int:
    """How many statements it takes to read the facts of these things."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    session.flush()
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    read(things)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def shown(book: Rulebook) -> set[str]:
    """Every fact that a finding of the rulebook may show under its label."""
    return {
        name
        for rule in book.rules
        for name in (*rule.values, *(n for n in rule.needs if _may_be_missing(book, n)))
    }


def _possible(book: Rulebook, rule: Rule) -> Iterable[Verdict]:
    yield from (HOLDS, BROKEN)
    if any(_may_be_missing(book, name) for name in rule.needs):
        yield UNKNOWN
    if rule.applies is not always:
        yield NOT_APPLICABLE


def _may_be_missing(book: Rulebook, name: str) -> bool:
    kind = facts_type(book)
    made = getattr(kind, name, None)
    hints = get_type_hints(made.fget) if isinstance(made, property) else get_type_hints(kind)
    return type(None) in getattr(hints.get(name, hints.get("return")), "__args__", ())
