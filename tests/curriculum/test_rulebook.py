"""Each rule on a curriculum: on facts alone, then as the database tells them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.cohorts.models import FiguresStage, Flow, Mobility
from app.curriculum import services
from app.curriculum.facts import CurriculumFacts, programme_facts
from app.curriculum.models import Grade
from app.curriculum.rulebooks.curriculum import CURRICULUM
from app.curriculum.services import GradeValue
from app.kernel.db import session
from app.kernel.permissions import SYSTEM
from app.kernel.rules import Severity, Verdict, examine
from tests.curriculum.conftest import Scene
from tests.makers import Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

SOUND = CurriculumFacts(
    ects_home=Decimal(120),
    ects_partner=Decimal(120),
    ects_recognised=Decimal(120),
    outcomes=6,
    uncovered=(),
    modules_home=24,
    modules_partner=10,
    silent_sides=(),
    unmatched=(),
    credits_home=Decimal(120),
    credits_partner=Decimal(120),
    credits_recognised=Decimal(120),
    credits_unrecognised=Decimal(0),
    unconverted=(),
    undecided=(),
    year=2025,
    stays=2,
    credits_earned=Decimal(110),
    credits_earned_recognised=Decimal(110),
)

CASES = [
    Case("C101", {}, HOLDS),
    Case("C101", {"outcomes": 0}, BROKEN),
    Case("C101", {"outcomes": None}, UNKNOWN),
    Case("C102", {}, HOLDS),
    Case("C102", {"uncovered": ("LO6",)}, BROKEN),
    Case("C102", {"uncovered": None}, UNKNOWN),
    Case("C103", {}, HOLDS),
    Case("C103", {"unmatched": ("P101",)}, BROKEN),
    Case("C103", {"unmatched": None}, UNKNOWN),
    Case("C104", {}, HOLDS),
    Case("C104", {"credits_home": Decimal("119.5")}, BROKEN),
    Case("C104", {"credits_home": Decimal(121)}, BROKEN),
    Case("C104", {"credits_home": None}, UNKNOWN),
    Case("C105", {}, HOLDS),
    Case("C105", {"credits_partner": Decimal(115)}, BROKEN),
    Case("C105", {"credits_partner": None}, UNKNOWN),
    Case("C106", {}, HOLDS),
    Case("C106", {"credits_unrecognised": Decimal(5)}, BROKEN),
    Case("C106", {"credits_unrecognised": None}, UNKNOWN),
    Case("C107", {}, HOLDS),
    Case("C107", {"credits_recognised": Decimal(115)}, BROKEN),
    Case("C107", {"ects_recognised": None}, UNKNOWN),
    Case("C107", {"credits_recognised": None}, UNKNOWN),
    Case("C108", {}, HOLDS),
    Case("C108", {"silent_sides": ("QP-1",)}, BROKEN),
    Case("C108", {"silent_sides": None}, UNKNOWN),
    Case("C109", {}, HOLDS),
    Case("C109", {"unconverted": ("QP-1",)}, BROKEN),
    Case("C109", {"unconverted": None}, UNKNOWN),
    Case("C110", {}, HOLDS),
    Case("C110", {"undecided": ("QP-1 D",)}, BROKEN),
    Case("C110", {"undecided": None}, UNKNOWN),
    Case("C111", {}, HOLDS),
    Case("C111", {"credits_earned_recognised": Decimal(105)}, BROKEN),
    Case("C111", {"credits_earned": None}, UNKNOWN),
    Case("C111", {"credits_earned_recognised": None}, UNKNOWN),
    Case("C111", {"stays": None, "credits_earned": None}, UNKNOWN),
    Case("C111", {"stays": 0, "credits_earned": None}, NOT_APPLICABLE),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_verdict_is(case: Case) -> None:
    assert found(CURRICULUM, SOUND, case) is case.verdict


def test_every_outcome_of_every_rule_is_tried() -> None:
    assert untested(CURRICULUM, CASES) == set()


def test_no_rule_calls_a_gap_an_error() -> None:
    assert {rule.severity for rule in CURRICULUM.rules} <= {Severity.WARNING, Severity.INFORMATION}


def test_only_what_was_earned_is_internal() -> None:
    assert [rule.id for rule in CURRICULUM.rules if rule.internal] == ["C111"]


def verdicts(scene: Scene) -> dict[str, Verdict]:
    """What the database tells of the scene's programme."""
    session.flush()
    thing = scene.programme
    return {f.id: f.verdict for f in examine([CURRICULUM], "programme", [thing])[thing.id]}


def test_of_a_programme_without_a_curriculum_everything_is_unknown(scene: Scene) -> None:
    assert set(verdicts(scene).values()) == {UNKNOWN}


def test_a_whole_curriculum_holds_and_what_is_taken_away_breaks_it(scene: Scene) -> None:
    scene.outcomes("LO1", "LO2")
    assert {k for k, v in verdicts(scene).items() if v is HOLDS} == {"C101"}
    assert {k for k, v in verdicts(scene).items() if v is BROKEN} == {"C109"}
    home = scene.modules(scene.home, A="120 LO1", B="60 LO2", C=60)
    found = verdicts(scene)
    assert (found["C102"], found["C104"], found["C108"]) == (HOLDS, BROKEN, BROKEN)
    assert {found[rule] for rule in ("C103", "C105", "C106", "C107")} == {UNKNOWN}
    away = scene.modules(scene.partner, P=60, Q=40, R=20)
    found = verdicts(scene)
    assert {k for k, v in found.items() if v is BROKEN} == {
        "C103",
        "C104",
        "C106",
        "C107",
        "C109",
    }
    scene.match((away["P"], home["B"], 60), (away["Q"], home["C"], 40), (away["R"], home["C"], 20))
    services.set_grades(scene.side(scene.partner), [GradeValue("5", None)], actor=SYSTEM)
    assert {k for k, v in verdicts(scene).items() if v is BROKEN} == {"C110"}
    services.set_grades(scene.side(scene.partner), [GradeValue("5", Grade.A)], actor=SYSTEM)
    found = verdicts(scene)
    assert {k for k, v in found.items() if v is HOLDS} == {f"C1{n:02}" for n in range(1, 11)}
    assert found["C111"] is UNKNOWN
    scene.modules(scene.partner, P=60, Q=40)
    assert {k for k, v in verdicts(scene).items() if v is BROKEN} == {"C104", "C105", "C107"}


def test_modules_without_outcomes_are_a_curriculum_without_outcomes(scene: Scene) -> None:
    scene.modules(scene.home, A=120)
    found = verdicts(scene)
    assert (found["C101"], found["C102"]) == (BROKEN, UNKNOWN)


def test_each_of_several_partners_is_a_way(make: Make) -> None:
    home, partners = make.institution(), [make.partner(), make.partner()]
    programme = make.programme(make.agreement(home, partners), ects_recognised=Decimal(120))
    for period in programme.periods:
        period.institution_id = None
    scene = Scene(home, partners[0], programme, None, make)
    taught = scene.modules(home, A=240)
    one = scene.modules(partners[0], P=120)
    two = scene.modules(partners[1], P=100)
    scene.match((one["P"], taught["A"], 120), (two["P"], taught["A"], 100))
    [facts] = programme_facts([programme]).values()
    assert (facts.credits_home, facts.credits_partner) == (140, 100)
    assert facts.credits_recognised == 100
    assert verdicts(scene)["C106"] is HOLDS
    for period in programme.periods:
        session.delete(period)
    session.flush()
    session.expire_all()
    assert verdicts(scene)["C105"] is UNKNOWN


def stay(scene: Scene, year: int, **given: Any) -> None:
    """A stay of one student of the scene."""
    values = {
        "flow": Flow.OUT,
        "starts_on": date(year, 9, 1),
        "ends_on": date(year + 1, 1, 31),
        "country": "DE",
        "funding": "O",
        "n": 1,
        "ects_planned": Decimal(30),
        "ects_earned": Decimal(30),
        "ects_recognised": Decimal(30),
    } | given
    session.add(Mobility(programme_id=scene.programme.id, year=year, **values))


def test_credits_earned_are_those_of_the_last_year(scene: Scene) -> None:
    scene.make.figures(scene.home, 2024)
    assert verdicts(scene)["C111"] is NOT_APPLICABLE
    stay(scene, 2024, ects_recognised=Decimal(25))
    stay(scene, 2024, person_type="STAFF", ects_recognised=Decimal(1))
    stay(scene, 2024, flow=Flow.IN, ects_recognised=Decimal(1))
    assert verdicts(scene)["C111"] is BROKEN
    scene.make.figures(scene.home, 2025, stage=FiguresStage.OPEN, filed_at=None)
    stay(scene, 2025)
    assert verdicts(scene)["C111"] is HOLDS
    stay(scene, 2025, ects_earned=None)
    assert verdicts(scene)["C111"] is UNKNOWN


def test_facts_of_many_programmes_cost_what_one_costs(scene: Scene) -> None:
    scene.modules(scene.home, A=120)
    more = [scene.make.programme() for _ in range(5)]
    session.flush()
    things = [scene.programme, *more]
    assert cost(programme_facts, things) == cost(programme_facts, things[:1]) == 10
    assert programme_facts(things)[scene.programme.id].recognised_share is None
    assert not programme_facts(things)[more[0].id].is_recorded
    assert SOUND.is_recorded
    assert SOUND.recognised_share == 1
