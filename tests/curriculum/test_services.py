"""Writing a curriculum: what is kept, what is refused, what the journal tells."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.curriculum import services
from app.curriculum.models import Curriculum, Grade, GradeConversion, Module, ModuleMatch, Outcome
from app.curriculum.services import GradeValue, MatchValue, ModuleValue, OutcomeValue
from app.kernel import journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.journal import JournalEntry
from app.kernel.permissions import SYSTEM
from app.programmes import services as programmes
from app.programmes.queries import programme as whole
from tests.curriculum.conftest import Scene

FINANCE = ModuleValue("FIN", Decimal(6), name_en="Finance")


def told(event: str) -> list[dict[str, Any]]:
    """What the journal says of an event, in order."""
    found = session.scalars(
        select(JournalEntry).where(JournalEntry.event == event).order_by(JournalEntry.number)
    )
    return [entry.data["changes"] for entry in found]


def test_the_first_entry_begins_the_curriculum_and_each_is_told(scene: Scene) -> None:
    assert scene.record.version == 0
    scene.outcomes("LO1", "LO2")
    home = scene.modules(scene.home, A1="60 LO1", A2=60)
    away = scene.modules(scene.partner, B1="60 LO2 LO1")
    scene.match((away["B1"], home["A1"], None))
    record = scene.record
    assert [one.code for one in record.outcomes] == ["LO1", "LO2"]
    assert [one.code for one in record.of(scene.partner)[0].outcomes] == ["LO1", "LO2"]
    assert [m.ects for m in record.matches] == [60]
    assert record.version == 4
    assert told("curriculum.outcomes_set")[0]["LO1"] == [None, "Knows LO1 (en)"]
    [first, second] = told("curriculum.modules_set")
    assert first[f"{scene.home.code} A1"] == [None, "Module A1 (en) · 60 ECTS · LO1"]
    assert list(second) == [f"{scene.partner.code} B1"]
    assert told("curriculum.matches_set") == [{f"{scene.partner.code} B1 → A1": [None, "60 ECTS"]}]
    entry = session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "curricula"))
    assert {one.institution_id for one in entry} == {scene.home.id}
    assert journal.first_broken() is None


def test_what_was_not_changed_is_not_told(scene: Scene) -> None:
    services.set_outcomes(scene.record, [], actor=SYSTEM)
    assert scene.record.curriculum is None
    scene.outcomes("LO1")
    scene.outcomes("LO1")
    assert len(told("curriculum.outcomes_set")) == 1
    assert scene.record.version == 1


def test_a_text_that_changes_its_language_is_a_change(scene: Scene) -> None:
    scene.outcomes("LO1")
    [kept] = scene.record.outcomes
    value = OutcomeValue("LO1", text_kk="Knows LO1", id=kept.id)
    services.set_outcomes(scene.record, [value], actor=SYSTEM)
    assert scene.record.outcomes[0].text_kk == "Knows LO1"
    assert scene.record.outcomes[0].text_en == ""


def test_a_module_keeps_its_matches_when_its_code_changes_even_for_another_s(scene: Scene) -> None:
    home = scene.modules(scene.home, A=60, B=60)
    away = scene.modules(scene.partner, P=30)
    scene.match((away["P"], home["A"], 30))
    swapped = [
        ModuleValue("B", Decimal(60), name_en="A", id=home["A"].id),
        ModuleValue("A", Decimal(60), name_en="B", id=home["B"].id),
    ]
    services.set_modules(scene.side(scene.home), swapped, actor=SYSTEM)
    record = scene.record
    assert {module.id: module.code for module in record.of(scene.home)} == {
        home["A"].id: "B",
        home["B"].id: "A",
    }
    assert [match.home_module_id for match in record.matches] == [home["A"].id]


def test_outcomes_that_change_codes_stay_with_their_modules(scene: Scene) -> None:
    scene.outcomes("LO1", "LO2")
    scene.modules(scene.home, A="60 LO1")
    one, two = scene.record.outcomes
    values = [
        OutcomeValue("LO2", text_en="first", id=one.id),
        OutcomeValue("LO1", text_en="second", id=two.id),
    ]
    services.set_outcomes(scene.record, values, actor=SYSTEM)
    assert [o.text_en for o in scene.record.modules[0].outcomes] == ["first"]


def test_what_belongs_to_a_module_or_outcome_goes_with_it(scene: Scene) -> None:
    scene.outcomes("LO1", "LO2")
    home = scene.modules(scene.home, A="60 LO1", B="60 LO1 LO2")
    away = scene.modules(scene.partner, P=30)
    scene.match((away["P"], home["A"], 30))
    kept = ModuleValue("B", Decimal(60), name_en="B", outcomes=("lo1", "LO2"), id=home["B"].id)
    lost = services.set_modules(scene.side(scene.home), [kept], actor=SYSTEM)
    assert lost == 1
    assert scene.record.matches == []
    changes = told("curriculum.modules_set")[-1]
    assert changes[f"{scene.partner.code} P → A"] == ["30 ECTS", None]
    scene.outcomes("LO2")
    assert [o.code for o in scene.record.modules[0].outcomes] == ["LO2"]


def test_a_new_outcome_with_an_old_code_is_another(scene: Scene) -> None:
    scene.outcomes("LO1")
    scene.modules(scene.home, A="60 LO1")
    scene.outcomes("LO9")
    assert scene.record.modules[0].outcomes == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": ""}, "modules-1-code"),
        ({"code": "a1"}, "modules-1-code"),
        ({"name_en": ""}, "modules-1-name_kk"),
        ({"ects": Decimal(0)}, "modules-1-ects"),
        ({"ects": Decimal(-5)}, "modules-1-ects"),
        ({"ects": Decimal(241)}, "modules-1-ects"),
        ({"period": 3}, "modules-1-period"),
        ({"period": 0}, "modules-1-period"),
        ({"outcomes": ("LO9",)}, "modules-1-outcomes"),
    ],
)
def test_a_module_that_cannot_be_is_refused_and_nothing_is_kept(
    scene: Scene, given: dict[str, Any], field: str
) -> None:
    scene.outcomes("LO1")
    values = [ModuleValue("A1", Decimal(6), name_en="One"), replace(FINANCE, **given)]
    with pytest.raises(Refusal) as refused:
        services.set_modules(scene.side(scene.home), values, actor=SYSTEM)
    assert refused.value.field == field
    assert session.scalar(select(func.count(Module.id))) == 0


@pytest.mark.parametrize(
    ("codes", "texts", "field"),
    [
        (("LO1", "lo1"), ("a", "b"), "outcomes-1-code"),
        (("LO1", ""), ("a", "b"), "outcomes-1-code"),
        (("LO1", "LO2"), ("a", ""), "outcomes-1-text_kk"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    scene: Scene, codes: tuple[str, str], texts: tuple[str, str], field: str
) -> None:
    values = [OutcomeValue(c, text_ru=t) for c, t in zip(codes, texts, strict=True)]
    with pytest.raises(Refusal) as refused:
        services.set_outcomes(scene.record, values, actor=SYSTEM)
    assert refused.value.field == field
    assert session.scalar(select(func.count(Outcome.id))) == 0


def test_more_than_a_module_has_is_never_recognised(scene: Scene) -> None:
    home = scene.modules(scene.home, A=6, B=10)
    away = scene.modules(scene.partner, P=8, Q=4)
    p, a, b = away["P"], home["A"], home["B"]
    for triples in (
        [(p, None, 9)],
        [(p, a, 6), (p, b, "2.1")],
        [(p, a, 6), (away["Q"], a, 1)],
        [(p, a, 0)],
        [(p, a, -1)],
        [(p, a, 1), (p, a, 2)],
        [(p, None, 1), (p, None, 2)],
    ):
        with pytest.raises(Refusal) as refused:
            scene.match(*triples)
        assert str(refused.value.field).startswith(f"matches-{len(triples) - 1}-")
    assert session.scalar(select(func.count(ModuleMatch.id))) == 0
    scene.match((p, a, 6), (p, None, 2), (away["Q"], b, None))
    assert [m.ects for m in scene.record.matches] == [6, 2, 4]


def test_a_match_leads_from_a_partner_to_home(scene: Scene) -> None:
    home = scene.modules(scene.home, A=6)
    away = scene.modules(scene.partner, P=8)
    for value in (
        MatchValue(home["A"].id, None),
        MatchValue(away["P"].id, away["P"].id),
        MatchValue(0, None),
        MatchValue(away["P"].id, 999),
    ):
        with pytest.raises(Refusal):
            services.set_matches(scene.record, [value], actor=SYSTEM)


def test_a_module_cannot_shrink_below_what_is_recognised_of_it(scene: Scene) -> None:
    home = scene.modules(scene.home, A=6)
    away = scene.modules(scene.partner, P=8)
    scene.match((away["P"], home["A"], 6))
    for side, module in ((scene.home, home["A"]), (scene.partner, away["P"])):
        value = ModuleValue(module.code, Decimal(5), name_en="x", id=module.id)
        with pytest.raises(Refusal) as refused:
            services.set_modules(scene.side(side), [value], actor=SYSTEM)
        assert refused.value.field == "modules-0-ects"


def test_grades_are_kept_by_partner_and_may_be_left_open(scene: Scene) -> None:
    values = [GradeValue("1.0", Grade.A), GradeValue("5.0", None)]
    services.set_grades(scene.side(scene.partner), values, actor=SYSTEM)
    assert [(g.label, g.grade) for g in scene.record.grades] == [("1.0", Grade.A), ("5.0", None)]
    assert told("curriculum.grades_set")[0] == {
        f"{scene.partner.code} 1.0": [None, "A"],
        f"{scene.partner.code} 5.0": [None, "—"],
    }
    for wrong in ([*values, GradeValue("1.0", Grade.F)], [GradeValue("", Grade.F)]):
        with pytest.raises(Refusal):
            services.set_grades(scene.side(scene.partner), wrong, actor=SYSTEM)
    assert session.scalar(select(func.count(GradeConversion.id))) == 2


def test_modules_of_a_university_that_left_can_only_go(scene: Scene) -> None:
    scene.modules(scene.partner, P=8)
    found = whole(scene.programme.id)
    assert found is not None
    found.partners = []
    session.flush()
    assert scene.record.strangers == [scene.partner]
    [kept] = scene.record.of(scene.partner)
    value = ModuleValue("P", Decimal(9), name_en="x", id=kept.id)
    with pytest.raises(Refusal):
        services.set_modules(scene.side(scene.partner), [value], actor=SYSTEM)
    services.set_modules(scene.side(scene.partner), [], actor=SYSTEM)
    assert scene.record.modules == []


def test_the_later_of_two_editors_sees_both_whatever_part_they_edit(scene: Scene) -> None:
    scene.outcomes("LO1")
    seen = scene.record.version
    scene.modules(scene.home, A=60)
    value = OutcomeValue("LO1", text_en="other", id=scene.record.outcomes[0].id)
    with pytest.raises(Conflict) as conflict:
        services.set_outcomes(scene.record, [value], seen, actor=SYSTEM)
    assert conflict.value.values == {"LO1": ("Knows LO1 (en)", "other (en)")}
    with pytest.raises(Conflict):
        services.set_modules(scene.side(scene.home), [FINANCE], 0, actor=SYSTEM)


def test_one_whose_module_was_taken_away_meanwhile_is_told_of_it(scene: Scene) -> None:
    away = scene.modules(scene.partner, P=8)
    seen = scene.record.version
    scene.modules(scene.partner)
    with pytest.raises(Conflict):
        services.set_matches(scene.record, [MatchValue(away["P"].id, None)], seen, actor=SYSTEM)


def test_a_discarded_programme_takes_its_curriculum_along(scene: Scene) -> None:
    home = scene.modules(scene.home, A=60)
    away = scene.modules(scene.partner, P=30)
    scene.match((away["P"], home["A"], 30))
    session.expire_all()
    found = whole(scene.programme.id)
    assert found is not None
    programmes.discard(found, actor=SYSTEM)
    session.commit()
    session.expunge_all()
    for kind in (Curriculum, Module, ModuleMatch):
        assert session.scalar(select(func.count()).select_from(kind)) == 0


def test_a_code_may_pass_from_a_module_that_goes_to_one_that_stays(scene: Scene) -> None:
    home = scene.modules(scene.home, A=60, B=60)
    value = ModuleValue("A", Decimal(60), name_en="second", id=home["B"].id)
    services.set_modules(scene.side(scene.home), [value], actor=SYSTEM)
    assert [(m.id, m.code) for m in scene.record.modules] == [(home["B"].id, "A")]
