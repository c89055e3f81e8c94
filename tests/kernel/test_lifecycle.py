"""A lifecycle allows exactly what its table says and refuses a table that cannot be meant."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.kernel.lifecycle import Lifecycle, NoSuchStep, Step


class Stage(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    SIGNED = "signed"


def has_a_title(thing: dict[str, Any]) -> str | None:
    return None if thing.get("title") else "The title is missing."


def has_a_file(thing: dict[str, Any]) -> str | None:
    return None if thing.get("file") else "The file is missing."


SUBMIT = Step("submit", (Stage.DRAFT,), Stage.REVIEW, "paper.submit", (has_a_title, has_a_file))
RETURN = Step("return", (Stage.REVIEW,), Stage.DRAFT, "paper.review", reason_required=True)
SIGN = Step("sign", (Stage.REVIEW,), Stage.SIGNED, "paper.sign")
PAPERS = Lifecycle("paper", tuple(Stage), (SUBMIT, RETURN, SIGN))


def test_only_the_steps_that_leave_a_stage_are_available() -> None:
    assert PAPERS.available(Stage.REVIEW) == (RETURN, SIGN)
    assert PAPERS.available(Stage.SIGNED) == ()
    assert PAPERS.step(Stage.DRAFT, "submit").target is Stage.REVIEW


def test_an_action_that_does_not_leave_the_stage_is_refused() -> None:
    with pytest.raises(NoSuchStep) as refused:
        PAPERS.step(Stage.SIGNED, "submit")
    assert isinstance(refused.value, Refusal)
    assert (refused.value.stage, refused.value.action) == (Stage.SIGNED, "submit")
    assert str(refused.value.message)


def test_all_problems_are_told_at_once_in_their_order() -> None:
    assert SUBMIT.problems({}) == ["The title is missing.", "The file is missing."]
    assert SUBMIT.problems({"title": "x"}) == ["The file is missing."]
    assert SUBMIT.problems({"title": "x", "file": "y"}) == []
    assert SIGN.problems({}) == []


def test_a_stage_nothing_leads_to_is_found() -> None:
    assert PAPERS.unreachable() == frozenset()
    assert Lifecycle("paper", tuple(Stage), (SUBMIT,)).unreachable() == {Stage.SIGNED}
    assert Lifecycle("empty", (), ()).unreachable() == frozenset()


def test_a_step_to_or_from_an_unknown_stage_is_refused() -> None:
    for step in (Step("x", (Stage.DRAFT,), "lost", "p"), Step("x", ("lost",), Stage.DRAFT, "p")):
        with pytest.raises(ValueError, match="lost"):
            Lifecycle("paper", tuple(Stage), (step,))


def test_one_action_cannot_leave_a_stage_by_two_ways() -> None:
    other = Step("submit", (Stage.DRAFT,), Stage.SIGNED, "paper.submit")
    with pytest.raises(ValueError, match="twice"):
        Lifecycle("paper", tuple(Stage), (SUBMIT, other))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_what_can_be_walked_to_is_never_called_unreachable(ways: list[tuple[int, int]]) -> None:
    steps = tuple(Step(f"go{n}", (a,), b, "p") for n, (a, b) in enumerate(ways))
    lifecycle = Lifecycle("graph", tuple(range(6)), steps)
    reached = {0}
    for _ in range(6):
        reached |= {b for a, b in ways if a in reached}
    assert lifecycle.unreachable() == set(range(6)) - reached
