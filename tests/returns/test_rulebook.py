"""The rules that only a return has: each on facts alone, in every outcome that is possible."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.agreements.term import TermKind
from app.kernel.rules import Rulebook, Severity, Verdict, judge
from app.programmes.path import Level
from app.returns.facts.institution import InstitutionFacts
from app.returns.facts.lines import (
    ContingentFacts,
    Direction,
    Flow,
    Grade,
    GraduatesFacts,
    JudgementFacts,
    MobilityFacts,
    MovementFacts,
    StudyPlace,
)
from app.returns.facts.national import NationalFacts
from app.returns.facts.thresholds import THRESHOLDS, Threshold
from app.returns.facts.years import (
    AgreementYears,
    CohortYears,
    GoneProgramme,
    InstitutionYears,
    LevelYears,
    ProgrammeYears,
)
from app.returns.rulebooks.institution import HEADS
from app.returns.rulebooks.lines import CONTINGENT, GRADUATES, JUDGEMENTS, MOBILITY, MOVEMENT
from app.returns.rulebooks.national import NATIONAL
from app.returns.rulebooks.years import (
    AGREEMENT_YEARS,
    COHORT_YEARS,
    GONE_PROGRAMMES,
    INSTITUTION_YEARS,
    LEVEL_YEARS,
    PROGRAMME_YEARS,
)
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, found, untested

HEAD = InstitutionFacts(
    inst_code="QD-01",
    expected_code="QD-01",
    is_listed=True,
    report_year="2025-2026",
    expected_year="2025-2026",
    reference_date=date(2025, 10, 1),
    expected_date=date(2025, 10, 1),
    total_contingent=5000,
    total_foreign=150,
)
HEAD_CASES = [
    Case("F101", {}, HOLDS),
    Case("F101", {"expected_code": "QD-02"}, BROKEN),
    Case("F101", {"expected_code": None, "is_listed": False}, BROKEN),
    Case("F101", {"expected_code": None}, UNKNOWN),
    Case("F101", {"expected_code": None, "is_listed": None}, UNKNOWN),
    Case("F101", {"inst_code": None}, UNKNOWN),
    Case("F102", {}, HOLDS),
    Case("F102", {"expected_year": "2026-2027"}, BROKEN),
    Case("F102", {"report_year": "2025-2027"}, BROKEN),
    Case("F102", {"report_year": "2025-26", "expected_year": None}, BROKEN),
    Case("F102", {"report_year": "1800-1801"}, BROKEN),
    Case("F102", {"expected_year": None}, UNKNOWN),
    Case("F102", {"report_year": None}, UNKNOWN),
    Case("F103", {}, HOLDS),
    Case("F103", {"reference_date": date(2025, 10, 2)}, BROKEN),
    Case("F103", {"reference_date": None}, UNKNOWN),
    Case("F103", {"expected_date": None}, UNKNOWN),
    Case("F104", {}, HOLDS),
    Case("F104", {"total_foreign": 5000}, HOLDS),
    Case("F104", {"total_foreign": 5001}, BROKEN),
    Case("F104", {"total_foreign": -1}, BROKEN),
    Case("F104", {"total_foreign": None}, UNKNOWN),
    Case("F104", {"total_contingent": None}, UNKNOWN),
]

ROW = ContingentFacts(
    n=12,
    n_leave=0,
    alike=1,
    direction=Direction.OUT,
    place_now=StudyPlace.PARTNER,
    entry_year=2023,
    first_intake=2020,
    year=2025,
    course_year=3,
    nominal_years=4,
    citizenship="KZ",
    funding="G",
    funding_partner="X",
)
CONTINGENT_CASES = [
    Case("F401", {}, HOLDS),
    Case("F401", {"n": 0, "n_leave": 1}, HOLDS),
    Case("F401", {"n": 0}, BROKEN),
    Case("F401", {"n": None}, UNKNOWN),
    Case("F402", {}, HOLDS),
    Case("F402", {"course_year": 5}, HOLDS),
    Case("F402", {"course_year": 6}, BROKEN),
    Case("F402", {"course_year": None}, UNKNOWN),
    Case("F402", {"nominal_years": None}, UNKNOWN),
    Case("F403", {}, HOLDS),
    Case("F403", {"alike": 2}, BROKEN),
    Case("F404", {}, HOLDS),
    Case("F404", {"funding_partner": None}, BROKEN),
    Case("F404", {"funding_partner": None, "place_now": StudyPlace.HOME}, NOT_APPLICABLE),
    Case("F404", {"funding_partner": None, "direction": Direction.IN}, NOT_APPLICABLE),
    Case("F404", {"place_now": None}, UNKNOWN),
    Case("F404", {"direction": None}, UNKNOWN),
    Case("F405", {}, HOLDS),
    Case("F405", {"entry_year": 2020}, HOLDS),
    Case("F405", {"entry_year": 2025}, HOLDS),
    Case("F405", {"entry_year": 2019}, BROKEN),
    Case("F405", {"entry_year": 2026}, BROKEN),
    Case("F405", {"entry_year": None}, UNKNOWN),
    Case("F405", {"first_intake": None}, UNKNOWN),
    Case("F406", {}, HOLDS),
    Case("F406", {"citizenship": "UZ"}, BROKEN),
    Case("F406", {"citizenship": "UZ", "funding": "X"}, NOT_APPLICABLE),
    Case("F406", {"citizenship": None}, UNKNOWN),
    Case("F406", {"funding": None}, UNKNOWN),
    Case("F407", {}, HOLDS),
    Case("F407", {"n": 200}, HOLDS),
    Case("F407", {"n": 201}, BROKEN),
    Case("F407", {"n": None}, UNKNOWN),
]

GONE_AWAY = MovementFacts(withdrawn=2, withdraw_reason="W01")
MOVEMENT_CASES = [
    Case("F501", {}, HOLDS),
    Case("F501", {"withdraw_reason": None}, BROKEN),
    Case("F501", {"withdraw_reason": None, "withdrawn": 0}, NOT_APPLICABLE),
    Case("F501", {"withdrawn": None}, UNKNOWN),
]

LEAVERS = GraduatesFacts(n=8, on_time=8, honours=1, ds_issued=8, recog_cert=None, employed_1y=None)
GRADUATES_CASES = [
    Case("F601", {}, HOLDS),
    Case("F601", {"honours": 9}, BROKEN),
    Case("F601", {"employed_1y": 9}, BROKEN),
    Case("F601", {"n": None}, UNKNOWN),
    Case("F601", dict.fromkeys(("on_time", "honours", "ds_issued")), UNKNOWN),
]

STAY = MobilityFacts(
    flow=Flow.OUT,
    period_start=date(2025, 2, 1),
    period_end=date(2025, 6, 30),
    country="DE",
    has_partner_at_home=False,
    ects_earned=Decimal(90),
    ects_recognised=Decimal(90),
)
AT_HOME = {"country": "KZ"}
MOBILITY_CASES = [
    Case("F701", {}, HOLDS),
    Case("F701", {"period_end": date(2025, 2, 1)}, BROKEN),
    Case("F701", {"period_end": date(2028, 2, 1)}, HOLDS),
    Case("F701", {"period_end": date(2028, 2, 2)}, BROKEN),
    Case("F701", AT_HOME, BROKEN),
    Case("F701", AT_HOME | {"has_partner_at_home": True}, HOLDS),
    Case("F701", AT_HOME | {"flow": Flow.IN}, HOLDS),
    Case("F701", AT_HOME | {"has_partner_at_home": None}, UNKNOWN),
    Case("F701", AT_HOME | {"period_end": None}, BROKEN),
    Case("F701", {"period_start": None}, UNKNOWN),
    Case("F701", {"country": None}, UNKNOWN),
    Case("F701", {"flow": None}, UNKNOWN),
    Case("F702", {}, HOLDS),
    Case("F702", {"ects_recognised": Decimal("89.5")}, BROKEN),
    Case("F702", {"ects_recognised": None}, UNKNOWN),
    Case("F702", {"ects_earned": None}, NOT_APPLICABLE),
]

JUDGED = JudgementFacts(Grade.FULL, None, None, None, "QD-01.pdf")
LOW = {
    "judgement": Grade.PARTIAL,
    "comment": "No survey yet",
    "action": "Ask the students",
    "action_due": date(2026, 5, 1),
    "evidence_ref": None,
}
JUDGEMENT_CASES = [
    Case("F801", {}, HOLDS),
    Case("F801", {"judgement": Grade.SUBSTANTIAL, "evidence_ref": None}, BROKEN),
    Case("F801", LOW, HOLDS),
    Case("F801", LOW | {"action_due": None}, BROKEN),
    Case("F801", LOW | {"judgement": Grade.NONE, "comment": None}, BROKEN),
    Case("F801", {"judgement": Grade.NOT_ASSESSED, "evidence_ref": None}, NOT_APPLICABLE),
    Case("F801", {"judgement": None}, UNKNOWN),
]

YEARS = InstitutionYears(
    students_before=100,
    students_now=110,
    programmes_before=10,
    programmes_now=11,
    women_before=50,
    women_now=55,
    foreign_before=4,
    foreign_now=5,
    grants_before=30,
    grants_now=33,
    cells=40,
    cells_alike=5,
    new_countries=(),
    new_partners=(),
)
INSTITUTION_YEARS_CASES = [
    Case("Y201", {}, HOLDS),
    Case("Y201", {"students_now": 125}, HOLDS),
    Case("Y201", {"students_now": 126}, BROKEN),
    Case("Y201", {"students_now": 74}, BROKEN),
    Case("Y201", {"students_before": 3, "students_now": 5}, HOLDS),
    Case("Y201", {"students_before": 0, "students_now": 10}, HOLDS),
    Case("Y201", {"students_before": 0, "students_now": 11}, BROKEN),
    Case("Y201", {"students_before": None}, UNKNOWN),
    Case("Y201", {"students_now": None}, UNKNOWN),
    Case("Y204", {}, HOLDS),
    Case("Y204", {"programmes_now": 14}, BROKEN),
    Case("Y204", {"programmes_before": 3, "programmes_now": 6}, HOLDS),
    Case("Y204", {"programmes_before": None}, UNKNOWN),
    Case("Y204", {"programmes_now": None}, UNKNOWN),
    Case("Y212", {}, HOLDS),
    Case("Y212", {"cells_alike": 36}, BROKEN),
    Case("Y212", {"cells": 9, "cells_alike": 9}, HOLDS),
    Case("Y212", {"cells": None}, UNKNOWN),
    Case("Y212", {"cells_alike": None}, UNKNOWN),
    Case("Y213", {}, HOLDS),
    Case("Y213", {"women_now": 80}, BROKEN),
    Case("Y213", {"grants_now": 60}, BROKEN),
    Case("Y213", {"foreign_now": 40}, BROKEN),
    Case("Y213", {"students_now": 10, "women_now": 9, "grants_now": 3}, HOLDS),
    Case("Y213", {"students_now": 0}, HOLDS),
    Case("Y213", {"women_before": None}, UNKNOWN),
    Case("Y213", {"students_before": None}, UNKNOWN),
    Case("Y214", {}, HOLDS),
    Case("Y214", {"new_partners": ("A", "B", "C")}, HOLDS),
    Case("Y214", {"new_partners": ("A", "B", "C", "D")}, BROKEN),
    Case("Y214", {"new_countries": ("BR",)}, BROKEN),
    Case("Y214", {"new_countries": None}, UNKNOWN),
    Case("Y214", {"new_partners": None}, UNKNOWN),
]

OF_LEVEL = LevelYears(Level.MASTER, 40, 45)
LEVEL_YEARS_CASES = [
    Case("Y202", {}, HOLDS),
    Case("Y202", {"students_now": 52}, HOLDS),
    Case("Y202", {"students_now": 53}, BROKEN),
    Case("Y202", {"students_before": 3, "students_now": 5}, HOLDS),
    Case("Y202", {"students_now": None}, UNKNOWN),
    Case("Y202", {"level": None, "students_before": None}, UNKNOWN),
]

OF_PROGRAMME = ProgrammeYears(
    students_before=20,
    students_now=24,
    changed=(),
    reworked=(),
    withdrawn=1,
    graduated=5,
    final_students=6,
)
PROGRAMME_YEARS_CASES = [
    Case("Y203", {}, HOLDS),
    Case("Y203", {"students_now": 31}, BROKEN),
    Case("Y203", {"students_before": 3, "students_now": 8}, HOLDS),
    Case("Y203", {"students_now": None}, UNKNOWN),
    Case("Y203", {"students_before": None}, UNKNOWN),
    Case("Y206", {}, HOLDS),
    Case("Y206", {"changed": ("level",)}, BROKEN),
    Case("Y206", {"changed": None}, UNKNOWN),
    Case("Y207", {}, HOLDS),
    Case("Y207", {"reworked": ("ects_home",)}, BROKEN),
    Case("Y207", {"reworked": ("ects_home",), "students_before": 0}, NOT_APPLICABLE),
    Case("Y207", {"reworked": None}, UNKNOWN),
    Case("Y207", {"students_before": None}, UNKNOWN),
    Case("Y210", {}, HOLDS),
    Case("Y210", {"withdrawn": 4, "students_before": 10}, HOLDS),
    Case("Y210", {"withdrawn": 5}, BROKEN),
    Case("Y210", {"withdrawn": 5, "students_before": 25}, HOLDS),
    Case("Y210", {"withdrawn": None}, UNKNOWN),
    Case("Y210", {"students_before": None}, UNKNOWN),
    Case("Y211", {}, HOLDS),
    Case("Y211", {"graduated": 7}, BROKEN),
    Case("Y211", {"graduated": None}, UNKNOWN),
    Case("Y211", {"final_students": None}, UNKNOWN),
]

MISSING = GoneProgramme("QD-01-P-7", was_closed=True)
GONE_CASES = [
    Case("Y205", {}, HOLDS),
    Case("Y205", {"was_closed": False}, BROKEN),
    Case("Y205", {"was_closed": None}, UNKNOWN),
    Case("Y205", {"missing_programme": None}, UNKNOWN),
]

SAME_TERM = AgreementYears(
    is_term_changed=False,
    has_annex=False,
    term_before=TermKind.FIX,
    term_now=TermKind.FIX,
    ended_before=date(2026, 8, 31),
    ends_now=date(2026, 8, 31),
)
AGREEMENT_YEARS_CASES = [
    Case("Y208", {}, HOLDS),
    Case("Y208", {"is_term_changed": True}, BROKEN),
    Case("Y208", {"is_term_changed": True, "has_annex": True}, HOLDS),
    Case("Y208", {"is_term_changed": None}, UNKNOWN),
    Case("Y208", {"has_annex": None}, UNKNOWN),
]

INTAKE = CohortYears(
    entry_year=2023,
    year=2025,
    before=20,
    now=19,
    leave_before=1,
    leave_now=1,
    admitted=0,
    transferred_in=1,
    reinstated=0,
    withdrawn=2,
    graduated_total=0,
)
ENTERED = {"entry_year": 2025, "before": 0, "admitted": 20, "transferred_in": 0, "withdrawn": 1}
COHORT_YEARS_CASES = [
    Case("X110", {}, HOLDS),
    Case("X110", ENTERED | {"leave_before": 0, "leave_now": 0}, HOLDS),
    Case("X110", {"now": 18}, BROKEN),
    Case("X110", {"now": 18, "leave_now": 2}, BROKEN),
    Case("X110", {"before": None}, UNKNOWN),
    Case("X110", {"now": None}, UNKNOWN),
    Case("X110", {"withdrawn": None}, UNKNOWN),
    Case("Y209", {}, HOLDS),
    Case("Y209", {"now": 21}, HOLDS),
    Case("Y209", {"now": 22}, BROKEN),
    Case("Y209", {"now": 22, "leave_now": 0}, HOLDS),
    Case("Y209", {"now": 23, "reinstated": 2}, HOLDS),
    Case("Y209", ENTERED, NOT_APPLICABLE),
    Case("Y209", {"before": None}, UNKNOWN),
    Case("Y209", {"now": None}, UNKNOWN),
    Case("Y209", {"entry_year": None}, UNKNOWN),
]

NATION = NationalFacts(
    unanswered=(),
    spellings=(),
    outliers=(),
    counted=9000,
    shown=9000,
    has_coverage=True,
    small_cells=0,
    exposed_cells=0,
    published_before=8500,
    has_decomposition=False,
)
NATIONAL_CASES = [
    Case("N301", {}, HOLDS),
    Case("N301", {"unanswered": ("QD-01 – QD-40",)}, BROKEN),
    Case("N301", {"unanswered": None}, UNKNOWN),
    Case("N302", {}, HOLDS),
    Case("N302", {"spellings": ("Univ. of Berlin (QD-02)",)}, BROKEN),
    Case("N302", {"spellings": None}, UNKNOWN),
    Case("N303", {}, HOLDS),
    Case("N303", {"outliers": ("QD-01",)}, BROKEN),
    Case("N303", {"outliers": None}, UNKNOWN),
    Case("N304", {}, HOLDS),
    Case("N304", {"shown": 8999}, BROKEN),
    Case("N304", {"has_coverage": False}, BROKEN),
    Case("N304", {"counted": None}, UNKNOWN),
    Case("N304", {"shown": None}, UNKNOWN),
    Case("N304", {"has_coverage": None}, UNKNOWN),
    Case("N305", {}, HOLDS),
    Case("N305", {"small_cells": 1}, BROKEN),
    Case("N305", {"exposed_cells": 2}, BROKEN),
    Case("N305", {"small_cells": None}, UNKNOWN),
    Case("N305", {"exposed_cells": None}, UNKNOWN),
    Case("N306", {}, HOLDS),
    Case("N306", {"published_before": 8000}, BROKEN),
    Case("N306", {"published_before": 8000, "has_decomposition": True}, HOLDS),
    Case("N306", {"published_before": None}, UNKNOWN),
    Case("N306", {"has_decomposition": None}, UNKNOWN),
]

TABLES: list[tuple[Rulebook, Any, list[Case]]] = [
    (HEADS, HEAD, HEAD_CASES),
    (CONTINGENT, ROW, CONTINGENT_CASES),
    (MOVEMENT, GONE_AWAY, MOVEMENT_CASES),
    (GRADUATES, LEAVERS, GRADUATES_CASES),
    (MOBILITY, STAY, MOBILITY_CASES),
    (JUDGEMENTS, JUDGED, JUDGEMENT_CASES),
    (INSTITUTION_YEARS, YEARS, INSTITUTION_YEARS_CASES),
    (LEVEL_YEARS, OF_LEVEL, LEVEL_YEARS_CASES),
    (PROGRAMME_YEARS, OF_PROGRAMME, PROGRAMME_YEARS_CASES),
    (GONE_PROGRAMMES, MISSING, GONE_CASES),
    (AGREEMENT_YEARS, SAME_TERM, AGREEMENT_YEARS_CASES),
    (COHORT_YEARS, INTAKE, COHORT_YEARS_CASES),
    (NATIONAL, NATION, NATIONAL_CASES),
]
EACH = [(book, sound, case) for book, sound, cases in TABLES for case in cases]


@pytest.mark.parametrize(("book", "sound", "case"), EACH, ids=lambda one: str(one)[:90])
def test_a_rule_judges_facts(book: Rulebook, sound: Any, case: Case) -> None:
    assert found(book, sound, case) is case.verdict


@pytest.mark.parametrize(("book", "sound", "cases"), TABLES, ids=[b.code for b, _, _ in TABLES])
def test_every_possible_outcome_of_every_rule_is_tried(
    book: Rulebook, sound: Any, cases: list[Case]
) -> None:
    assert untested(book, cases) == set()
    verdicts = {judge(rule, sound).verdict for rule in book.rules}
    assert Verdict.BROKEN not in verdicts


@pytest.mark.parametrize(
    ("leave_now", "severity"), [(1, Severity.ERROR), (2, Severity.WARNING), (3, Severity.ERROR)]
)
def test_who_went_on_leave_makes_a_difference_lighter(leave_now: int, severity: Severity) -> None:
    rule = next(rule for rule in COHORT_YEARS.rules if rule.id == "X110")
    assert judge(rule, replace(INTAKE, now=18, leave_now=leave_now)).severity is severity


def test_a_threshold_is_passed_only_with_both_its_parts() -> None:
    threshold = Threshold(0.5, 5)
    assert not threshold.is_passed(3, 5)
    assert not threshold.is_passed(100, 110)
    assert not threshold.is_passed(10, 15)
    assert threshold.is_passed(10, 16)
    assert threshold.is_passed(16, 7)


def test_three_students_who_become_five_alarm_nobody() -> None:
    assert not any(one.is_passed(3, 5) for code, one in THRESHOLDS.items() if code[0] == "Y")


@pytest.mark.parametrize("code", ["Y201", "Y202", "Y203", "Y204"])
def test_a_text_names_the_threshold_that_is_used(code: str) -> None:
    rule = next(rule for book, _, _ in TABLES for rule in book.rules if rule.id == code)
    threshold = THRESHOLDS[code]
    assert f"more than {threshold.share * 100:.0f} %% and" in str(rule.otherwise)
    assert f"more than {threshold.number}" in str(rule.otherwise)
