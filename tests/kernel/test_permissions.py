"""Grants are read as written: any alternative, all of its predicates, nothing by default."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.permissions import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    Membership,
    UnknownAction,
    allowed,
    check_grants,
    describe,
    merge,
)


@dataclass
class Paper:
    institution_id: int
    is_draft: bool = True


def office_of(actor: Actor, paper: Paper) -> bool:
    return actor.holds("office", paper.institution_id)


def is_draft(actor: Actor, paper: Paper) -> bool:
    return paper.is_draft


def at_centre(actor: Actor, thing: Any) -> bool:
    return actor.holds("analyst")


def everybody(actor: Actor, thing: Any) -> bool:
    return True


GRANTS = {
    "paper.edit": ((office_of, is_draft), (at_centre,)),
    "paper.list": ((everybody,),),
    "paper.burn": (),
}
OFFICE = Actor(1, "Aru", "aru@example.kz", frozenset({Membership("office", 7)}))
ANALYST = Actor(2, "Dana", memberships=frozenset({Membership("analyst")}))


def test_all_predicates_of_one_alternative_must_hold() -> None:
    assert allowed(GRANTS, "paper.edit", OFFICE, Paper(7))
    assert not allowed(GRANTS, "paper.edit", OFFICE, Paper(7, is_draft=False))
    assert not allowed(GRANTS, "paper.edit", OFFICE, Paper(8))


def test_one_alternative_is_enough() -> None:
    assert allowed(GRANTS, "paper.edit", ANALYST, Paper(8, is_draft=False))


def test_an_action_without_alternatives_is_nobodys() -> None:
    assert not any(allowed(GRANTS, "paper.burn", who) for who in (OFFICE, ANALYST, ANONYMOUS))


def test_a_misspelt_action_is_an_error_and_not_a_refusal() -> None:
    with pytest.raises(UnknownAction, match=r"paper\.edti"):
        allowed(GRANTS, "paper.edti", OFFICE, Paper(7))


def test_nobody_in_particular_holds_nothing() -> None:
    assert not ANONYMOUS.is_known
    assert not ANONYMOUS.holds("office")
    assert ANONYMOUS.institutions() == frozenset()


def test_the_product_itself_is_no_person_and_holds_nothing() -> None:
    assert SYSTEM.id is None and SYSTEM.name
    assert SYSTEM.memberships == frozenset()


def test_a_national_role_is_not_held_at_an_institution() -> None:
    assert ANALYST.holds("analyst")
    assert not ANALYST.holds("analyst", 7)
    assert ANALYST.institutions("analyst") == frozenset()


def test_institutions_are_those_of_the_roles_asked_for() -> None:
    several = Actor(3, memberships=frozenset({Membership("office", 7), Membership("viewer", 9)}))
    assert several.institutions("office") == {7}
    assert several.institutions("office", "viewer") == several.institutions() == {7, 9}
    assert several.institutions("quality") == frozenset()


def test_merging_refuses_an_action_granted_twice() -> None:
    assert set(merge(GRANTS, {"home.show": ((everybody,),)})) == {*GRANTS, "home.show"}
    with pytest.raises(ValueError, match=r"paper\.list"):
        merge(GRANTS, {"paper.list": ((at_centre,),)})


def test_the_table_reads_aloud() -> None:
    assert describe(GRANTS) == [
        {"action": "paper.burn", "who": []},
        {"action": "paper.edit", "who": ["office_of and is_draft", "at_centre"]},
        {"action": "paper.list", "who": ["everybody"]},
    ]


@pytest.mark.parametrize(
    "alternatives",
    [(), (everybody,), ((),), [(everybody,)], ((lambda actor, thing: True,),), ((True,),)],
)
def test_slips_of_the_pen_in_a_table_are_found(alternatives: Any) -> None:
    with pytest.raises(ValueError, match=r"paper\.edit"):
        check_grants({"paper.edit": alternatives})


def test_a_proper_table_passes() -> None:
    check_grants({"paper.edit": GRANTS["paper.edit"]})


roles = st.sampled_from(["office", "viewer", "analyst"])
places = st.none() | st.integers(1, 4)
actors = st.frozensets(st.builds(Membership, roles, places)).map(
    lambda held: Actor(1, memberships=held)
)


@settings(deadline=None)
@given(actors, roles, st.integers(1, 4))
def test_holding_somewhere_and_the_institutions_agree(actor: Actor, role: str, place: int) -> None:
    assert actor.holds(role, place) == (place in actor.institutions(role))
    assert actor.holds(role) == any(held.role == role for held in actor.memberships)
