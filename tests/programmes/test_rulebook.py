"""Each register rule of a programme: on facts alone, then as the database tells them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from app.agreements.models import AgreementPartner, Kind, Stage
from app.kernel import clock
from app.kernel.db import session
from app.kernel.rules import Severity, Verdict, examine, judge
from app.programmes.facts import (
    Accredited,
    ProgrammeFacts,
    ProgrammesOfAgreementFacts,
    agreement_facts,
    facts,
)
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    ClassifierEntry,
    DiplomaScheme,
    ProgrammeAward,
    ProgrammeKind,
    RegistryStatus,
    Track,
)
from app.programmes.path import Level, Place, parse_label
from app.programmes.rulebooks.agreements import AGREEMENTS
from app.programmes.rulebooks.register import REGISTER
from tests.makers import Make
from tests.verdicts import BROKEN, HOLDS, NOT_APPLICABLE, UNKNOWN, Case, cost, found, untested

TODAY = date(2026, 11, 23)
PATH = parse_label("2+2", "bachelor")
FIVE_YEARS = Accredited("IAAR", AccreditationKind.PROGRAMME, date(2024, 1, 15), date(2029, 1, 14))

SOUND = ProgrammeFacts(
    today=TODAY,
    next_reference_on=date(2027, 10, 1),
    registry_code="6B04101",
    is_in_classifier=True,
    level=Level.BACHELOR,
    track=None,
    programme_kind=ProgrammeKind.DOUBLE,
    diploma_scheme=DiplomaScheme.TWO_EQUAL,
    name_kk="Бизнесті басқару",
    name_ru="Управление бизнесом",
    name_en="Business Administration",
    ects_total=Decimal(240),
    ects_home=Decimal(120),
    ects_partner=Decimal(120),
    ects_recognised=Decimal(120),
    path=PATH,
    path_text=PATH.text,
    periods_home=2,
    periods_partner=2,
    path_months=48,
    duration_months=48,
    first_intake=2024,
    last_intake=None,
    intake_open=True,
    registry_status=RegistryStatus.INCLUDED,
    accreditations=(FIVE_YEARS,),
    accredited_until=FIVE_YEARS.valid_until,
    staff_partner=6,
    coordinator_domain="qd.example",
    partner_domains=("partner.example",),
    last_review_on=date(2023, 5, 1),
    has_agreement=True,
    agreement_kind=Kind.DOUBLE_DEGREE,
    agreement_levels=("B", "M"),
    agreement_starts_on=date(2024, 9, 1),
    is_wound_up=False,
    strangers=(),
    in_epvo=None,
)
NO_PATH = dict.fromkeys(("path", "path_text", "periods_home", "periods_partner", "path_months"))
MASTER = {"level": Level.MASTER, "registry_code": "7M04101"}
CLOSED = {"intake_open": False, "last_intake": 2019}
WOUND_UP = {"is_wound_up": True}
JP = {"programme_kind": ProgrammeKind.JOINT_PROGRAMME}
ONE_JOINT = {"diploma_scheme": DiplomaScheme.ONE_JOINT}


def accredited(kind: AccreditationKind, until: date, since: date = date(2020, 1, 1)) -> Any:
    return {"accreditations": (FIVE_YEARS, Accredited("AQ", kind, since, until))}


def credits(total: int, level: Level = Level.BACHELOR, track: Track | None = None) -> Any:
    return {"ects_total": Decimal(total), "level": level, "track": track}


CASES = [
    Case("F301", {}, HOLDS),
    Case("F301", {"registry_code": "6B0408801"}, HOLDS),
    Case("F301", {"registry_code": "6B041"}, BROKEN),
    Case("F301", {"registry_code": "7R0908801"}, BROKEN),
    Case("F301", {"registry_code": "6В04101"}, BROKEN),
    Case("F301", {"is_in_classifier": False}, BROKEN),
    Case("F301", {"registry_code": None}, UNKNOWN),
    Case("F301", {"is_in_classifier": None}, UNKNOWN),
    Case("F302", {}, HOLDS),
    Case("F302", MASTER, HOLDS),
    Case("F302", {"level": Level.MASTER}, BROKEN),
    Case("F302", {"level": Level.DOCTORAL}, BROKEN),
    Case("F302", {"registry_code": None}, UNKNOWN),
    Case("F303", {}, HOLDS),
    Case("F303", {"ects_home": Decimal(180)}, HOLDS),
    Case("F303", {"ects_home": Decimal("119.5")}, BROKEN),
    Case("F303", {"ects_home": Decimal(240), "ects_partner": Decimal(0)}, BROKEN),
    Case("F303", JP | {"ects_home": Decimal(240), "ects_partner": Decimal(0)}, HOLDS),
    Case("F304", {}, HOLDS),
    Case("F304", credits(239), BROKEN),
    Case("F304", credits(120, Level.MASTER, Track.SCIENTIFIC), HOLDS),
    Case("F304", credits(119, Level.MASTER, Track.SCIENTIFIC), BROKEN),
    Case("F304", credits(60, Level.MASTER, Track.PROFILE), HOLDS),
    Case("F304", credits(59, Level.MASTER, Track.PROFILE), BROKEN),
    Case("F304", credits(180, Level.DOCTORAL), HOLDS),
    Case("F304", credits(179, Level.DOCTORAL), BROKEN),
    Case("F304", credits(60, Level.MASTER), UNKNOWN),
    Case("F304", credits(1, Level.RESIDENCY), NOT_APPLICABLE),
    Case("F304", {"registry_code": "6B09101"}, BROKEN),
    Case("F304", {"registry_code": None}, HOLDS),
    Case("F305", {}, HOLDS),
    Case("F305", {"periods_partner": 0}, BROKEN),
    Case("F305", {"periods_home": 0}, BROKEN),
    Case("F305", NO_PATH, UNKNOWN),
    Case("F305", JP | {"periods_partner": 0}, NOT_APPLICABLE),
    Case("F306", {}, HOLDS),
    Case("F306", {"duration_months": 46}, HOLDS),
    Case("F306", {"duration_months": 51}, BROKEN),
    Case("F306", NO_PATH, UNKNOWN),
    Case("F307", {}, HOLDS),
    Case("F307", {"path": parse_label("3+1", "bachelor")}, HOLDS),
    Case("F307", {"path": parse_label("1+1+1+1", "bachelor")}, BROKEN),
    Case("F307", MASTER | {"path": parse_label("1+1", "master")}, HOLDS),
    Case("F307", MASTER | {"path": parse_label("1+2", "master")}, BROKEN),
    Case("F307", NO_PATH, UNKNOWN),
    Case("F308", {}, HOLDS),
    Case("F308", {"name_ru": "Бизнесті басқару"}, HOLDS),
    Case("F308", {"name_kk": " MBA", "name_ru": "mba", "name_en": "MBA"}, BROKEN),
    Case("F308", {"name_ru": " "}, BROKEN),
    Case("F309", {}, HOLDS),
    Case("F309", {"name_en": "Data Science (2+2), année"}, HOLDS),
    Case("F309", {"name_kk": "Business"}, BROKEN),
    Case("F309", {"name_en": "Вusiness"}, BROKEN),
    Case("F309", {"name_en": ""}, NOT_APPLICABLE),
    Case("F310", ONE_JOINT | {"programme_kind": ProgrammeKind.JOINT_DEGREE}, HOLDS),
    Case("F310", ONE_JOINT, BROKEN),
    Case("F309", {"name_en": "\U00017000"}, BROKEN),
    Case("F310", {}, NOT_APPLICABLE),
    Case("F312", {}, HOLDS),
    Case("F312", {"registry_status": RegistryStatus.EXCLUDED}, BROKEN),
    Case("F312", {"registry_status": RegistryStatus.NOT_INCLUDED}, BROKEN),
    Case("F312", {"intake_open": False}, NOT_APPLICABLE),
    Case("F313", {}, HOLDS),
    Case("F313", {"accredited_until": date(2027, 10, 1)}, HOLDS),
    Case("F313", {"accredited_until": date(2027, 9, 30)}, BROKEN),
    Case("F313", {"accreditations": (), "accredited_until": None}, BROKEN),
    Case("F313", CLOSED | {"accredited_until": None}, NOT_APPLICABLE),
    Case("F313", CLOSED | {"last_intake": 2023, "accredited_until": None}, BROKEN),
    Case("F313", WOUND_UP | {"accredited_until": None}, NOT_APPLICABLE),
    Case("F314", {}, HOLDS),
    Case("F314", accredited(AccreditationKind.PROGRAMME, date(2026, 12, 31)), HOLDS),
    Case("F314", accredited(AccreditationKind.PROGRAMME, date(2027, 1, 1)), BROKEN),
    Case("F314", accredited(AccreditationKind.EUROPEAN_APPROACH, date(2025, 12, 31)), HOLDS),
    Case("F314", accredited(AccreditationKind.EUROPEAN_APPROACH, date(2026, 1, 1)), BROKEN),
    Case("F314", accredited(AccreditationKind.INSTITUTION, date(2019, 1, 1)), BROKEN),
    Case("F314", {"accreditations": ()}, NOT_APPLICABLE),
    Case("F315", {}, HOLDS),
    Case("F315", {"staff_partner": 0}, BROKEN),
    Case("F315", {"staff_partner": None}, UNKNOWN),
    Case("F316", {}, HOLDS),
    Case("F316", {"partner_domains": ("partner.example", "qd.example")}, BROKEN),
    Case("F316", {"partner_domains": None}, UNKNOWN),
    Case("F316", {"coordinator_domain": None}, UNKNOWN),
    Case("F317", {}, HOLDS),
    Case("F317", {"last_review_on": date(2021, 11, 23)}, HOLDS),
    Case("F317", {"last_review_on": date(2021, 11, 22)}, BROKEN),
    Case("F317", {"last_review_on": None}, BROKEN),
    Case("F317", CLOSED | {"last_review_on": None}, NOT_APPLICABLE),
    Case("F317", WOUND_UP | {"last_review_on": None}, NOT_APPLICABLE),
    Case("X102", {}, HOLDS),
    Case("X102", {"agreement_kind": Kind.PROTOCOL}, HOLDS),
    Case("X102", {"agreement_kind": Kind.MEMORANDUM}, BROKEN),
    Case("X108", {}, HOLDS),
    Case("X108", {"first_intake": 2023}, BROKEN),
    Case("X108", {"agreement_starts_on": None}, UNKNOWN),
    Case("X116", {}, HOLDS),
    Case("X116", {"agreement_levels": ("M", "D")}, BROKEN),
    Case("X116", {"agreement_levels": None}, UNKNOWN),
    Case("X118", {"in_epvo": True}, HOLDS),
    Case("X118", {"in_epvo": False}, BROKEN),
    Case("X118", {}, UNKNOWN),
    Case("F302", {"level": None}, UNKNOWN),
    Case("F303", {"ects_home": None}, UNKNOWN),
    Case("F303", {"ects_partner": None}, UNKNOWN),
    Case("F303", {"ects_total": None}, UNKNOWN),
    Case("F303", {"programme_kind": None}, UNKNOWN),
    Case("F304", {"level": None}, UNKNOWN),
    Case("F304", {"ects_total": None}, UNKNOWN),
    Case("F306", {"duration_months": None}, UNKNOWN),
    Case("F307", {"level": None}, UNKNOWN),
    Case("F310", {"diploma_scheme": None}, UNKNOWN),
    Case("F310", ONE_JOINT | {"programme_kind": None}, UNKNOWN),
    Case("F312", {"intake_open": None}, UNKNOWN),
    Case("F312", {"registry_status": None}, UNKNOWN),
    Case("F313", CLOSED | {"duration_months": None}, UNKNOWN),
    Case("F314", {"accreditations": None}, UNKNOWN),
    Case("F317", CLOSED | {"intake_open": None}, UNKNOWN),
    Case("X102", {"agreement_kind": None}, UNKNOWN),
    Case("X102", {"has_agreement": False, "agreement_kind": None}, BROKEN),
    Case("X108", {"first_intake": None}, UNKNOWN),
    Case("X116", {"level": None}, UNKNOWN),
    Case("R002", {"ects_partner": None}, UNKNOWN),
    Case("R001", {}, HOLDS),
    Case("R001", {"strangers": ("QP-DE-01",)}, BROKEN),
    Case("R002", {}, HOLDS),
    Case("R002", {"ects_recognised": Decimal("120.5")}, BROKEN),
    Case("R002", {"ects_recognised": None}, UNKNOWN),
]

WITH_PROGRAMME = ProgrammesOfAgreementFacts(Kind.DOUBLE_DEGREE, is_concluded=True, programmes=1)
AGREEMENT_CASES = [
    Case("X104", {}, HOLDS),
    Case("X104", {"programmes": 0}, BROKEN),
    Case("X104", {"agreement_kind": None}, UNKNOWN),
    Case("X104", {"programmes": 0, "agreement_kind": Kind.MEMORANDUM}, NOT_APPLICABLE),
    Case("X104", {"programmes": 0, "is_concluded": False}, NOT_APPLICABLE),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_judges_facts(case: Case) -> None:
    assert found(REGISTER, SOUND, case) is case.verdict


@pytest.mark.parametrize("case", AGREEMENT_CASES, ids=str)
def test_an_agreement_is_judged_by_its_programmes(case: Case) -> None:
    assert found(AGREEMENTS, WITH_PROGRAMME, case) is case.verdict


def test_every_possible_outcome_of_every_rule_is_tried() -> None:
    assert untested(REGISTER, CASES) | untested(AGREEMENTS, AGREEMENT_CASES) == set()


def test_a_sound_programme_breaks_nothing() -> None:
    verdicts = {judge(rule, SOUND).verdict for rule in REGISTER.rules}
    assert Verdict.BROKEN not in verdicts


def test_the_review_of_a_leap_day_is_five_years_old_on_28_february() -> None:
    reviewed = replace(SOUND, last_review_on=date(2024, 2, 29))
    assert replace(reviewed, today=date(2029, 2, 28)).was_reviewed_within(5)
    assert not replace(reviewed, today=date(2029, 3, 1)).was_reviewed_within(5)


def read(programme: Any) -> ProgrammeFacts:
    """The facts of a stored programme on the day of the story."""
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        return facts([programme])[programme.id]


def verdicts(programme: Any) -> dict[str, Verdict]:
    session.flush()
    session.expire_all()
    with clock.moved_to(TODAY):
        findings = examine([REGISTER], "programme", [programme])[programme.id]
    return {finding.id: finding.verdict for finding in findings}


def accredit(programme: Any, until: date) -> None:
    session.add(
        Accreditation(
            programme_id=programme.id,
            agency="IAAR",
            kind=AccreditationKind.PROGRAMME,
            valid_from=date(2022, 1, 1),
            valid_until=until,
        )
    )
    session.flush()


def test_a_complete_programme_of_the_register_is_in_order(make: Make) -> None:
    programme = make.programme(last_review_on=date(2025, 6, 1), ects_recognised=Decimal(100))
    accredit(programme, date(2028, 12, 31))
    judged = verdicts(programme)
    assert {rule for rule, verdict in judged.items() if verdict is BROKEN} == set()
    assert {rule for rule, verdict in judged.items() if verdict is UNKNOWN} == {"X118"}


def test_the_next_reference_date_is_the_first_october_to_come(make: Make) -> None:
    programme = make.programme()
    for today, awaited in (
        (date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2027, 10, 1)),
    ):
        with clock.moved_to(today):
            assert facts([programme])[programme.id].next_reference_on == awaited


def test_the_latest_accreditation_counts(make: Make) -> None:
    programme = make.programme()
    for until in (date(2028, 12, 31), date(2026, 12, 31)):
        accredit(programme, until)
    assert read(programme).accredited_until == date(2028, 12, 31)
    assert verdicts(programme)["F313"] is HOLDS


@pytest.mark.parametrize(
    ("code", "listed"),
    [
        ("6B04101", True),
        ("6B0408801", True),
        ("7R09101", True),
        ("6B99901", False),
        ("", None),
    ],
)
def test_a_direction_is_looked_up_in_the_classifier(
    make: Make, code: str, listed: bool | None
) -> None:
    assert read(make.programme(registry_code=code)).is_in_classifier is listed


def test_without_a_classifier_no_code_is_wrong(make: Make) -> None:
    session.query(ClassifierEntry).delete()
    assert verdicts(make.programme(registry_code="6B99901"))["F301"] is UNKNOWN


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        (credits(239), Severity.ERROR),
        (credits(239) | {"registry_code": "6B10101"}, Severity.ERROR),
        (credits(240) | {"registry_code": "6B10101"}, Severity.WARNING),
        (credits(299) | {"registry_code": "6B09102"}, Severity.WARNING),
        (credits(300) | {"registry_code": "6B09102"}, None),
        (credits(240) | {"registry_code": "6B07301", "name_ru": "Архитектура"}, Severity.WARNING),
        (credits(240) | {"registry_code": "6B02101", "name_en": "Design"}, Severity.WARNING),
        (credits(240) | {"registry_code": "6B07302", "name_ru": "Строительство"}, None),
        (credits(240) | {"registry_code": "6B06101", "name_en": "Web Design"}, None),
    ],
)
def test_few_credits_weigh_less_where_five_years_are_only_usual(
    changes: Any, severity: Severity | None
) -> None:
    rule = next(rule for rule in REGISTER.rules if rule.id == "F304")
    finding = judge(rule, replace(SOUND, **changes))
    assert (finding.severity if finding.verdict is BROKEN else None) == severity


def test_a_programme_without_path_or_address_is_unknown_and_not_broken(make: Make) -> None:
    programme = make.programme(path=(), coordinator_email="", staff_partner=None)
    judged = verdicts(programme)
    assert {judged[r] for r in ("F305", "F306", "F307", "F315", "F316")} == {UNKNOWN}


def test_periods_that_make_no_path_are_unknown(make: Make) -> None:
    programme = make.programme(path=((Place.HOME, 2), (Place.HOME, 2)))
    assert read(programme).path is None


def test_one_partner_without_an_address_leaves_the_domains_unknown(make: Make) -> None:
    agreement = make.agreement(partners=[make.partner(), make.partner()])
    known, unknown = make.programme(agreement), make.programme(agreement)
    unknown.partners[0].coordinator_email = ""
    assert read(known).partner_domains == ("b.de", "b.de")
    assert read(unknown).partner_domains is None


def test_the_agreement_is_known_to_its_programme(make: Make) -> None:
    agreement = make.agreement(
        kind=Kind.MEMORANDUM, levels=[], term={"starts_on": date(2025, 9, 1)}
    )
    judged = verdicts(make.programme(agreement, first_intake=2024))
    assert (judged["X102"], judged["X108"], judged["X116"]) == (BROKEN, BROKEN, UNKNOWN)


def test_whoever_is_dropped_from_the_agreement_neither_teaches_nor_awards(make: Make) -> None:
    kept, dropped = make.partner(), make.partner(code="QP-XX-01")
    agreement = make.agreement(partners=[dropped, kept])
    programme = make.programme(agreement)
    assert verdicts(programme)["R001"] is HOLDS
    session.execute(delete(AgreementPartner).where(AgreementPartner.institution_id == dropped.id))
    assert read(programme).strangers == ("QP-XX-01",)
    assert verdicts(programme)["R001"] is BROKEN


@pytest.mark.parametrize("side", ["partners", "periods", "awards"])
def test_a_stranger_is_found_on_every_side_of_a_programme(make: Make, side: str) -> None:
    programme, stranger = make.programme(), make.partner(code="QP-XX-01")
    rows = getattr(programme, side)
    rows[-1].institution_id = stranger.id
    assert read(programme).strangers == ("QP-XX-01",)


def test_diplomas_of_intakes_that_are_over_are_history(make: Make) -> None:
    programme, stranger = make.programme(), make.partner(code="QP-XX-01")
    award = programme.awards[-1]
    award.institution_id, award.intake_until = stranger.id, 2025
    assert read(programme).strangers == ()
    session.get_one(ProgrammeAward, award.id).intake_until = 2026
    assert read(programme).strangers == ("QP-XX-01",)


@pytest.mark.parametrize(
    ("until", "verdict"),
    [(None, NOT_APPLICABLE), (date(2026, 11, 22), NOT_APPLICABLE), (TODAY, BROKEN)],
)
def test_under_a_terminated_agreement_only_a_teach_out_asks_for_accreditation(
    make: Make, until: date | None, verdict: Verdict
) -> None:
    agreement = make.agreement(
        stage=Stage.TERMINATED, terminated_on=date(2026, 1, 1), teachout_until=until
    )
    judged = verdicts(make.programme(agreement))
    assert (judged["F313"], judged["F317"]) == (verdict, verdict)


def test_an_agreement_without_programmes_is_declarative(make: Make) -> None:
    empty, draft = make.agreement(), make.agreement(stage=Stage.DRAFT)
    used = make.agreement()
    make.programme(used)
    known = agreement_facts([empty, draft, used])
    judged = {key: judge(AGREEMENTS.rules[0], known[key]).verdict for key in known}
    assert judged == {empty.id: BROKEN, draft.id: NOT_APPLICABLE, used.id: HOLDS}


def test_facts_cost_the_same_number_of_queries_for_one_and_for_twenty(make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home)
    programmes = [make.programme(agreement) for _ in range(20)]
    agreements = [make.agreement(home) for _ in range(20)]
    assert cost(facts, programmes[:1]) == cost(facts, programmes) == 7
    assert cost(agreement_facts, agreements[:1]) == cost(agreement_facts, agreements) == 1
