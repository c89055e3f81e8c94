"""What is not known is never held against anybody: every rule of every rulebook, by properties.

Facts are put together from those that the tests of the rulebook use: its sound thing
and the changes of its cases, one upon the other. A rulebook without such a sound thing fails here.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.rules import Rule, Rulebook, Verdict, facts_type, judge
from tests.architecture.test_rulebooks import BOOKS
from tests.verdicts import Case

UNKNOWN, BROKEN, HOLDS = Verdict.UNKNOWN, Verdict.BROKEN, Verdict.HOLDS
OF_BOOK = {book.code: facts_type(book).__module__.split(".")[1] for book in BOOKS}


@cache
def sound(code: str) -> Any:
    """The sound thing of a rulebook's tests."""
    book = _book(code)
    tests = import_module(f"tests.{OF_BOOK[code]}.test_rulebook")
    found = [one for one in vars(tests).values() if type(one) is facts_type(book)]
    assert found, f"tests/{OF_BOOK[code]}/test_rulebook.py has no sound facts for {code}"
    return found[0]


@cache
def changes(code: str) -> list[dict[str, Any]]:
    """What the cases of a rulebook's tests change in the sound thing."""
    ids = {rule.id for rule in _book(code).rules}
    tests = import_module(f"tests.{OF_BOOK[code]}.test_rulebook")
    cases = (one for listed in vars(tests).values() if isinstance(listed, list) for one in listed)
    return [dict(one.changes) for one in cases if isinstance(one, Case) and one.rule in ids]


def _book(code: str) -> Rulebook:
    return next(book for book in BOOKS if book.code == code)


def optional(kind: type) -> set[str]:
    """The facts that may be missing."""
    hints = get_type_hints(kind)
    return {one.name for one in fields(kind) if NoneType in get_args(hints[one.name])}


def needed(rule: Rule, facts: Any) -> Iterator[str]:
    """The facts that the rule needs, also through a property that needs them."""
    for name in sorted(optional(type(facts))):
        lost = replace(facts, **{name: None})
        if name in rule.needs or any(
            getattr(lost, need) is None and getattr(facts, need) is not None for need in rule.needs
        ):
            yield name


def verdict(rule: Rule, facts: Any) -> Verdict:
    return judge(rule, facts).verdict


@pytest.mark.parametrize("code", sorted(OF_BOOK))
@given(data=st.data())
@settings(max_examples=60)
def test_a_missing_fact_is_never_held_against_anybody(code: str, data: st.DataObject) -> None:
    facts = _mixed(code, data)
    for rule in _book(code).rules:
        before = verdict(rule, facts)
        for name in needed(rule, facts):
            after = verdict(rule, replace(facts, **{name: None}))
            if before in (HOLDS, UNKNOWN):
                assert after is not BROKEN, (rule.id, name)


@pytest.mark.parametrize("code", sorted(OF_BOOK))
@given(data=st.data())
@settings(max_examples=60)
def test_one_fact_more_never_makes_a_verdict_unknown(code: str, data: st.DataObject) -> None:
    whole = _mixed(code, data)
    for rule in _book(code).rules:
        names = list(needed(rule, whole))
        if not names:
            continue
        missing = data.draw(st.sets(st.sampled_from(names), min_size=1), label=rule.id)
        facts = replace(whole, **dict.fromkeys(missing))
        before = verdict(rule, facts)
        for name in sorted(missing):
            facts = replace(facts, **{name: getattr(whole, name)})
            after = verdict(rule, facts)
            assert before is UNKNOWN or after is not UNKNOWN, (rule.id, name)
            before = after


@pytest.mark.parametrize("code", sorted(OF_BOOK))
def test_a_needed_fact_that_is_missing_is_unknown_or_does_not_matter(code: str) -> None:
    for rule in _book(code).rules:
        for name in needed(rule, sound(code)):
            found = verdict(rule, replace(sound(code), **{name: None}))
            assert found in (UNKNOWN, Verdict.NOT_APPLICABLE), (rule.id, name)


def _mixed(code: str, data: st.DataObject) -> Any:
    """The sound thing with the changes of some cases, one after the other."""
    drawn = data.draw(st.lists(st.sampled_from(changes(code)), max_size=4), label="changes")
    facts = sound(code)
    for change in drawn:
        facts = replace(facts, **change)
    return facts
