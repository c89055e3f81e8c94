"""The pages of a curriculum: who opens them, what they say, what they refuse."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.accounts.models import Role
from app.agreements.models import Stage
from app.cohorts.models import FiguresStage, Flow, Mobility
from app.kernel.db import session
from tests.curriculum.conftest import Scene

EDITORS = (Role.INTERNATIONAL_OFFICE, Role.QUALITY_MANAGER)
READERS = (Role.VIEWER, Role.SIGNATORY, Role.NCHED_LEAD)


def rows(name: str, *lines: dict[str, Any]) -> dict[str, str]:
    """The fields of a grid's lines."""
    return {f"{name}-{n}-{key}": str(v) for n, one in enumerate(lines) for key, v in one.items()}


def pages(scene: Scene) -> list[str]:
    """Every form of the curriculum."""
    address = scene.address
    return [
        f"{address}/outcomes",
        f"{address}/modules/{scene.home.id}",
        f"{address}/modules/{scene.partner.id}",
        f"{address}/matches",
        f"{address}/grades/{scene.partner.id}",
    ]


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """A curriculum with a bit of everything."""
    scene.outcomes("LO1", "LO2")
    home = scene.modules(scene.home, FIN="60 LO1", LAW=120)
    away = scene.modules(scene.partner, COR=50, ART=10, SKI=60)
    scene.match((away["COR"], home["FIN"], None), (away["ART"], None, None))
    scene.make.save()
    return scene


@pytest.mark.parametrize("role", EDITORS)
def test_office_and_quality_manager_edit(filled: Scene, role: Role) -> None:
    client = filled.sign_in(role)
    for page in pages(filled):
        assert client.get(page).status_code == 200, page
        assert client.send(page, {}).status_code in (303, 422), page
    assert f"{filled.address}/outcomes" in client.get(filled.address).text


@pytest.mark.parametrize("role", READERS)
def test_others_read_what_is_signed_and_edit_nothing(filled: Scene, role: Role) -> None:
    client = filled.sign_in(role)
    page = client.get(filled.address)
    assert page.status_code == 200
    assert "Module COR" in page.text
    assert f"{filled.address}/outcomes" not in page.text
    assert ("What happened" in page.text) == (role is not Role.NCHED_LEAD)
    assert {client.get(one).status_code for one in pages(filled)} == {403}


def test_a_draft_is_nobody_else_s(filled: Scene) -> None:
    filled.programme.agreement.stage = Stage.DRAFT
    filled.make.save()
    assert filled.sign_in(Role.NCHED_LEAD).get(filled.address).status_code == 403
    assert filled.sign_in().get(filled.address).status_code == 200


def test_only_parties_have_pages_of_modules_and_only_partners_grades(filled: Scene) -> None:
    client = filled.sign_in()
    other = filled.make.partner()
    filled.make.save()
    for wrong in (
        f"modules/{other.id}",
        f"grades/{other.id}",
        f"grades/{filled.home.id}",
        "modules/0",
    ):
        assert client.get(f"{filled.address}/{wrong}").status_code == 404


def test_the_map_says_what_counts_for_what_and_what_is_missing(filled: Scene) -> None:
    page = filled.sign_in().get(filled.address).text
    for said in (
        "Module FIN",
        "no counterpart at home",
        "not recognised at home",
        "60 credits are missing",
        "10 credits too many",
        "no module",
        "It is not recorded what the grades of this partner become at home.",
    ):
        assert said in page, said
    assert "No curriculum is entered" not in page


def test_an_empty_map_invites_who_may_and_tells_others_so(scene: Scene) -> None:
    page = scene.sign_in().get(scene.address)
    assert f"{scene.address}/outcomes" in page.text
    programme = f"/programmes/{scene.programme.id}"
    assert "Begin the curriculum" in scene.client.get(programme).text
    scene.sign_in(Role.VIEWER)
    assert "No curriculum is entered" in scene.client.get(scene.address).text
    assert 'id="curriculum"' not in scene.client.get(programme).text


def test_the_programme_s_page_has_totals_and_gap(filled: Scene) -> None:
    page = filled.sign_in(Role.NCHED_LEAD).get(f"/programmes/{filled.programme.id}").text
    assert 'id="curriculum"' in page
    assert "60 credits are missing" in page


def test_modules_are_pasted_looked_at_and_saved(scene: Scene) -> None:
    client = scene.sign_in()
    page = f"{scene.address}/modules/{scene.partner.id}"
    pasted = "code;name;credits\nFIN;Finance;6\nLAW;Law;x\nART;Art;4,5"
    sent = {"pasted": pasted, "language": "en", "read": "1"}
    answer = client.send(page, sent)
    assert answer.status_code == 422
    assert "Line 1 (LAW;Law;x)" in answer.text
    assert "2 lines were read" in answer.text
    assert "LAW;Law;x</textarea>" in answer.text
    assert 'value="4.5"' in answer.text
    assert not scene.record.modules
    good = client.send(page, sent | {"pasted": "FIN;Finance;6"})
    assert good.status_code == 200
    saved = client.send(
        page,
        rows("modules", {"code": "FIN", "name_en": "Finance", "ects": "6", "period": "2"}),
    )
    assert saved.status_code == 303
    [module] = scene.record.modules
    assert (module.code, module.ects, module.period) == ("FIN", Decimal(6), 2)
    again = sent | {"pasted": "fin;Corporate finance;7"}
    kept = rows("modules", {"kept": module.id, "code": "FIN", "name_en": "Finance", "ects": "6"})
    answer = client.send(page, kept | again)
    assert 'value="Corporate finance"' in answer.text
    assert f'value="{module.id}"' in answer.text
    assert client.send(page, sent | {"pasted": " "}).status_code == 422


def test_more_lines_are_shown_and_one_is_taken_away(filled: Scene) -> None:
    client = filled.sign_in()
    page = f"{filled.address}/modules/{filled.home.id}"
    line = rows("modules", {"code": "A", "ects": "5", "name_en": "A"})
    more = client.send(page, line | {"add_modules": "1"}).text
    assert "modules-10-code" in more
    less = client.send(page, line | {"remove_modules-0": "1"}).text
    assert 'value="A"' not in less


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"code": "A", "name_en": "A", "ects": "-5"}, "Write a number such as"),
        ({"code": "A", "name_en": "A", "ects": "241"}, "at most those of the whole"),
        ({"code": "A", "name_en": "A", "ects": "99999"}, "The most is"),
        ({"code": "A", "name_en": "A", "ects": "five"}, "Write a number such as"),
        ({"code": "A", "name_en": "A", "ects": ""}, "Fill this in, or clear the line."),
        ({"code": "", "name_en": "A", "ects": "5"}, "Fill this in, or clear the line."),
        ({"code": "A", "ects": "5"}, "Name the module in at least one language."),
        ({"code": "A", "name_en": "A", "ects": "5", "outcomes": "LO9"}, "no outcome LO9"),
        ({"code": "A", "name_en": "A", "ects": "5", "period": "9"}, "has 2 periods"),
        ({"code": "A", "name_en": "A", "ects": "5", "period": "x"}, "whole number"),
    ],
)
def test_a_module_that_cannot_be_is_refused_in_its_cell(
    scene: Scene, line: dict[str, str], said: str
) -> None:
    client = scene.sign_in()
    page = f"{scene.address}/modules/{scene.home.id}"
    right = {"code": "OK", "name_en": "Fine", "ects": "5"}
    answer = client.send(page, rows("modules", right, line))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Line 2, " in answer.text
    assert not scene.record.modules


def test_a_match_is_entered_twice_for_one_module_and_refused_beyond_it(filled: Scene) -> None:
    client = filled.sign_in()
    page = f"{filled.address}/matches"
    fin, law = filled.record.of(filled.home)
    cor = filled.record.of(filled.partner)[0]
    lines = [
        {"partner_module": cor.id, "counts_for": fin.id, "ects": "30"},
        {"partner_module": cor.id, "counts_for": law.id, "ects": "21"},
    ]
    answer = client.send(page, rows("matches", *lines))
    assert answer.status_code == 422
    assert "more credits are recognised than COR has: 50" in answer.text
    lines[1]["ects"] = "20"
    assert client.send(page, rows("matches", *lines)).status_code == 303
    assert [m.ects for m in filled.record.matches] == [30, 20]
    also = client.send(page, rows("matches", *lines) | {f"also_{cor.id}": "1"})
    assert also.status_code == 200
    assert also.text.count("COR, also") == 2
    for wrong in (
        {"partner_module": cor.id, "ects": "5"},
        {"partner_module": cor.id, "counts_for": "999999", "ects": "5"},
        {"partner_module": "x", "counts_for": "elective"},
        {"partner_module": cor.id, "counts_for": "elective", "ects": "0"},
    ):
        assert client.send(page, rows("matches", wrong)).status_code == 422


def test_grades_are_entered_and_unknown_letters_refused(filled: Scene) -> None:
    client = filled.sign_in()
    page = f"{filled.address}/grades/{filled.partner.id}"
    lines = [{"label": "1.0", "grade": "A"}, {"label": "1.3", "grade": "A-"}, {"label": "4.3"}]
    assert client.send(page, rows("grades", *lines)).status_code == 303
    shown = client.get(filled.address).text
    assert "90–94" in shown
    assert "not agreed yet" in shown
    for wrong in ({"label": "2", "grade": "A++"}, {"grade": "A"}, {"label": "x" * 41}):
        assert client.send(page, rows("grades", wrong)).status_code == 422
    assert len(filled.record.grades) == 3


def test_the_later_of_two_editors_sees_a_conflict_and_what_was_typed(filled: Scene) -> None:
    client = filled.sign_in()
    page = f"{filled.address}/outcomes"
    seen = {"version": str(filled.record.version)}
    one = rows("outcomes", {"code": "LO1", "text_en": "first"})
    assert client.post(page, data=seen | one).status_code == 303
    two = rows("outcomes", {"code": "LO1", "text_en": "second thoughts"})
    answer = client.post(page, data=seen | two)
    assert answer.status_code == 409
    assert "second thoughts" in answer.text
    assert client.post(page, data=two).status_code == 409


def stay(scene: Scene, year: int, **given: Any) -> None:
    """A stay of four students."""
    values = {
        "flow": Flow.OUT,
        "starts_on": date(year, 9, 1),
        "ends_on": date(year + 1, 1, 31),
        "country": "DE",
        "funding": "O",
        "n": 4,
        "ects_planned": Decimal(120),
        "ects_earned": Decimal(110),
        "ects_recognised": Decimal(99),
    } | given
    session.add(Mobility(programme_id=scene.programme.id, year=year, **values))


def test_credits_of_a_cohort_go_from_planned_over_earned_to_recognised(scene: Scene) -> None:
    cohort = scene.make.cohort(scene.programme)
    scene.make.figures(scene.home, 2024)
    scene.make.figures(scene.home, 2025, stage=FiguresStage.OPEN, filed_at=None)
    stay(scene, 2024, entry_year=2024)
    stay(scene, 2025, entry_year=2024, n=7391, ects_earned=None)
    stay(scene, 2024, n=2, ects_planned=Decimal(31))
    scene.make.save()
    for role in (Role.INTERNATIONAL_OFFICE, Role.NCHED_LEAD):
        client = scene.sign_in(role)
        for page in (scene.address, f"/cohorts/{cohort.id}"):
            text = client.get(page).text
            assert "11 fewer, −10" in text
            assert "Of no cohort" in text
            assert "4 finished stays" in text
            assert ("7391 stays" in text) == (role is Role.INTERNATIONAL_OFFICE)
