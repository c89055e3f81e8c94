"""Each rule of quality: on facts alone, then as the database tells them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.agreements.models import Clause, Kind, Stage, Topic
from app.cohorts.models import FiguresStage, Movement, Sex
from app.institutions.models import Ranking, RankingSystem
from app.kernel import clock
from app.kernel.db import session
from app.kernel.rules import Severity, Verdict, examine, judge
from app.programmes.facts import Accredited
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Level,
    ProgrammeAward,
    ProgrammeKind,
)
from app.quality.facts.agreements import ClauseFacts, agreement_facts
from app.quality.facts.programmes import QualityFacts, programme_facts
from app.quality.models import QualityPolicy
from app.quality.rulebooks.agreements import AGREEMENTS
from app.quality.rulebooks.programmes import PROGRAMMES
from tests.makers import Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

TODAY = date(2026, 11, 23)
VALID = Accredited("IAAR", AccreditationKind.PROGRAMME, date(2024, 1, 15), date(2031, 1, 14))
PAST = VALID._replace(valid_until=date(2026, 11, 22))
SHORT = VALID._replace(valid_until=date(2029, 1, 14))
WEB = "https://university.example/quality"

SOUND = QualityFacts(
    today=TODAY,
    level=Level.BACHELOR,
    programme_kind=ProgrammeKind.DOUBLE,
    diploma_scheme=DiplomaScheme.TWO_EQUAL,
    ects_total=Decimal(240),
    ects_partner=Decimal(120),
    ects_recognised=Decimal(120),
    duration_months=48,
    intake_open=True,
    still_teaches=True,
    policy_url=WEB,
    policy_adopted_on=date(2024, 2, 1),
    policy_languages=("kk", "ru", "en"),
    admission_gpa=Decimal("3.0"),
    admission_language="IELTS 6.0",
    admission_url=WEB,
    support_url=WEB,
    survey_on=date(2026, 5, 1),
    study_languages=("en", "kk"),
    taught_in=("en",),
    public_pages=("kk", "ru", "en"),
    staff_home=12,
    not_awarding=(),
    without_supplement=(),
    unsourced_partners=(),
    idle_partners=(),
    is_concluded=True,
    in_force=True,
    accreditations=(VALID,),
    youngest_until=date(2030, 8, 31),
    counted_on=date(2026, 10, 1),
    withdrawn=2,
    studied=40,
    figures_year=2026,
    figures_due_on=date(2026, 11, 15),
    figures_filed_on=date(2026, 11, 10),
)
MASTER = {"level": Level.MASTER}


def credits(total: str, level: Level = Level.BACHELOR) -> dict[str, Any]:
    return {"ects_total": Decimal(total), "level": level}


def left(withdrawn: int | None, studied: int | None = 40) -> dict[str, Any]:
    return {"withdrawn": withdrawn, "studied": studied}


CASES = [
    Case("Q101", {}, HOLDS),
    Case("Q101", {"policy_url": "ftp://old.example"}, BROKEN),
    Case("Q101", {"policy_url": None}, UNKNOWN),
    Case("Q102", {}, HOLDS),
    Case("Q102", {"policy_adopted_on": date(2021, 11, 23)}, HOLDS),
    Case("Q102", {"policy_adopted_on": date(2021, 11, 22)}, BROKEN),
    Case("Q102", {"policy_adopted_on": None}, UNKNOWN),
    Case("Q103", {}, HOLDS),
    Case("Q103", {"policy_languages": ("kk", "ru")}, BROKEN),
    Case("Q103", {"policy_languages": None}, UNKNOWN),
    Case("Q104", {}, HOLDS),
    Case("Q104", {"taught_in": ("en", "ru")}, BROKEN),
    Case("Q104", {"taught_in": None}, UNKNOWN),
    Case("Q104", {"study_languages": None}, UNKNOWN),
    Case("Q105", {}, HOLDS),
    Case("Q105", {"admission_gpa": None, "admission_language": None}, HOLDS),
    Case("Q105", {"admission_gpa": Decimal(0)}, BROKEN),
    Case("Q105", dict.fromkeys(("admission_gpa", "admission_language", "admission_url")), UNKNOWN),
    Case("Q106", {}, HOLDS),
    Case("Q106", {"ects_recognised": Decimal("119.5")}, BROKEN),
    Case("Q106", {"ects_recognised": None}, UNKNOWN),
    Case("Q107", {}, HOLDS),
    Case("Q107", {"without_supplement": ("KZ-ENU",)}, BROKEN),
    Case("Q107", {"without_supplement": None}, UNKNOWN),
    Case("Q108", {}, HOLDS),
    Case("Q108", left(3, 4), HOLDS),
    Case("Q108", left(8, 40), HOLDS),
    Case("Q108", left(9, 40), BROKEN),
    Case("Q108", left(4, 10), BROKEN),
    Case("Q108", left(0), NOT_APPLICABLE),
    Case("Q108", left(None, None), UNKNOWN),
    Case("Q109", {}, HOLDS),
    Case("Q109", {"staff_home": 0}, BROKEN),
    Case("Q109", {"staff_home": None}, UNKNOWN),
    Case("Q110", {}, HOLDS),
    Case("Q110", {"support_url": "room 12"}, BROKEN),
    Case("Q110", {"support_url": None}, UNKNOWN),
    Case("Q111", {}, HOLDS),
    Case("Q111", {"figures_filed_on": date(2026, 11, 15)}, HOLDS),
    Case("Q111", {"figures_filed_on": date(2026, 11, 16)}, BROKEN),
    Case("Q111", {"figures_filed_on": None}, BROKEN),
    Case("Q111", {"figures_year": None}, NOT_APPLICABLE),
    Case("Q112", {}, HOLDS),
    Case("Q112", {"public_pages": ("kk", "en")}, BROKEN),
    Case("Q112", {"public_pages": None}, UNKNOWN),
    Case("Q113", {}, HOLDS),
    Case("Q113", {"survey_on": date(2024, 11, 22)}, BROKEN),
    Case("Q113", {"survey_on": None}, UNKNOWN),
    Case("Q114", {}, HOLDS),
    Case("Q114", {"accreditations": (PAST,)}, BROKEN),
    Case("Q114", {"accreditations": (PAST, VALID)}, HOLDS),
    Case("Q114", {"accreditations": ()}, BROKEN),
    Case("Q114", {"still_teaches": False}, NOT_APPLICABLE),
    Case("Q115", {}, HOLDS),
    Case("Q115", {"accreditations": (SHORT,)}, BROKEN),
    Case("Q115", {"youngest_until": None}, NOT_APPLICABLE),
    Case("Q115", {"accreditations": ()}, NOT_APPLICABLE),
    Case("Q116", {}, HOLDS),
    Case("Q116", {"unsourced_partners": ("DE-001",)}, BROKEN),
    Case("Q116", {"unsourced_partners": None}, UNKNOWN),
    Case("Q117", {}, HOLDS),
    Case("Q117", {"idle_partners": ("DE-001",)}, BROKEN),
    Case("Q117", {"idle_partners": None}, UNKNOWN),
    Case("Q118", {}, HOLDS),
    Case("Q118", {"in_force": False}, BROKEN),
    Case("Q118", {"in_force": None}, UNKNOWN),
    Case("Q118", {"intake_open": False}, NOT_APPLICABLE),
    Case("Q118", {"is_concluded": False, "in_force": False}, NOT_APPLICABLE),
    Case("Q119", {}, HOLDS),
    Case("Q119", {"duration_months": 36}, BROKEN),
    Case("Q119", {"duration_months": 96}, BROKEN),
    Case("Q119", {"duration_months": 0}, UNKNOWN),
    Case("Q120", {}, HOLDS),
    Case("Q120", credits("179.5"), BROKEN),
    Case("Q120", credits("300"), BROKEN),
    Case("Q120", credits("60", Level.MASTER), HOLDS),
    Case("Q120", credits("121", Level.MASTER), BROKEN),
    Case("Q120", credits("59", Level.MASTER), BROKEN),
    Case("Q120", credits("180", Level.DOCTORAL), NOT_APPLICABLE),
    Case("Q121", {}, HOLDS),
    Case("Q121", {"not_awarding": ("DE-001",)}, BROKEN),
    Case("Q121", {"not_awarding": None}, UNKNOWN),
    Case("Q121", {"programme_kind": ProgrammeKind.JOINT_PROGRAMME}, NOT_APPLICABLE),
]

MAPPED = ClauseFacts(Kind.DOUBLE_DEGREE, located=tuple(Topic), unconfirmed=())
OF_TOPIC = {
    "Q201": Topic.QUALITY,
    "Q202": Topic.ASSESSMENT,
    "Q203": Topic.ADMISSION,
    "Q204": Topic.CREDITS,
    "Q205": Topic.STAFF_MOBILITY,
    "Q206": Topic.AWARD,
}
AGREEMENT_CASES = [
    *(Case(rule, {}, HOLDS) for rule in OF_TOPIC),
    *(
        Case(rule, {"located": tuple(t for t in Topic if t is not topic)}, BROKEN)
        for rule, topic in OF_TOPIC.items()
    ),
    *(Case(rule, {"located": None}, UNKNOWN) for rule in (*OF_TOPIC, "Q207")),
    *(Case(rule, {"kind": Kind.MEMORANDUM}, NOT_APPLICABLE) for rule in (*OF_TOPIC, "Q207")),
    Case("Q207", {}, HOLDS),
    Case("Q207", {"unconfirmed": (Topic.DEGREE,)}, BROKEN),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_judges_facts(case: Case) -> None:
    assert found(PROGRAMMES, SOUND, case) is case.verdict


@pytest.mark.parametrize("case", AGREEMENT_CASES, ids=str)
def test_a_rule_judges_the_map_of_clauses(case: Case) -> None:
    assert found(AGREEMENTS, MAPPED, case) is case.verdict


def test_every_possible_outcome_of_every_rule_is_tried() -> None:
    assert untested(PROGRAMMES, CASES) | untested(AGREEMENTS, AGREEMENT_CASES) == set()


def test_a_sound_programme_breaks_nothing() -> None:
    verdicts_ = {judge(rule, SOUND).verdict for rule in PROGRAMMES.rules}
    assert verdicts_ == {Verdict.HOLDS}


@pytest.mark.parametrize(
    ("total", "level", "weight"), [("59", Level.MASTER, "E"), ("300", Level.BACHELOR, "W")]
)
def test_only_too_few_credits_of_a_master_are_an_error(
    total: str, level: Level, weight: str
) -> None:
    rule = next(rule for rule in PROGRAMMES.rules if rule.id == "Q120")
    assert judge(rule, replace(SOUND, **credits(total, level))).severity.value == weight


def test_an_error_is_only_what_the_order_or_the_european_approach_demands() -> None:
    for rule in (*PROGRAMMES.rules, *AGREEMENTS.rules):
        if rule.severity is Severity.ERROR:
            assert "Order 152" in str(rule.clause) or "European Approach" in str(rule.clause)


def test_rules_about_counts_are_the_institutions_own_business() -> None:
    counts = {"taught_in", "withdrawn", "studied"}
    for rule in PROGRAMMES.rules:
        assert rule.internal == bool(counts & {*rule.names}), rule.id


@pytest.fixture(autouse=True)
def the_day() -> Any:
    """It is 23 November 2026."""
    with clock.moved_to(TODAY):
        yield


def read(programme: Any) -> QualityFacts:
    """The facts of a stored programme."""
    session.flush()
    session.expire_all()
    return programme_facts([programme])[programme.id]


def test_a_bare_programme_leaves_most_unknown_and_breaks_no_must(make: Make) -> None:
    programme = make.programme()
    session.flush()
    findings = examine([PROGRAMMES], "programme", [programme])[programme.id]
    verdicts_ = {finding.id: finding.verdict for finding in findings}
    unknown = {"Q101", "Q102", "Q103", "Q104", "Q105", "Q106", "Q108", "Q110", "Q112", "Q113"}
    assert {rule for rule, verdict in verdicts_.items() if verdict is UNKNOWN} == unknown
    assert {f.id for f in findings if f.verdict is BROKEN} == {"Q111", "Q114"} | (
        {"Q116"} if verdicts_["Q116"] is BROKEN else set()
    )


def test_the_policy_of_the_institution_is_read(make: Make) -> None:
    home = make.institution()
    programme = make.programme(make.agreement(home))
    session.add(
        QualityPolicy(
            institution_id=home.id,
            url=WEB,
            adopted_on=date(2024, 2, 1),
            languages=["kk", "ru"],
            admission_url="",
            support_url=" ",
            survey_on=date(2026, 1, 1),
        )
    )
    facts = read(programme)
    assert (facts.policy_url, facts.policy_languages) == (WEB, ("kk", "ru"))
    assert facts.admission_url is None and facts.support_url is None and facts.admission is None
    assert facts.survey_on == date(2026, 1, 1)


def test_a_partner_is_shown_by_a_source_or_a_ranking(make: Make) -> None:
    partners = [
        make.partner(source="by_hand"),
        make.partner(source="WHED"),
        make.partner(source=""),
    ]
    programme = make.programme(make.agreement(partners=partners))
    assert set(read(programme).unsourced_partners or ()) == {partners[0].code, partners[2].code}
    session.add(
        Ranking(institution_id=partners[0].id, system=RankingSystem.QS, year=2026, rank=300)
    )
    assert read(programme).unsourced_partners == (partners[2].code,)


def test_partners_without_a_period_and_without_an_award_are_named(make: Make) -> None:
    one, other = make.partner(), make.partner()
    agreement = make.agreement(partners=[one, other])
    programme = make.programme(agreement)
    assert read(programme).idle_partners == (other.code,)
    assert read(programme).not_awarding == ()
    for award in _awards(programme):
        if award.institution_id == other.id:
            award.intake_until = 2025
        if award.institution_id == one.id:
            award.supplement = False
    facts = read(programme)
    assert facts.not_awarding == (other.code,)
    assert facts.without_supplement == (one.code,)


def test_one_joint_degree_is_the_degree_of_all(make: Make) -> None:
    programme = make.programme()
    first, *rest = _awards(programme)
    first.role = AwardRole.JOINT
    for award in rest:
        session.delete(award)
    assert read(programme).not_awarding == ()


def _awards(programme: Any) -> list[ProgrammeAward]:
    wanted = select(ProgrammeAward).where(ProgrammeAward.programme_id == programme.id)
    return list(session.scalars(wanted.order_by(ProgrammeAward.id)))


def test_who_left_is_counted_against_all_who_were_there(make: Make) -> None:
    home = make.institution()
    programme = make.programme(make.agreement(home))
    cohort = make.cohort(programme)
    make.figures(home, 2025)
    make.contingent(cohort, 2025, n=10, language="ru")
    group = {"sex": Sex.FEMALE, "citizenship_group": "KZ"}
    session.add(Movement(cohort_id=cohort.id, year=2025, **group, withdrawn=4, graduated=6))
    session.add(Movement(cohort_id=cohort.id, year=2024, **group, withdrawn=9))
    facts = read(programme)
    assert (facts.withdrawn, facts.studied, facts.taught_in) == (4, 20, ("ru",))
    assert facts.youngest_until == date(2028, 8, 31)


@pytest.mark.parametrize(
    ("year", "stage", "expected"),
    [
        (2026, FiguresStage.FILED, date(2026, 11, 22)),
        (2026, FiguresStage.OPEN, None),
        (2025, FiguresStage.FILED, None),
    ],
)
def test_the_last_year_that_is_due_is_looked_at(
    make: Make, year: int, stage: FiguresStage, expected: date | None
) -> None:
    home = make.institution()
    make.figures(home, year, stage=stage)
    facts = read(make.programme(make.agreement(home)))
    assert (facts.figures_year, facts.figures_due_on) == (2026, date(2026, 11, 15))
    assert facts.figures_filed_on == expected


def test_nobody_is_expected_to_file_before_reporting_began(make: Make) -> None:
    facts = read(make.programme(make.agreement(make.institution(reports_from=2027))))
    assert facts.figures_year is None


def test_before_the_day_the_year_before_is_the_last_that_is_due(make: Make) -> None:
    programme = make.programme()
    with clock.moved_to(date(2026, 11, 15)):
        assert read(programme).figures_year == 2025


def test_accreditation_and_validity_are_those_of_today(make: Make) -> None:
    agreement = make.agreement(term={"ends_on": TODAY - timedelta(days=1)})
    programme = make.programme(agreement)
    session.add(
        Accreditation(
            programme_id=programme.id,
            agency="IAAR",
            kind=AccreditationKind.PROGRAMME,
            valid_from=TODAY,
            valid_until=date(2031, 1, 1),
        )
    )
    facts = read(programme)
    assert facts.in_force is False and facts.accredited_today
    agreement.stage = Stage.DRAFT
    assert not read(programme).is_concluded


def test_a_protocol_rests_on_the_places_of_its_agreement(make: Make) -> None:
    home = make.institution()
    parent = make.agreement(home)
    protocol = make.agreement(home, kind=Kind.PROTOCOL, parent_id=parent.id)
    bare = make.agreement(home)
    for agreement, topic, reference, page in (
        (parent, Topic.QUALITY, "8", None),
        (protocol, Topic.DEGREE, "", 3),
        (protocol, Topic.AWARD, " ", None),
    ):
        session.add(Clause(agreement_id=agreement.id, topic=topic, reference=reference, page=page))
    session.flush()
    facts = agreement_facts([parent, protocol, bare])
    assert facts[protocol.id].located == (Topic.DEGREE, Topic.QUALITY)
    assert facts[protocol.id].unconfirmed == (Topic.DEGREE,)
    assert facts[parent.id].located == (Topic.QUALITY,)
    assert facts[bare.id].located is None


def test_facts_cost_the_same_for_two_hundred_as_for_two(make: Make) -> None:
    agreements = [make.agreement() for _ in range(10)]
    programmes = [make.programme(agreements[n % 10]) for n in range(200)]
    for programme in programmes[::7]:
        make.contingent(make.cohort(programme))
    session.flush()
    assert cost(programme_facts, programmes[:2]) == cost(programme_facts, programmes)
    assert cost(agreement_facts, agreements[:2]) == cost(agreement_facts, agreements) == 2
    assert len(programme_facts(programmes)) == 200
