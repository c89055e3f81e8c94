"""Writes: all or nothing, filed years closed, everything in the journal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.agreements.models import Stage
from app.cohorts import queries, services
from app.cohorts.counts import (
    ContingentRow,
    GraduationRow,
    MobilityRow,
    MovementRow,
    fingerprint,
)
from app.cohorts.models import (
    Contingent,
    Diplomas,
    FiguresStage,
    Flow,
    Sex,
    StudyPlace,
    YearFigures,
)
from app.cohorts.services import CohortValue, FiguresValue, RowsRefused
from app.kernel import clock, journal
from app.kernel.db import session
from app.kernel.errors import Conflict, Refusal
from app.kernel.i18n import in_language
from app.kernel.permissions import Actor
from tests.cohorts.conftest import Scene
from tests.cohorts.test_counts import ROW

WHOLE = FiguresValue(
    total_contingent=5000,
    total_foreign=100,
    contact_name="Дина Оспанова",
    contact_email="dina@example.kz",
    contact_phone="+7 7172 12 34 56",
    signatory_name="Ерлан Қасымов",
    signatory_position="ректор",
)
MOVED = MovementRow(sex=Sex.FEMALE, citizenship_group="KZ", admitted=5)
GRADUATED = GraduationRow(2025, Sex.FEMALE, "KZ", Diplomas.BOTH, n=4, on_time=3)
STAY = MobilityRow(
    flow=Flow.OUT,
    starts_on=date(2025, 2, 1),
    ends_on=date(2025, 6, 30),
    country="DE",
    n=3,
    funding="P",
    host_name="Hochschule",
    ects_planned=Decimal(90),
    ects_earned=Decimal(84),
    ects_recognised=Decimal("79.5"),
)


@pytest.fixture(autouse=True)
def present(request: pytest.FixtureRequest) -> Iterator[None]:
    """The autumn of 2026."""
    with clock.moved_to(date(2026, 11, 1)):
        yield


@pytest.fixture
def office(scene: Scene) -> Actor:
    """The international office of the scene's institution."""
    return scene.make.actor(Role.INTERNATIONAL_OFFICE, scene.home)


def stored(scene: Scene) -> list[ContingentRow]:
    session.flush()
    session.expire_all()
    return queries.contingent(scene.programme.id, 2025)


def test_a_headcount_replaces_what_stood_there(scene: Scene, office: Actor) -> None:
    men = replace(ROW, sex=Sex.MALE, n=7)
    services.set_contingent(scene.programme, 2025, [ROW, men], actor=office)
    assert {row.sex: row.n for row in stored(scene)} == {Sex.FEMALE: 10, Sex.MALE: 7}
    services.set_contingent(scene.programme, 2025, [replace(ROW, n=9)], actor=office)
    assert [(row.sex, row.n) for row in stored(scene)] == [(Sex.FEMALE, 9)]


def test_a_row_that_stays_keeps_its_record(scene: Scene, office: Actor) -> None:
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)
    session.flush()
    before = session.scalars(select(Contingent.id)).all()
    services.set_contingent(scene.programme, 2025, [replace(ROW, n=9)], actor=office)
    session.flush()
    assert session.scalars(select(Contingent.id)).all() == before


def test_zero_rows_vanish_and_leave_alone_is_a_row(scene: Scene, office: Actor) -> None:
    rows = [replace(ROW, n=0), replace(ROW, sex=Sex.MALE, n=0, on_leave=2)]
    services.set_contingent(scene.programme, 2025, rows, actor=office)
    assert [(row.n, row.on_leave) for row in stored(scene)] == [(0, 2)]


def test_the_journal_has_the_rows_before_and_after(scene: Scene, office: Actor) -> None:
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)
    services.set_contingent(scene.programme, 2025, [replace(ROW, n=9)], actor=office)
    newest = journal.about("cohorts", scene.cohort.id)[0]
    assert newest.event == "contingent.entered"
    assert newest.data["year"] == 2025
    assert newest.changes == [("2024 1 OUT KZ F O HOME en FT", "10 / 0", "9 / 0")]
    assert newest.institution_id == scene.home.id


def test_saving_the_same_again_writes_nothing(scene: Scene, office: Actor) -> None:
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)
    entries = len(journal.about("cohorts", scene.cohort.id))
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)
    assert len(journal.about("cohorts", scene.cohort.id)) == entries


def test_alike_lines_are_refused_with_both_numbers(scene: Scene, office: Actor) -> None:
    rows = [replace(ROW, line=2), replace(ROW, n=3, line=5)]
    with pytest.raises(RowsRefused) as refused:
        services.set_contingent(scene.programme, 2025, rows, actor=office)
    (problem,) = refused.value.problems
    assert problem.line == 5
    assert "2" in str(problem.message) and "5" in str(problem.message)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("citizenship", "SU"),
        ("citizenship", ""),
        ("language", "xx"),
        ("funding", "Q"),
        ("funding_partner", "?"),
        ("study_mode", "ZZ"),
        ("residence", "KZ-99"),
        ("course_year", 8),
        ("course_year", 0),
        ("entry_year", 2023),
        ("n", -1),
        ("n", 100_001),
    ],
)
def test_what_cannot_be_is_refused_at_every_door(
    scene: Scene, office: Actor, field: str, value: Any
) -> None:
    given = replace(ROW, line=4, **{field: value})
    with pytest.raises(RowsRefused) as refused:
        services.set_contingent(scene.programme, 2025, [given], actor=office)
    assert [(p.line, p.field) for p in refused.value.problems] == [(4, field)]
    assert stored(scene) == []


def test_every_problem_of_every_line_is_named_at_once(scene: Scene, office: Actor) -> None:
    rows = [replace(ROW, citizenship="SU", funding="Q", line=1), replace(ROW, language="x", line=2)]
    with pytest.raises(RowsRefused) as refused:
        services.set_contingent(scene.programme, 2025, rows, actor=office)
    fields = {(p.line, p.field) for p in refused.value.problems}
    assert fields == {(1, "citizenship"), (1, "funding"), (2, "language")}


def test_a_cohort_is_not_counted_before_it_enters(scene: Scene, office: Actor) -> None:
    with pytest.raises(RowsRefused):
        services.set_contingent(scene.programme, 2023, [ROW], actor=office)
    with pytest.raises(Refusal):
        services.set_movement(scene.cohort, 2023, [MOVED], actor=office)


@pytest.mark.parametrize("year", [1999, 2027, 2101])
def test_years_that_cannot_be_take_no_figures(scene: Scene, office: Actor, year: int) -> None:
    with pytest.raises(Refusal):
        services.set_contingent(scene.programme, year, [ROW], actor=office)
    with pytest.raises(Refusal):
        services.edit_figures(scene.home.id, year, WHOLE, actor=office)


def test_filed_figures_take_no_count_of_any_kind(scene: Scene, office: Actor) -> None:
    scene.make.figures(scene.home, 2025)
    deeds = (
        lambda: services.set_contingent(scene.programme, 2025, [ROW], actor=office),
        lambda: services.set_movement(scene.cohort, 2025, [MOVED], actor=office),
        lambda: services.set_graduations(scene.cohort, 2025, [GRADUATED], actor=office),
        lambda: services.set_mobility(scene.programme, 2025, [STAY], actor=office),
        lambda: services.edit_figures(scene.home.id, 2025, WHOLE, actor=office),
    )
    for deed in deeds:
        with pytest.raises(Refusal, match="2025-2026"):
            deed()


def test_the_later_of_two_editors_sees_both_values(scene: Scene, office: Actor) -> None:
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)
    seen = fingerprint([ROW])
    services.set_contingent(scene.programme, 2025, [replace(ROW, n=11)], actor=office, seen=seen)
    with pytest.raises(Conflict) as conflict:
        services.set_contingent(
            scene.programme, 2025, [replace(ROW, n=12)], actor=office, seen=seen
        )
    assert list(conflict.value.values.values()) == [("11 / 0", "12 / 0")]


def test_two_who_typed_the_same_do_not_quarrel(scene: Scene, office: Actor) -> None:
    seen = fingerprint([])
    for _editor in range(2):
        services.set_contingent(scene.programme, 2025, [ROW], actor=office, seen=seen)
    assert stored(scene) == [ROW]


def test_withdrawals_need_a_reason_and_a_reason_needs_withdrawals(
    scene: Scene, office: Actor
) -> None:
    for wrong, field in (
        (replace(MOVED, withdrawn=2, line=1), "withdraw_reason"),
        (replace(MOVED, withdraw_reason="W02", line=1), "withdrawn"),
    ):
        with pytest.raises(RowsRefused) as refused:
            services.set_movement(scene.cohort, 2025, [wrong], actor=office)
        assert [p.field for p in refused.value.problems] == [field]


def test_movement_is_kept_with_each_reason_on_its_own_row(scene: Scene, office: Actor) -> None:
    rows = [
        MOVED,
        replace(MOVED, admitted=0, withdrawn=2, withdraw_reason="W01"),
        replace(MOVED, admitted=0, withdrawn=1, withdraw_reason="W02"),
    ]
    services.set_movement(scene.cohort, 2025, rows, actor=office)
    session.flush()
    assert queries.movement(scene.cohort.id, 2025) == rows


@pytest.mark.parametrize("part", GraduationRow.PARTS)
def test_no_part_of_the_graduates_exceeds_them(scene: Scene, office: Actor, part: str) -> None:
    with pytest.raises(RowsRefused) as refused:
        services.set_graduations(
            scene.cohort, 2025, [replace(GRADUATED, **{part: 5})], actor=office
        )
    assert [p.field for p in refused.value.problems] == [part]


def test_graduates_are_kept_with_what_is_not_known(scene: Scene, office: Actor) -> None:
    services.set_graduations(scene.cohort, 2025, [GRADUATED], actor=office)
    session.flush()
    (row,) = queries.graduations(scene.cohort.id, 2025)
    assert (row, row.honours, row.employed) == (GRADUATED, None, None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends_on": date(2025, 2, 1)}, "ends_on"),
        ({"ends_on": date(2028, 2, 2)}, "ends_on"),
        ({"country": "KZ"}, "country"),
        ({"host_name": ""}, "host_name"),
        ({"host_id": 999_999, "host_name": ""}, "host_id"),
        ({"ects_recognised": Decimal(85)}, "ects_recognised"),
        ({"n": 0}, "n"),
    ],
)
def test_a_stay_that_cannot_be_is_refused(
    scene: Scene, office: Actor, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(RowsRefused) as refused:
        services.set_mobility(scene.programme, 2025, [replace(STAY, **given)], actor=office)
    assert [p.field for p in refused.value.problems] == [field]


def test_mobility_keeps_credits_and_shows_the_gap(scene: Scene, office: Actor) -> None:
    services.set_mobility(scene.programme, 2025, [STAY, STAY], actor=office)
    session.flush()
    rows = queries.mobility(scene.programme.id, 2025)
    assert rows == [STAY, STAY]
    assert queries.credits_of(rows).gap == Decimal(9)
    services.set_mobility(scene.programme, 2025, [STAY], actor=office)
    session.flush()
    assert queries.mobility(scene.programme.id, 2025) == [STAY]


def test_a_stay_may_say_to_which_cohort_the_students_belong(scene: Scene, office: Actor) -> None:
    own = replace(STAY, entry_year=2024)
    services.set_mobility(scene.programme, 2025, [STAY, own], actor=office)
    session.flush()
    assert queries.mobility(scene.programme.id, 2025) == [STAY, own]
    [entry] = journal.about("programmes", scene.programme.id)
    assert any(name.endswith(" STUD 2024") for name, _, _ in entry.changes)
    for wrong in (replace(own, entry_year=2023), replace(own, person_type="STAFF")):
        with pytest.raises(RowsRefused) as refused:
            services.set_mobility(scene.programme, 2025, [wrong], actor=office)
        assert [p.field for p in refused.value.problems] == ["entry_year"]
    scene.make.cohort(scene.programme, entry_year=2026)
    with pytest.raises(RowsRefused):
        services.set_mobility(scene.programme, 2025, [replace(own, entry_year=2026)], actor=office)


def test_a_cohort_whose_students_were_elsewhere_is_not_removed(scene: Scene, office: Actor) -> None:
    services.set_mobility(scene.programme, 2025, [replace(STAY, entry_year=2024)], actor=office)
    with pytest.raises(Refusal):
        services.remove(scene.cohort, actor=office)


def test_credits_of_cohorts_are_told_apart_by_what_is_known(scene: Scene, office: Actor) -> None:
    young = replace(STAY, entry_year=2024)
    rows = [
        young,
        replace(young, n=1, ects_earned=None, ects_recognised=None),
        replace(young, person_type="STAFF", entry_year=None),
        replace(young, flow=Flow.IN, country="KZ"),
        STAY,
    ]
    services.set_mobility(scene.programme, 2025, rows, actor=office)
    session.flush()
    first, last = queries.credits_by_cohort(scene.programme.id, office)
    assert (first.entry_year, first.finished_n, first.under_way_n) == (2024, 3, 1)
    assert first.finished is not None and first.finished.gap == Decimal("4.5")
    assert first.under_way == queries.Credits(Decimal(90), None, None)
    assert (last.entry_year, last.finished_n, last.under_way) == (None, 3, None)
    lead = scene.make.actor(Role.NCHED_LEAD)
    assert queries.credits_by_cohort(scene.programme.id, lead) == []
    entered = queries.figures(scene.home.id, 2025)
    assert entered is not None
    entered.stage = FiguresStage.FILED
    session.flush()
    assert len(queries.credits_by_cohort(scene.programme.id, lead)) == 2


def test_credits_not_known_of_one_are_not_known_of_all() -> None:
    found = queries.credits_of([STAY, replace(STAY, ects_earned=None)])
    assert (found.planned, found.earned, found.gap) == (Decimal(180), None, None)


def test_a_cohort_is_opened_once_a_year_under_a_signed_agreement(
    scene: Scene, office: Actor
) -> None:
    made = services.open_cohort(scene.programme, 2025, CohortValue(planned=25), actor=office)
    assert (made.entry_year, made.planned) == (2025, 25)
    for year in (2025, 2023, 2028):
        with pytest.raises(Refusal):
            services.open_cohort(scene.programme, year, CohortValue(), actor=office)
    draft = scene.make.programme(scene.make.agreement(scene.home, stage=Stage.DRAFT))
    with in_language("en"), pytest.raises(Refusal, match="signed"):
        services.open_cohort(draft, 2025, CohortValue(), actor=office)


def test_the_minimum_is_not_more_than_what_is_planned(scene: Scene, office: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        services.edit(scene.cohort, CohortValue(planned=5, minimum=6), actor=office)
    assert refused.value.field == "minimum"


def test_a_cohort_with_counts_stays(scene: Scene, office: Actor) -> None:
    scene.make.contingent(scene.cohort, 2025)
    with pytest.raises(Refusal):
        services.remove(scene.cohort, actor=office)


def test_a_cohort_without_counts_can_be_removed(scene: Scene, office: Actor) -> None:
    services.remove(scene.cohort, actor=office)
    session.flush()
    assert queries.cohorts_of(scene.programme.id) == []


def file(scene: Scene, office: Actor, **more: Any) -> YearFigures:
    return services.file(scene.home.id, 2025, actor=office, **more)


def test_a_year_is_filed_when_the_header_is_whole_and_the_journal_says_who(
    scene: Scene, office: Actor
) -> None:
    services.edit_figures(scene.home.id, 2025, WHOLE, actor=office)
    found = file(scene, office)
    assert (found.stage, found.filed_by) == (FiguresStage.FILED, office.name)
    assert journal.about("year_figures", found.id)[0].event == "figures.filed"


@pytest.mark.parametrize(
    "missing", ["contact_name", "contact_email", "contact_phone", "signatory_name"]
)
def test_a_year_without_contact_or_signatory_is_not_filed(
    scene: Scene, office: Actor, missing: str
) -> None:
    services.edit_figures(scene.home.id, 2025, replace(WHOLE, **{missing: ""}), actor=office)
    with pytest.raises(Refusal):
        file(scene, office)


def test_more_students_than_the_institution_has_are_not_filed(scene: Scene, office: Actor) -> None:
    services.edit_figures(
        scene.home.id, 2025, replace(WHOLE, total_contingent=9, total_foreign=0), actor=office
    )
    scene.make.contingent(scene.cohort, 2025, n=10)
    with in_language("en"), pytest.raises(Refusal, match="whole institution"):
        file(scene, office)


def test_a_cohort_that_does_not_add_up_is_filed_only_knowingly(scene: Scene, office: Actor) -> None:
    services.edit_figures(scene.home.id, 2024, WHOLE, actor=office)
    services.edit_figures(scene.home.id, 2025, WHOLE, actor=office)
    scene.make.contingent(scene.cohort, 2024, n=10)
    scene.make.contingent(scene.cohort, 2025, n=8)
    with pytest.raises(Refusal) as refused:
        file(scene, office)
    assert refused.value.field == "with_differences"
    assert file(scene, office, with_differences=True).stage is FiguresStage.FILED


def test_foreign_students_are_a_part_of_all(scene: Scene, office: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        services.edit_figures(scene.home.id, 2025, replace(WHOLE, total_foreign=5001), actor=office)
    assert refused.value.field == "total_foreign"


def test_the_centre_opens_figures_again_with_a_reason(scene: Scene, office: Actor) -> None:
    figures = scene.make.figures(scene.home, 2025)
    lead = scene.make.actor(Role.NCHED_LEAD)
    with pytest.raises(Refusal):
        services.reopen(figures, " ", actor=lead)
    services.reopen(figures, "Wrong sheet", actor=lead)
    assert (figures.stage, figures.filed_at) == (FiguresStage.OPEN, None)
    services.set_contingent(scene.programme, 2025, [ROW], actor=office)


def test_two_who_begin_a_header_at_once_do_not_overwrite_each_other(
    scene: Scene, office: Actor
) -> None:
    services.edit_figures(scene.home.id, 2025, WHOLE, actor=office, seen_version=0)
    with pytest.raises(Conflict):
        services.edit_figures(
            scene.home.id, 2025, replace(WHOLE, contact_name="B"), actor=office, seen_version=0
        )


def test_a_course_that_has_graduated_counts_as_nobody_not_as_unknown(
    scene: Scene, office: Actor
) -> None:
    scene.make.figures(scene.home, 2024)
    scene.make.contingent(scene.cohort, 2024, n=10, place=StudyPlace.HOME)
    services.set_movement(
        scene.cohort, 2025, [replace(MOVED, admitted=0, graduated=10)], actor=office
    )
    session.flush()
    found = queries.balance(queries.cohort(scene.cohort.id), 2025)  # type: ignore[arg-type]
    assert (found.current, found.difference) == (0, 0)
