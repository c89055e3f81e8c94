"""What a return's workbook contains: the register's rows, cell by cell."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.agreements.models import Clause, Stage, Topic
from app.agreements.term import TermCause, TermKind
from app.cohorts.models import Diplomas, Flow, Graduation, Mobility, Movement, Sex
from app.institutions.models import Institution
from app.kernel import clock, codes
from app.kernel.clock import COUNTRY_ZONE
from app.kernel.db import session
from app.kernel.workbook.kinds import Integer
from app.kernel.workbook.reader import cells, stamp_lines
from app.kernel.workbook.text import Text
from app.kernel.years import AcademicYear
from app.programmes.models import (
    Accreditation,
    AccreditationKind,
    AwardRole,
    Programme,
    ProgrammeAward,
)
from app.quality.models import (
    Action,
    Confidence,
    Evidence,
    EvidenceKind,
    EvidenceUse,
    Framework,
    Grade,
    Judgement,
    Review,
    ReviewStage,
)
from app.returns import queries, rows, workbook
from app.returns.editions import CURRENT
from tests.makers import Make

YEAR = AcademicYear(2025)


def material(home: Institution, year: AcademicYear = YEAR) -> queries.Material:
    """What the return is made of, read anew."""
    session.flush()
    session.expire_all()
    return queries.material(home, year)


def sheets(home: Institution, year: AcademicYear = YEAR) -> dict[str, list[dict[str, Any]]]:
    """All rows of the return."""
    return rows.sheets(material(home, year))


def only(home: Institution, sheet: str, year: AcademicYear = YEAR) -> dict[str, Any]:
    """The single row of a sheet."""
    (row,) = sheets(home, year)[sheet]
    return row


def plain(value: Any) -> Any:
    """A value as a reader of the workbook gives it back."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return value.normalize()
    if isinstance(value, (list, tuple)):
        return tuple(plain(one) for one in value) or None
    return None if value == "" else value


def plainly(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their empty cells left out."""
    return [
        {name: plain(value) for name, value in row.items() if plain(value) is not None}
        for row in found
    ]


def accredited(programme: Programme, agency: str, since: date, until: date) -> Accreditation:
    """A decision on the programme."""
    return Accreditation(
        programme_id=programme.id,
        agency=agency,
        kind=AccreditationKind.PROGRAMME,
        valid_from=since,
        valid_until=until,
    )


@pytest.fixture
def home(make: Make) -> Institution:
    """An institution whose figures of 2025–26 are filed."""
    found: Institution = make.institution(
        code="QD-01", epvo_number="401", name_kk="Ұлы дала университеті"
    )
    make.figures(
        found,
        contact_name="Дина Оспанова",
        contact_email="dina@example.org",
        signatory_name="Ерлан Қасымов",
    )
    return found


@pytest.fixture
def full(make: Make, home: Institution) -> Institution:
    """The same with something on every sheet."""
    agreement = make.agreement(home, [make.partner(country="DE"), make.partner(country="FR")])
    session.add_all(
        Clause(agreement_id=agreement.id, topic=t, reference=f"=§{n}")
        for n, t in enumerate(Topic, 1)
    )
    programme = make.programme(agreement, ects_total=Decimal("240.5"), online_share=20)
    session.add(accredited(programme, "IAAR", date(2024, 6, 1), date(2029, 5, 31)))
    cohort = make.cohort(programme)
    make.contingent(cohort, n=7, on_leave=1)
    make.contingent(cohort, n=3, sex=Sex.MALE, citizenship="XX", funding="G")
    make.contingent(cohort, n=0, on_leave=2, sex=Sex.MALE)
    counted = {"cohort_id": cohort.id, "year": 2025, "sex": Sex.FEMALE, "citizenship_group": "KZ"}
    session.add(Movement(**counted, admitted=9, withdrawn=2, withdraw_reason="1", graduated=0))
    session.add(Graduation(**counted, graduation_year=2025, diplomas=Diplomas.BOTH, n=4, on_time=3))
    session.add(
        Mobility(
            programme_id=programme.id,
            year=2025,
            flow=Flow.OUT,
            starts_on=date(2025, 2, 1),
            ends_on=date(2025, 6, 30),
            country="DE",
            host_id=agreement.partners[0].institution_id,
            funding="O",
            n=4,
            ects_planned=Decimal(30),
            ects_earned=Decimal("27.5"),
        )
    )
    reviewed(home, programme.id, date(2025, 5, 20))
    return home


def reviewed(
    home: Institution, programme_id: int | None, signed_on: date, grade: Grade = Grade.FULL
) -> Review:
    """A self-assessment by the ESG that was signed on a day, its first standard judged."""
    framework = session.scalars(
        select(Framework)
        .where(Framework.code == "esg-2015")
        .options(selectinload(Framework.standards))
    ).one()
    at = datetime.combine(signed_on, time(9), COUNTRY_ZONE)
    review = Review(
        framework_id=framework.id,
        institution_id=home.id,
        programme_id=programme_id,
        stage=ReviewStage.SIGNED,
        opened_at=at,
        signed_at=at,
        signed_by="Ерлан Ахметов",
    )
    policy = Evidence(
        institution_id=home.id,
        kind=EvidenceKind.LINK,
        title="Policy",
        url="https://demo.example/policy",
        confidence=Confidence.CLAIMED,
        added_at=at,
    )
    session.add_all([review, policy])
    session.flush()
    standard = framework.standards[0]
    judgement = Judgement(
        review_id=review.id, standard_id=standard.id, grade=grade, comment="=1", judged_at=at
    )
    session.add(judgement)
    session.flush()
    session.add_all(
        [
            EvidenceUse(judgement_id=judgement.id, evidence_id=policy.id),
            Action(
                institution_id=home.id,
                programme_id=programme_id,
                review_id=review.id,
                standard_id=standard.id,
                title="Ask the students",
                owner_name="Айгүл Сапарова",
                due_on=date(2026, 3, 1),
                closed_on=date(2026, 2, 1),
                opened_on=signed_on,
            ),
        ]
    )
    session.flush()
    return review


def test_what_was_judged_by_the_reference_date_is_filed(make: Make, full: Institution) -> None:
    reviewed(full, None, date(2025, 10, 1), Grade.PARTIAL)
    reviewed(full, None, date(2025, 10, 2))
    whole, programme = sorted(sheets(full)["8_QA"], key=lambda row: row["prog_id"] != "INST")
    assert (whole["framework"], whole["std_code"]) == ("ESG2015", "1.1")
    assert whole["judgement"] is Grade.PARTIAL
    assert (whole["action"], whole["action_due"]) == ("Ask the students", date(2026, 3, 1))
    assert whole["action_done"] is None
    assert whole["assessed_at"] == date(2025, 10, 1)
    assert programme["prog_id"] != "INST"
    assert programme["evidence_ref"] == "https://demo.example/policy"


def test_the_last_self_assessment_stands_for_those_before(make: Make, full: Institution) -> None:
    reviewed(full, None, date(2024, 5, 1), Grade.NONE)
    reviewed(full, None, date(2025, 5, 1), Grade.SUBSTANTIAL)
    found = [row for row in sheets(full)["8_QA"] if row["prog_id"] == "INST"]
    assert [row["judgement"] for row in found] == [Grade.SUBSTANTIAL]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_cell_says_what_the_register_knows(full: Institution, language: str) -> None:
    expected = sheets(full)
    assert all(expected.values())
    content = workbook.filled(full, YEAR, language)
    book = {
        name: {code: Text(t.kk, t.ru, t.en) for code, t in entries.items()}
        for name, entries in codes.book().items()
    }
    found = cells(CURRENT, content, book)
    for sheet, wanted in expected.items():
        assert plainly(found[sheet]) == plainly(wanted), sheet


def test_the_workbook_would_let_a_person_type_every_whole_number_in_it(
    full: Institution,
) -> None:
    refused = [
        f"{sheet.name}.{column.name}: {row[column.name]}"
        for sheet in CURRENT.sheets
        for row in sheets(full).get(sheet.name, [])
        for column in sheet.columns
        if isinstance(column.type, Integer) and row.get(column.name) is not None
        if not column.type.least <= row[column.name] <= column.type.most
    ]
    assert refused == []


def test_a_programme_without_a_study_path_is_in_the_return_with_empty_cells(
    make: Make, home: Institution
) -> None:
    programme = make.programme(make.agreement(home), path=())
    row = only(home, "3_PROG")
    assert row["prog_id"] == programme.code
    assert [row[name] for name in ("format_unit", "path", "format_label", "periods_home")] == [
        None
    ] * 4
    assert workbook.filled(home, YEAR, "kk")


def test_the_stamp_says_whose_return_of_which_year_it_is(full: Institution) -> None:
    said = " ".join(stamp_lines(workbook.filled(full, YEAR, "ru")).values())
    for part in (CURRENT.code, "QD-01", "2025-2026", "ru", "2025-10-01"):
        assert part in said


def test_the_same_register_gives_the_same_bytes_on_another_day(full: Institution) -> None:
    with clock.moved_to(date(2026, 11, 1)):
        first = workbook.filled(full, YEAR, "kk")
    session.expire_all()
    with clock.moved_to(date(2027, 3, 3)):
        second = workbook.filled(full, YEAR, "kk")
    assert first == second


def test_nobody_elses_rows_are_in_the_return(make: Make, full: Institution) -> None:
    other = make.institution()
    make.contingent(make.cohort(make.programme(make.agreement(other))))
    found = sheets(other)
    assert {row["agr_id"] for row in found["2_AGR"]}.isdisjoint(
        row["agr_id"] for row in sheets(full)["2_AGR"]
    )
    assert len(found["4_CONT"]) == 1


def test_a_university_without_programmes_files_a_nil_return(home: Institution) -> None:
    found = sheets(home)
    assert found["1_INST"][0]["nil_return"] is True
    assert not any(rows for sheet, rows in found.items() if sheet != "1_INST")
    assert workbook.filled(home, YEAR, "kk")


def test_an_agreement_without_programmes_is_a_row_and_so_no_nil_return(
    make: Make, home: Institution
) -> None:
    make.agreement(home)
    assert only(home, "1_INST")["nil_return"] is False
    assert len(sheets(home)["2_AGR"]) == 1


def test_a_return_may_be_looked_at_before_any_figures_are_entered(make: Make) -> None:
    bare = make.institution(code="QD-09")
    row = only(bare, "1_INST")
    assert (row["inst_code"], row["reference_date"]) == ("QD-09", date(2025, 10, 1))
    assert "total_contingent" not in row
    assert workbook.filled(bare, YEAR, "en")


def with_terms(make: Make, home: Institution, *terms: dict[str, Any], **given: Any) -> Any:
    """An agreement with these terms."""
    first, *later = terms
    agreement = make.agreement(home, term=first, **given)
    for n, term in enumerate(later, 2):
        agreement.terms.append(make.term(number=n, **{"cause": TermCause.RENEWAL} | term))
    return agreement


def test_an_agreement_tells_its_first_day_and_the_term_that_governs(
    make: Make, home: Institution
) -> None:
    with_terms(
        make,
        home,
        {"starts_on": date(2015, 9, 1), "ends_on": date(2020, 8, 31)},
        {"starts_on": date(2020, 9, 1), "ends_on": date(2026, 8, 31)},
        {"starts_on": date(2026, 9, 1), "ends_on": date(2031, 8, 31)},
    )
    row = only(home, "2_AGR")
    assert row["start_date"] == date(2015, 9, 1)
    assert row["end_date"] == date(2026, 8, 31)
    assert (plain(row["term_type"]), row["agr_status"]) == ("FIX", "ACTIVE")


def test_an_automatic_term_tells_the_end_of_its_present_period(
    make: Make, home: Institution
) -> None:
    term = {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 5, "notice_months": 6}
    with_terms(make, home, {"starts_on": date(2018, 9, 1)} | term)
    row = only(home, "2_AGR")
    assert plain(row["term_type"]) == "AUTO"
    assert (row["renew_years"], row["notice_months"]) == (5, 6)
    assert row["renewed_until"] == date(2028, 8, 31)
    assert "end_date" not in row


def test_an_automatic_term_with_notice_given_ends_where_it_ends(
    make: Make, home: Institution
) -> None:
    term = {"kind": TermKind.AUTO, "renew_years": 5, "ends_on": date(2025, 12, 31)}
    with_terms(make, home, {"starts_on": date(2021, 1, 1)} | term)
    row = only(home, "2_AGR")
    assert (row["renewed_until"], row["agr_status"]) == (date(2025, 12, 31), "EXPIRING")


def test_an_automatic_term_that_has_not_begun_tells_its_first_period(
    make: Make, home: Institution
) -> None:
    term = {"kind": TermKind.AUTO, "ends_on": None, "renew_years": 3}
    agreement = with_terms(make, home, {"starts_on": date(2026, 1, 1)} | term)
    make.contingent(make.cohort(make.programme(agreement)))
    row = only(home, "2_AGR")
    assert (row["renewed_until"], row["agr_status"]) == (date(2028, 12, 31), "SIGNED")


def test_an_indefinite_term_has_no_end(make: Make, home: Institution) -> None:
    with_terms(make, home, {"kind": TermKind.IND, "ends_on": None})
    row = only(home, "2_AGR")
    assert plain(row["term_type"]) == "IND"
    assert not {"end_date", "renewed_until", "renew_years"} & row.keys()


ENDED, LATER = date(2025, 3, 1), date(2025, 11, 1)
TAUGHT = date(2027, 8, 31)


@pytest.mark.parametrize(
    ("given", "status", "terminated", "taught"),
    [
        ({"terminated_on": ENDED}, "TERMINATED", ENDED, None),
        ({"terminated_on": ENDED, "teachout_until": TAUGHT}, "TEACHOUT", ENDED, TAUGHT),
        ({"terminated_on": ENDED, "teachout_until": ENDED}, "TERMINATED", ENDED, ENDED),
        ({"terminated_on": LATER}, "EXPIRING", None, None),
        ({"terminated_on": date(2027, 1, 1), "teachout_until": TAUGHT}, "ACTIVE", None, None),
        ({"terminated_on": date(2025, 10, 1)}, "TERMINATED", date(2025, 10, 1), None),
        ({"terminated_on": LATER, "term": {"ends_on": ENDED}}, "EXPIRED", None, None),
        (
            {"terminated_on": LATER, "teachout_until": TAUGHT, "term": {"ends_on": ENDED}},
            "TEACHOUT",
            None,
            TAUGHT,
        ),
    ],
)
def test_an_end_is_told_only_when_it_had_come_by_the_reference_date(
    make: Make,
    home: Institution,
    given: dict[str, Any],
    status: str,
    terminated: date | None,
    taught: date | None,
) -> None:
    make.agreement(home, stage=Stage.TERMINATED, **given)
    row = only(home, "2_AGR")
    assert row["agr_status"] == status
    assert row.get("terminated_date") == terminated
    assert row.get("teachout_until") == taught


def test_who_signed_is_told_with_the_position_and_every_partner(
    make: Make, home: Institution
) -> None:
    partners = [make.partner(), make.partner(), make.partner()]
    agreement = make.agreement(home, partners, signatory_position="Басқарма төрағасы")
    agreement.partners[0].signatory_position = "Rector"
    agreement.partners[1].signatory_name = ""
    agreement.partners[2].signatory_name = "Luc Martin"
    row = only(home, "2_AGR")
    assert row["signatory_home"] == "Ерлан Қасымов, Басқарма төрағасы"
    assert row["signatory_partner"] == "Anna Schmidt, Rector; Luc Martin"


def test_the_agreements_are_those_of_the_day_on_which_the_figures_were_counted(
    make: Make,
) -> None:
    late = make.institution()
    make.figures(late, reference_on=date(2025, 11, 1))
    make.agreement(late, signed_on=date(2025, 10, 20), term={"starts_on": date(2025, 10, 21)})
    assert len(sheets(late)["2_AGR"]) == 1


@pytest.mark.parametrize(
    ("given", "belongs"),
    [
        ({}, True),
        ({"stage": Stage.DRAFT}, False),
        ({"stage": Stage.APPROVED}, False),
        ({"stage": Stage.SUSPENDED}, True),
        ({"signed_on": date(2025, 10, 2)}, False),
        ({"term": {"starts_on": date(2025, 10, 1)}}, True),
        ({"term": {"starts_on": date(2025, 10, 2)}}, False),
        ({"term": {"starts_on": date(2019, 9, 1), "ends_on": date(2024, 10, 1)}}, True),
        ({"term": {"starts_on": date(2019, 9, 1), "ends_on": date(2024, 9, 30)}}, False),
        ({"terminated_on": date(2024, 10, 1), "stage": Stage.TERMINATED}, False),
        ({"terminated_on": date(2024, 10, 2), "stage": Stage.TERMINATED}, True),
    ],
)
def test_an_agreement_belongs_to_the_returns_of_the_years_in_which_it_was_in_force(
    make: Make, home: Institution, given: dict[str, Any], belongs: bool
) -> None:
    make.agreement(home, **given)
    assert len(sheets(home)["2_AGR"]) == int(belongs)


def test_a_term_that_a_later_one_replaced_does_not_count(make: Make, home: Institution) -> None:
    agreement = with_terms(
        make,
        home,
        {"starts_on": date(2019, 9, 1), "ends_on": date(2029, 8, 31)},
        {
            "starts_on": date(2023, 1, 1),
            "ends_on": date(2024, 6, 30),
            "cause": TermCause.EARLY_END,
        },
    )
    assert not agreement.life.in_force(date(2025, 1, 1))
    assert sheets(home)["2_AGR"] == []


def test_what_was_counted_is_reported_whatever_the_dates_say(make: Make, home: Institution) -> None:
    over = {"starts_on": date(2015, 9, 1), "ends_on": date(2020, 8, 31)}
    counted = make.programme(make.agreement(home, term=over), last_intake=2018, first_intake=2016)
    make.contingent(make.cohort(counted, entry_year=2019), n=2)
    early = make.programme(make.agreement(home), first_intake=2026)
    make.contingent(make.cohort(early), n=3)
    moved = make.programme(make.agreement(home, term=over), last_intake=2018, first_intake=2016)
    days = {"starts_on": date(2025, 2, 1), "ends_on": date(2025, 6, 30)}
    session.add(
        Mobility(
            **days, programme_id=moved.id, year=2025, flow=Flow.OUT, country="DE", funding="O", n=1
        )
    )
    make.programme(make.agreement(home, term=over))
    found = sheets(home)
    wanted = {counted.code, early.code, moved.code}
    assert {row["prog_id"] for row in found["3_PROG"]} == wanted
    assert len(found["2_AGR"]) == 3
    assert sum(row["n"] for row in found["4_CONT"]) == 5
    assert len(found["7_MOB"]) == 1


def test_the_return_does_not_tell_cohorts_apart(make: Make, home: Institution) -> None:
    programme = make.programme(make.agreement(home))
    stay = {
        "programme_id": programme.id,
        "year": 2025,
        "flow": Flow.OUT,
        "starts_on": date(2025, 2, 1),
        "ends_on": date(2025, 6, 30),
        "country": "DE",
        "funding": "O",
        "n": 2,
        "ects_planned": Decimal(60),
    }
    known = stay | {"ects_earned": Decimal(50), "ects_recognised": Decimal(45)}
    session.add_all(
        [
            Mobility(**stay),
            Mobility(**stay),
            Mobility(**stay, entry_year=2023),
            Mobility(**known, entry_year=2023),
            Mobility(**known, entry_year=2024),
        ]
    )
    found = [
        (row["n"], row["ects_planned"], row["ects_earned"], row["ects_recognised"])
        for row in sheets(home)["7_MOB"]
    ]
    assert found == [(4, 120, None, None), (2, 60, None, None), (4, 120, 100, 90)]


@pytest.mark.parametrize(
    ("given", "is_open", "last"),
    [
        ({}, True, None),
        ({"intake_open": False}, False, None),
        ({"intake_open": False, "last_intake": 2024}, False, 2024),
        ({"intake_open": False, "last_intake": 2025}, True, 2025),
        ({"intake_open": False, "last_intake": 2026}, True, None),
        ({"last_intake": 2026}, True, None),
        ({"first_intake": 2026}, False, None),
    ],
)
def test_the_intake_is_told_as_it_was_in_the_year(
    make: Make, home: Institution, given: dict[str, Any], is_open: bool, last: int | None
) -> None:
    make.contingent(make.cohort(make.programme(make.agreement(home), **given)))
    row = only(home, "3_PROG")
    assert (row["intake_open"], row["last_intake"]) == (is_open, last)


def test_decisions_of_a_later_day_are_not_told(make: Make, home: Institution) -> None:
    on, later = date(2025, 10, 1), date(2025, 10, 2)
    programme = make.programme(make.agreement(home), registry_on=on, last_review_on=on)
    row = only(home, "3_PROG")
    assert (row["registry_status"], row["registry_date"], row["last_review"]) == ("1", on, on)
    programme.registry_on = programme.last_review_on = later
    row = only(home, "3_PROG")
    assert not {"registry_status", "registry_date"} & row.keys()
    assert row["last_review"] is None


def test_every_partner_names_the_programme_and_the_first_known_coordinator_is_given(
    make: Make, home: Institution
) -> None:
    partners = [make.partner(), make.partner(), make.partner()]
    programme = make.programme(make.agreement(home, partners))
    for partner, name, mail in zip(
        programme.partners,
        ("Betriebswirtschaft", "Gestion", "Gestion"),
        ("", "luc@partner.example", "ana@partner.example"),
        strict=True,
    ):
        partner.programme_name, partner.coordinator_email = name, mail
    row = only(home, "3_PROG")
    assert row["partner_prog_name"] == "Betriebswirtschaft; Gestion"
    assert row["coord_partner_email"] == "luc@partner.example"


def test_a_degree_is_that_of_the_years_intake(make: Make, home: Institution) -> None:
    programme = make.programme(make.agreement(home))
    partner = programme.partners[0].institution_id
    programme.awards = [
        ProgrammeAward(institution_id=i, intake_from=a, intake_until=z, role=role, degree=degree)
        for i, a, z, role, degree in (
            (home.id, 2020, 2024, AwardRole.MAIN, "BSc old"),
            (home.id, 2025, None, AwardRole.MAIN, "BSc new"),
            (partner, 2020, None, AwardRole.EQUAL, "BA"),
        )
    ]
    row = only(home, "3_PROG")
    assert (row["degree_home"], row["degree_partner"]) == ("BSc new", "BA")
    assert only(home, "3_PROG", AcademicYear(2024))["degree_home"] == "BSc old"


def test_a_programme_that_takes_nobody_any_more_tells_its_last_degrees(
    make: Make, home: Institution
) -> None:
    programme = make.programme(make.agreement(home), first_intake=2020, last_intake=2023)
    programme.awards = [
        ProgrammeAward(
            institution_id=home.id,
            intake_from=2020,
            intake_until=2023,
            role=AwardRole.MAIN,
            degree="BSc",
        )
    ]
    make.contingent(make.cohort(programme, entry_year=2023))
    assert only(home, "3_PROG")["degree_home"] == "BSc"


def test_the_accreditation_is_the_one_already_decided_that_runs_longest(
    make: Make, home: Institution
) -> None:
    programme = make.programme(make.agreement(home))
    for agency, since, until in (
        ("IAAR", date(2019, 6, 1), date(2024, 5, 31)),
        ("IQAA", date(2024, 6, 1), date(2029, 5, 31)),
        ("ACQUIN", date(2026, 6, 1), date(2031, 5, 31)),
    ):
        session.add(accredited(programme, agency, since, until))
    row = only(home, "3_PROG")
    assert (row["accr_agency"], row["accr_to"]) == ("IQAA", date(2029, 5, 31))


def test_a_return_costs_the_same_for_many_rows_as_for_few(
    make: Make, full: Institution, statements: Any
) -> None:
    material(full)
    with statements() as few:
        workbook.filled(full, YEAR, "kk")
    for _n in range(8):
        programme = make.programme(make.agreement(full))
        make.contingent(make.cohort(programme))
    session.flush()
    session.expire_all()
    with statements() as many:
        workbook.filled(full, YEAR, "kk")
    reads = [[s for s in seen if s.startswith("SELECT")] for seen in (few, many)]
    assert abs(len(reads[0]) - len(reads[1])) <= 1
