"""A workbook entered into the register: exactly as the preview says, or not at all."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.agreements.models import Stage
from app.cohorts import services as cohorts
from app.cohorts.counts import GraduationRow, MobilityRow, MovementRow
from app.cohorts.models import Cohort, Diplomas, FiguresStage, Flow, Mobility, Sex
from app.institutions.models import Institution
from app.kernel import clock
from app.kernel.db import session, unit_of_work
from app.kernel.errors import Conflict, Refusal
from app.kernel.journal import JournalEntry
from app.kernel.permissions import Actor
from app.kernel.years import AcademicYear
from app.programmes.models import Programme
from app.returns import queries, services, workbook
from app.returns.comparing import Deed, compare
from app.returns.dataset import Dataset, settled
from app.returns.editions import CURRENT
from app.returns.models import Delivery, Door, Return
from tests.makers import Make

YEAR = AcademicYear(2025)
COUNTS = ("4_CONT", "5_MOVE", "6_GRAD", "7_MOB")


class Desk:
    """A return with a register behind it, and somebody of the office."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.home: Institution = make.institution(code="QD-01")
        self.partner = make.partner(code="DE-001")
        self.actor: Actor = make.actor(Role.INTERNATIONAL_OFFICE, self.home)
        agreement = make.agreement(self.home, [self.partner])
        self.programmes = [make.programme(agreement, first_intake=2020) for _ in range(2)]
        self.number: int = make.filing(self.home, make.campaign(2025)).id
        make.figures(self.home, 2025, stage=FiguresStage.OPEN, filed_at=None)
        for programme in self.programmes:
            self._counted(programme)
        make.save()

    def _counted(self, programme: Programme) -> None:
        cohort = self.make.cohort(programme, entry_year=2022)
        self.make.contingent(cohort, 2025, course_year=4, n=20)
        cohorts.set_movement(
            cohort, 2025, [MovementRow(Sex.FEMALE, "KZ", admitted=3, applied=4)], actor=self.actor
        )
        cohorts.set_graduations(
            cohort,
            2025,
            [GraduationRow(2025, Sex.FEMALE, "KZ", Diplomas.BOTH, 5, on_time=5, supplements=5)],
            actor=self.actor,
        )
        cohorts.set_mobility(
            programme, 2025, [stay(self.partner.id, entry_year=2022)], actor=self.actor
        )

    @property
    def filing(self) -> Return:
        """The return, with what belongs to it."""
        found = queries.filing(self.number)
        assert found is not None
        return found

    @property
    def register(self) -> Dataset:
        """The return as the register has it now."""
        session.flush()
        return workbook.dataset(self.home, YEAR)

    def delivered(self, wanted: Dataset) -> Delivery:
        """A delivery with these data."""
        self.make.delivery(self.filing, wanted, door=Door.WORKBOOK)
        found = queries.last_delivery(self.filing)
        assert found is not None
        return found

    def plan(self, wanted: Dataset) -> services.Plan:
        """What would happen."""
        return services.preview(self.delivered(wanted), actor=self.actor)

    def apply(self, wanted: Dataset, seen: str = "") -> services.Plan:
        """Look at the preview, then do it."""
        delivery = self.delivered(wanted)
        seen = seen or services.preview(delivery, actor=self.actor).seen
        return services.apply(delivery, actor=self.actor, seen=seen)


def stay(host_id: int, **given: Any) -> MobilityRow:
    """A semester of three at the partner."""
    values = {
        "flow": Flow.OUT,
        "starts_on": date(2025, 2, 1),
        "ends_on": date(2025, 6, 30),
        "country": "DE",
        "n": 3,
        "funding": "O",
        "host_id": host_id,
    } | given
    return MobilityRow(**values)


def with_rows(dataset: Dataset, **rows: Any) -> Dataset:
    """A dataset with other rows on some sheets: `_4_CONT` is sheet 4_CONT."""
    found = {
        name[1:]: tuple(settled(CURRENT.sheet(name[1:]), row) for row in given)
        for name, given in rows.items()
    }
    return replace(dataset, sheets={**dataset.sheets, **found})


def changed(dataset: Dataset, sheet: str, at: int = 0, **cells: Any) -> Dataset:
    """A dataset with other cells in one row; None empties a cell."""
    rows = [dict(row) for row in dataset.rows(sheet)]
    rows[at] |= cells
    return with_rows(dataset, **{f"_{sheet}": rows})


@pytest.fixture(autouse=True)
def today() -> Any:
    """The story's day."""
    with clock.moved_to(date(2026, 11, 23)):
        yield


@pytest.fixture
def desk(make: Make) -> Desk:
    return Desk(make)


def shuffled(desk: Desk, chance: random.Random) -> Dataset:
    """The register with random valid changes: rows gone, come and changed, other contacts."""
    now = desk.register
    return with_rows(
        changed(
            now,
            "1_INST",
            contact_name=chance.choice(["Әсел", "Dina", None]),
            total_contingent=chance.randint(500, 5000),
            total_foreign=chance.choice([None, 0, 400]),
        ),
        **{f"_{name}": _rows(desk, now, name, chance) for name in COUNTS},
    )


def _rows(desk: Desk, now: Dataset, name: str, chance: random.Random) -> list[dict[str, Any]]:
    kept = [dict(row) for row in now.rows(name) if chance.random() > 0.25]
    for row in kept:
        if chance.random() < 0.5:
            row["n" if "n" in row else "admitted"] = chance.randint(5, 60)
    made = {_key(name, row): row for row in kept}
    for _ in range(chance.randint(0, 6)):
        row = _NEW[name](desk, chance)
        made.setdefault(_key(name, row), row)
    return chance.sample([*made.values()], len(made))


def _key(name: str, row: dict[str, Any]) -> str:
    from app.returns.dataset import key_of

    return key_of(name, settled(CURRENT.sheet(name), row))


def _whose(desk: Desk, chance: random.Random) -> dict[str, Any]:
    return {
        "prog_id": chance.choice(desk.programmes).code,
        "entry_year": chance.choice([2020, 2021, 2022, 2023, 2024, 2025]),
        "sex": chance.choice("FM"),
    }


def _students(desk: Desk, chance: random.Random) -> dict[str, Any]:
    return _whose(desk, chance) | {
        "direction": chance.choice(["OUT", "IN"]),
        "course_year": chance.randint(1, 5),
        "citizenship": chance.choice(["KZ", "XX", "CN"]),
        "residence": chance.choice([None, "KZ"]),
        "funding": chance.choice("OG"),
        "funding_partner": chance.choice([None, "O"]),
        "place_now": chance.choice(["HOME", "PARTNER", "HOME_P"]),
        "lang": chance.choice(["en", "kk"]),
        "study_mode": "FT",
        "n": chance.randint(0, 40),
        "n_leave": chance.choice([1, 2]),
    }


def _moved(desk: Desk, chance: random.Random) -> dict[str, Any]:
    reason = chance.choice([None, "W01"])
    return _whose(desk, chance) | {
        "citizenship_group": chance.choice(["KZ", "CIS"]),
        "funding": chance.choice([None, "O"]),
        "applied": chance.choice([None, 70]),
        "admitted": chance.randint(1, 60),
        "transferred_in": chance.randint(0, 2),
        "reinstated": 0,
        "withdrawn": 2 if reason else 0,
        "withdraw_reason": reason,
        "graduated_total": chance.randint(0, 3),
        "period_from": YEAR.movement_period[0],
        "period_to": YEAR.movement_period[1],
    }


def _graduated(desk: Desk, chance: random.Random) -> dict[str, Any]:
    return _whose(desk, chance) | {
        "grad_year": chance.choice([2025, 2026]),
        "citizenship_group": chance.choice(["KZ", "CIS"]),
        "award": chance.choice(["BOTH", "HOME", "JOINT"]),
        "n": chance.randint(5, 20),
        "on_time": chance.randint(0, 5),
        "honours": chance.choice([None, 0, 2]),
        "ds_issued": chance.randint(0, 5),
        "recog_cert": chance.choice([None, 1]),
        "employed_1y": None,
    }


def _stayed(desk: Desk, chance: random.Random) -> dict[str, Any]:
    earned = chance.choice([None, 30, "22.5"])
    return {
        "prog_id": chance.choice(desk.programmes).code,
        "flow": "OUT",
        "period_start": date(2025, chance.choice([2, 3]), 1),
        "period_end": date(2025, 6, 30),
        "country": "DE",
        "host": chance.choice(["DE-001", "Fachhochschule am See"]),
        "mode": "OFF",
        "sex": chance.choice([None, "F"]),
        "funding": "O",
        "n": chance.randint(1, 9),
        "ects_planned": 30,
        "ects_earned": earned,
        "ects_recognised": earned,
        "person_type": "STUD",
    }


_NEW = {"4_CONT": _students, "5_MOVE": _moved, "6_GRAD": _graduated, "7_MOB": _stayed}


def test_afterwards_the_register_says_what_the_workbook_says(desk: Desk) -> None:
    """Again and again, from where the last one led; the preview told exactly that."""
    chance = random.Random(20260101)
    for _ in range(6):
        wanted = shuffled(desk, chance)
        before = desk.register
        plan = desk.plan(wanted)
        assert not plan.obstacles, plan.obstacles
        with unit_of_work():
            desk.apply(wanted)
        after = desk.register
        assert compare(after, wanted).only(COUNTS).is_same
        assert plan.would_be.digest == after.digest
        assert [s.total_after for s in plan.changes.sheets] == [
            s.total_after for s in compare(before, after).sheets
        ]
        assert {**after.head}.items() >= {
            name: wanted.head.get(name, after.head.get(name))
            for name in ("contact_name", "total_contingent", "total_foreign")
            if name in wanted.head
        }.items()
        assert not plan.left.different


def test_the_register_itself_changes_nothing(desk: Desk) -> None:
    before = session.scalars(select(JournalEntry.id)).all()
    plan = desk.apply(desk.register)
    assert plan.changes.is_same and plan.left.is_same and not plan.obstacles
    assert session.scalars(select(JournalEntry.id)).all() == before


def test_a_kept_dataset_is_applied_as_well(desk: Desk) -> None:
    wanted = Dataset.loaded(changed(desk.register, "4_CONT", n=77).dumped())
    desk.apply(wanted)
    assert desk.register.digest == wanted.digest


def test_a_cohort_that_is_missing_is_opened(desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", entry_year=2023, course_year=3)
    plan = desk.plan(wanted)
    assert plan.opened == [(desk.programmes[0], 2023)]
    desk.apply(wanted)
    assert session.scalars(select(Cohort.entry_year).where(Cohort.entry_year == 2023)).all()
    assert compare(desk.register, wanted).only(COUNTS).is_same


def test_a_killed_process_leaves_the_register_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.register
    session.commit()
    wanted = shuffled(desk, random.Random(7))
    seen = desk.plan(wanted).seen
    assert not desk.plan(wanted).changes.is_same
    session.rollback()

    def killed(*_given: Any, **_more: Any) -> None:
        session.flush()
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cohorts.services.set_mobility", killed)
    with pytest.raises(KeyboardInterrupt), unit_of_work():
        desk.apply(wanted, seen)
    session.expire_all()
    assert desk.register.digest == before.digest


def test_what_changed_since_the_preview_is_a_conflict(desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", n=77)
    seen = desk.plan(wanted).seen
    with unit_of_work():
        desk.apply(changed(desk.register, "5_MOVE", admitted=9))
    before = desk.register.digest
    with pytest.raises(Conflict):
        desk.apply(wanted, seen)
    session.rollback()
    assert desk.register.digest == before


def test_to_apply_twice_is_to_apply_once(desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", n=77)
    seen = desk.plan(wanted).seen
    for _ in range(2):
        desk.apply(wanted, seen)
    assert desk.register.digest == wanted.digest


def refused(desk: Desk, wanted: Dataset) -> list[services.Obstacle]:
    """The obstacles; nothing is written in spite of them."""
    before = desk.register.digest
    plan = desk.plan(wanted)
    assert plan.obstacles
    with pytest.raises(Refusal):
        desk.apply(wanted, plan.seen)
    session.rollback()
    assert desk.register.digest == before
    return plan.obstacles


def test_filed_figures_are_not_changed(desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", n=77)
    figures = queries.figures_of(desk.home.id, YEAR)
    assert figures is not None
    figures.stage = FiguresStage.FILED
    session.commit()
    (obstacle,) = refused(desk, wanted)
    assert obstacle.way and obstacle.way.page == "figures"


def test_the_data_of_another_house_or_year_are_not_entered(desk: Desk) -> None:
    now = desk.register
    theirs, last_year = replace(now, institution="QD-02"), replace(now, year=AcademicYear(2024))
    assert "QD-02" in str(refused(desk, theirs)[0].message)
    assert "2024-2025" in str(refused(desk, last_year)[0].message)


def test_a_programme_that_the_register_does_not_know_stops_everything(desk: Desk) -> None:
    now = desk.register
    known = now.rows("3_PROG")[0]
    unknown = {**known, "prog_id": "NEW-1"}
    row = {**now.rows("4_CONT")[0], "prog_id": "NEW-1"}
    wanted = with_rows(
        now, _3_PROG=[*now.rows("3_PROG"), unknown], _4_CONT=[*now.rows("4_CONT"), row]
    )
    (obstacle,) = refused(desk, wanted)
    assert (obstacle.sheet, obstacle.at, obstacle.column) == ("3_PROG", 2, "prog_id")
    assert obstacle.way and obstacle.way.page == "new_programme"
    nowhere = changed(wanted, "3_PROG", 2, agr_id="NEW")
    (obstacle,) = refused(desk, nowhere)
    assert obstacle.way and obstacle.way.page == "new_agreement"
    undeclared = with_rows(now, _4_CONT=[*now.rows("4_CONT"), row, row])
    (obstacle,) = refused(desk, undeclared)
    assert (obstacle.sheet, obstacle.at) == ("4_CONT", 2)


@pytest.mark.parametrize(
    ("sheet", "cells", "column"),
    [
        ("1_INST", {"total_foreign": 10**6}, "total_foreign"),
        ("1_INST", {"total_contingent": "many"}, "total_contingent"),
        ("1_INST", {"contact_name": "x" * 201}, "contact_name"),
        ("1_INST", {"contact_email": "nobody"}, "contact_email"),
        ("3_PROG", {"public_url_kk": "javascript:alert(1)"}, "public_url_kk"),
        ("3_PROG", {"prog_name_kk": None}, "prog_name_kk"),
        ("3_PROG", {"ects_total": 10**9}, "ects_total"),
        ("3_PROG", {"duration_months": None}, "duration_months"),
        ("3_PROG", {"langs": ["en", "xx"]}, "langs"),
        ("3_PROG", {"prog_id": "2"}, "prog_id"),
        ("4_CONT", {"n": "ten"}, "n"),
        ("4_CONT", {"n": -1}, "n"),
        ("4_CONT", {"n": 10**8}, "n"),
        ("4_CONT", {"sex": "X"}, "sex"),
        ("4_CONT", {"citizenship": "ZZ"}, "citizenship"),
        ("4_CONT", {"place_now": "MOON"}, "place_now"),
        ("4_CONT", {"entry_year": 2019}, "entry_year"),
        ("4_CONT", {"entry_year": None}, "entry_year"),
        ("4_CONT", {"entry_year": 2026}, "entry_year"),
        ("5_MOVE", {"withdrawn": 2}, "withdraw_reason"),
        ("5_MOVE", {"entry_year": 2026}, "entry_year"),
        ("5_MOVE", {"entry_year": True}, "entry_year"),
        ("6_GRAD", {"on_time": 99}, "on_time"),
        ("6_GRAD", {"grad_year": 2031}, "grad_year"),
        ("6_GRAD", {"award": "NOBEL"}, "award"),
        ("7_MOB", {"host": None}, "host"),
        ("7_MOB", {"host": "x" * 301}, "host"),
        ("7_MOB", {"period_end": date(2025, 1, 1)}, "period_end"),
        ("7_MOB", {"period_end": "soon"}, "period_end"),
        ("7_MOB", {"country": "KZ"}, "country"),
        ("7_MOB", {"ects_planned": "1e9"}, "ects_planned"),
        ("7_MOB", {"ects_earned": 10, "ects_recognised": 20}, "ects_recognised"),
    ],
)
def test_a_cell_that_cannot_stand_is_named_and_nothing_is_applied(
    desk: Desk, sheet: str, cells: dict[str, Any], column: str
) -> None:
    obstacles = refused(desk, changed(desk.register, sheet, **cells))
    assert (sheet, column) in {(one.sheet, one.column) for one in obstacles}
    assert all(str(one.message) for one in obstacles)


def test_rows_that_say_the_same_attributes_are_not_entered(desk: Desk) -> None:
    row = desk.register.rows("4_CONT")[0]
    wanted = with_rows(desk.register, _4_CONT=[*desk.register.rows("4_CONT"), {**row, "n": 1}])
    (obstacle,) = refused(desk, wanted)
    assert (obstacle.sheet, obstacle.at) == ("4_CONT", 2)


def test_rows_in_which_nothing_is_counted_are_left_out(desk: Desk) -> None:
    wanted = changed(desk.register, "4_CONT", n=0, n_leave=None)
    plan = desk.plan(wanted)
    assert plan.target.empty == 1
    desk.apply(wanted)
    assert len(desk.register.rows("4_CONT")) == 1


def test_stays_keep_the_intakes_for_which_the_return_does_not_ask(desk: Desk) -> None:
    wanted = changed(desk.register, "7_MOB", n=8, ects_earned=30)
    plan = desk.apply(wanted)
    assert plan.target.unplaced == 0
    assert session.scalars(select(Mobility.entry_year)).all() == [2022, 2022]


def test_stays_of_several_intakes_are_kept_apart_while_their_sum_stands(desk: Desk) -> None:
    programme = desk.programmes[0]
    desk.make.cohort(programme, entry_year=2023)
    rows = [stay(desk.partner.id, entry_year=2022), stay(desk.partner.id, entry_year=2023, n=4)]
    cohorts.set_mobility(programme, 2025, rows, actor=desk.actor)
    at = [r["n"] for r in desk.register.rows("7_MOB")].index(7)
    desk.apply(changed(desk.register, "4_CONT", n=77))
    desk.apply(changed(desk.register, "7_MOB", 1 - at, n=5))
    assert sorted(session.scalars(select(Mobility.entry_year))) == [2022, 2022, 2023]
    wanted = changed(desk.register, "7_MOB", at, n=8)
    assert desk.apply(wanted).target.unplaced == 7
    assert compare(desk.register, wanted).only(COUNTS).is_same


def test_plain_fields_of_a_programme_are_written(desk: Desk) -> None:
    wanted = changed(
        desk.register,
        "3_PROG",
        prog_name_en="Data Science",
        langs=["kk", "en"],
        ects_recognised="110.5",
        staff_partner=None,
        public_url_en="https://example.kz/ds",
    )
    plan = desk.apply(wanted)
    assert plan.left.is_same
    assert desk.register.digest == wanted.digest
    programme = desk.make.reread(Programme, desk.programmes[0].id)
    assert programme.search_norm.endswith("business") and "data science" in programme.search_norm


def test_what_a_service_refuses_of_a_programme_is_said_with_its_name(desk: Desk) -> None:
    wanted = changed(desk.register, "3_PROG", prog_code="6B99999")
    before = desk.register.digest
    with pytest.raises(Refusal) as refusal:
        desk.apply(wanted)
    assert desk.programmes[0].code in str(refusal.value.message)
    session.rollback()
    assert desk.register.digest == before


def test_agreements_and_what_depends_on_a_day_are_shown_and_left(desk: Desk) -> None:
    wanted = changed(
        changed(desk.register, "2_AGR", agr_title="Another title"), "3_PROG", last_intake=2025
    )
    plan = desk.apply(wanted)
    assert plan.changes.is_same
    assert [(s.name, s.rows[0].cells[0].column) for s in plan.left.different] == [
        ("2_AGR", "agr_title"),
        ("3_PROG", "last_intake"),
    ]


def test_a_programme_under_a_terminated_agreement_is_not_edited(desk: Desk) -> None:
    wanted = changed(desk.register, "3_PROG", prog_name_en="Data Science")
    agreement = queries.ground(desk.home, YEAR).programmes[desk.programmes[0].code].agreement
    agreement.stage, agreement.terminated_on = Stage.TERMINATED, date(2026, 6, 30)
    session.commit()
    plan = desk.plan(wanted)
    assert plan.changes.is_same
    assert "3_PROG" in {sheet.name for sheet in plan.left.different}


def test_removed_rows_are_told_as_removed(desk: Desk) -> None:
    wanted = with_rows(desk.register, _4_CONT=[], _7_MOB=[])
    plan = desk.plan(wanted)
    assert [(s.name, s.count(Deed.REMOVED)) for s in plan.changes.different] == [
        ("4_CONT", 2),
        ("7_MOB", 2),
    ]
    desk.apply(wanted)
    assert desk.register.digest == wanted.digest


def test_a_plan_costs_the_same_for_many_programmes_as_for_few(desk: Desk, statements: Any) -> None:
    wanted = changed(desk.register, "4_CONT", n=77)
    session.commit()
    session.expunge_all()
    delivery = desk.delivered(wanted)
    with statements() as few:
        services.preview(delivery, actor=desk.actor)
    for _ in range(10):
        programme = desk.make.programme(desk.make.agreement(desk.home, [desk.partner]))
        desk.make.contingent(desk.make.cohort(programme))
    session.commit()
    session.expunge_all()
    delivery = desk.delivered(wanted)
    with statements() as many:
        services.preview(delivery, actor=desk.actor)
    assert len(few) == len(many)
