"""A rule has four verdicts, and what is not known is never held against anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_babel import lazy_gettext as _l
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.rules import (
    Rule,
    Rulebook,
    RulebookError,
    Severity,
    Verdict,
    broken,
    check_rulebook,
    check_rulebooks,
    examine,
    facts_type,
    judge,
)


@dataclass(frozen=True)
class Facts:
    kind: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    credits: Decimal | None = None

    @property
    def days(self) -> int | None:
        return (self.ends_on - self.starts_on).days if self.ends_on and self.starts_on else None


@dataclass
class Thing:
    id: int
    facts: Facts


def read(things: Sequence[Thing]) -> dict[int, Facts]:
    return {thing.id: thing.facts for thing in things}


ENDS_LATER = Rule(
    id="T1",
    severity=Severity.ERROR,
    clause="Test 1",
    says=_l("The end comes after the start."),
    otherwise=_l("The end, %(ends_on)s, is 100 %% before the start, %(starts_on)s."),
    remedy=_l("Correct the end, %(ends_on)s."),
    needs=("starts_on", "ends_on"),
    applies=lambda facts: facts.kind != "IND",
    holds=lambda facts: facts.ends_on > facts.starts_on,
    field="ends_on",
    values=("credits",),
)
LIVES = replace(ENDS_LATER, id="T2", needs=("kind", "starts_on", "ends_on"))
HEAVY = Rule(
    "T3",
    Severity.WARNING,
    "Test 3",
    _l("There are %(credits)s credits."),
    _l("There are only %(credits)s credits."),
    _l("Add some."),
    needs=("credits",),
    holds=lambda facts: facts.credits >= 240,
)
BOOK = Rulebook("test", "2026", "thing", read, (ENDS_LATER, HEAVY))
START, END = date(2020, 9, 1), date(2025, 8, 31)


def test_the_four_verdicts() -> None:
    def verdict(**facts: Any) -> Verdict:
        return judge(ENDS_LATER, Facts(**facts)).verdict

    assert verdict(kind="FIX", starts_on=START, ends_on=END) is Verdict.HOLDS
    assert verdict(kind="FIX", starts_on=END, ends_on=START) is Verdict.BROKEN
    assert verdict(kind="FIX", starts_on=START) is Verdict.UNKNOWN
    assert verdict(kind="IND", starts_on=START) is Verdict.NOT_APPLICABLE


def test_a_condition_that_asks_for_a_missing_needed_fact_makes_it_unknown() -> None:
    assert judge(LIVES, Facts(starts_on=END, ends_on=START)).verdict is Verdict.UNKNOWN


def test_a_fact_that_is_not_needed_may_be_absent_and_mean_something() -> None:
    ended = replace(ENDS_LATER, needs=("starts_on",), applies=lambda f: f.ends_on is not None)
    assert judge(ended, Facts(starts_on=START)).verdict is Verdict.NOT_APPLICABLE


def test_a_broken_rule_says_what_is_wrong_what_to_do_and_where() -> None:
    found = judge(ENDS_LATER, Facts("FIX", END, START, Decimal("7.5")), "thing", 5)
    assert found.message == "The end, 01.09.2020, is 100 % before the start, 31.08.2025."
    assert found.remedy == "Correct the end, 01.09.2020."
    assert (found.id, found.severity, found.clause, found.field) == ("T1", "E", "Test 1", "ends_on")
    assert (found.subject, found.subject_id) == ("thing", 5)
    assert found.values == (("credits", Decimal("7.5")),)
    assert str(found.rule) == "T1"


def test_an_unknown_rule_shows_what_is_missing_and_blames_nobody() -> None:
    found = judge(ENDS_LATER, Facts("FIX", START))
    assert found.message == "The end comes after the start."
    assert found.missing == ("ends_on",)
    assert found.values == (("credits", None),)
    assert found.remedy and found.remedy != judge(ENDS_LATER, Facts("FIX", END, START)).remedy


def test_a_rule_that_holds_asks_for_nothing() -> None:
    assert judge(ENDS_LATER, Facts("FIX", START, END)).remedy == ""
    assert judge(HEAVY, Facts(credits=Decimal("300"))).message == "There are 300 credits."


def test_examining_reads_the_facts_of_all_things_at_once() -> None:
    calls: list[int] = []

    def counted(things: Sequence[Thing]) -> dict[int, Facts]:
        calls.append(len(things))
        return read(things)

    things = [Thing(1, Facts("FIX", START, END)), Thing(2, Facts("FIX", END, START))]
    found = examine([replace(BOOK, facts=counted)], "thing", things)
    assert calls == [2]
    assert [f.verdict for f in found[1]] == [Verdict.HOLDS, Verdict.UNKNOWN]
    assert [f.verdict for f in found[2]] == [Verdict.BROKEN, Verdict.UNKNOWN]


def test_rulebooks_about_something_else_are_left_alone() -> None:
    assert examine([BOOK], "other", [Thing(1, Facts())]) == {1: []}
    assert examine([BOOK], "thing", []) == {}


def test_a_thing_without_facts_is_an_error_and_not_a_clean_bill() -> None:
    with pytest.raises(KeyError):
        examine([replace(BOOK, facts=lambda things: {})], "thing", [Thing(1, Facts())])


def test_broken_findings_come_errors_first() -> None:
    facts = Facts("FIX", END, START, Decimal(1))
    findings = [judge(HEAVY, facts), judge(ENDS_LATER, facts), judge(LIVES, Facts())]
    assert [f.id for f in broken(findings)] == ["T1", "T3"]
    assert [f.id for f in broken(findings, Severity.WARNING)] == ["T3"]


def test_a_sound_rulebook_passes_and_knows_its_facts() -> None:
    check_rulebook(BOOK)
    assert facts_type(BOOK) is Facts


def unnamed(things: Sequence[Thing]):  # type: ignore[no-untyped-def]
    return read(things)


@pytest.mark.parametrize(
    ("book", "slip"),
    [
        (replace(BOOK, rules=(HEAVY, HEAVY)), "T3 is there twice"),
        (replace(BOOK, edition=""), "edition"),
        (replace(BOOK, facts=unnamed), "annotate"),
        (replace(BOOK, rules=(replace(HEAVY, needs=("creditz",)),)), "no such fact: creditz"),
        (replace(BOOK, rules=(replace(HEAVY, values=("colour",)),)), "no such fact: colour"),
        (replace(BOOK, rules=(replace(HEAVY, needs=("kind",)),)), "neither needed"),
        (replace(BOOK, rules=(replace(HEAVY, clause=""),)), "clause"),
        (replace(BOOK, rules=(replace(HEAVY, severity="X"),)), "severity"),
        (replace(BOOK, rules=(replace(HEAVY, says="Plain."),)), "not translatable"),
        (replace(BOOK, rules=(replace(HEAVY, says=_l("100 % sure")),)), "write %"),
        (replace(BOOK, rules=(replace(HEAVY, says=_l("%(credits)d")),)), "write %"),
        (replace(BOOK, rules=(replace(HEAVY, says=_l("50 %")),)), "write %"),
    ],
)
def test_slips_of_the_pen_in_a_rulebook_are_found(book: Rulebook, slip: str) -> None:
    with pytest.raises(RulebookError, match=slip):
        check_rulebook(book)


def test_a_property_of_the_facts_can_be_needed() -> None:
    long = replace(HEAVY, needs=("days", "credits"), holds=lambda f: f.days > 365)
    check_rulebook(replace(BOOK, rules=(long,)))
    assert judge(long, Facts(credits=Decimal(1))).missing == ("days",)


def test_an_identifier_belongs_to_one_rulebook() -> None:
    with pytest.raises(RulebookError, match="T1, T3"):
        check_rulebooks([BOOK, replace(BOOK, code="other")])
    check_rulebooks([BOOK])


facts_strategy = st.builds(
    Facts,
    st.sampled_from([None, "FIX", "IND"]),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.decimals(0, 400, places=1),
)


@settings(deadline=None)
@given(facts_strategy, st.sampled_from([ENDS_LATER, LIVES, HEAVY]))
def test_broken_is_only_said_when_every_needed_fact_is_known(facts: Facts, rule: Rule) -> None:
    found = judge(rule, facts)
    assert found.message
    if found.verdict in (Verdict.HOLDS, Verdict.BROKEN):
        assert found.missing == ()
        assert rule.holds(facts) is (found.verdict is Verdict.HOLDS)
    if found.verdict is Verdict.UNKNOWN:
        assert found.missing
