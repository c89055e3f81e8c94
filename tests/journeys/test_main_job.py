"""The main job from end to end: from a new agreement to the workbook and the national figures."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from app.accounts.models import Role
from app.kernel import codes, journal
from app.kernel.workbook import reader
from app.returns.editions import CURRENT
from tests.journeys.conftest import Country
from tests.journeys.desk import Desk, Page

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

AGREEMENT = {
    "kind": "DD",
    "number": "17-DD",
    "title": "Bachelor double degree 2+2 in computing",
    "levels": ["B"],
    "languages": ["kk", "en"],
    "prevailing_language": "en",
    "tuition_rule": "PAID_PARTNER",
    "max_students_year": "40",
    "term_kind": "FIX",
    "starts_on": "2024-09-01",
    "years": "7",
    "notice_months": "6",
    "signatory_name": "Ерлан Қасымов",
    "signatory_position": "Rector",
    "contact_name": "Дина Оспанова",
    "contact_email": "dina@kokozen.example",
    "partners-0-signatory_name": "Anna Hill",
    "partners-0-contact_email": "anna@hill.example",
}
PROGRAMME = {
    "name_kk": "Есептеу техникасы",
    "name_ru": "Вычислительная техника",
    "name_en": "Computing",
    "level": "B",
    "registry_code": "6B06101",
    "kind": "DD",
    "diploma_scheme": "0",
    "ects_total": "240",
    "ects_home": "120",
    "ects_partner": "120",
    "ects_recognised": "117,5",
    "mode": "0",
    "online_share": "0",
    "first_intake": "2024",
    "places_year": "40",
    "registry_status": "1",
    "staff_home": "12",
    "staff_partner": "6",
    "path": "2+2",
}
HEADER = {
    "total_contingent": "5 100",
    "total_foreign": "150",
    "contact_name": "Дина Оспанова",
    "contact_email": "dina@kokozen.example",
    "contact_phone": "+7 7172 12 34 56",
    "quality_contact_name": "Сәуле Ахметова",
    "signatory_name": "Ерлан Қасымов",
    "signatory_position": "Rector",
}

WITHDRAWAL = {
    "lines-1-sex": "M",
    "lines-1-withdrawn": "1",
    "lines-1-withdraw_reason": "W01",
}
ADMISSION = {
    "lines-0-sex": "F",
    "lines-0-applied": "30",
    "lines-0-admitted": "10",
    "lines-1-sex": "M",
    "lines-1-applied": "25",
    "lines-1-admitted": "6",
}
STAY = {
    "lines-0-starts_on": "2026-09-01",
    "lines-0-ends_on": "2027-06-30",
    "lines-0-country": "Germany",
    "lines-0-funding": "P",
    "lines-0-n": "11",
    "lines-0-ects_planned": "660",
}

# What the workbook must say of what was typed above.
INSTITUTION_ROW = {
    "inst_code": "QD-01",
    "inst_name_en": "Kokozen University",
    "report_year": "2026-2027",
    "reference_date": date(2026, 10, 1),
    "nil_return": False,
    "contact_name": "Дина Оспанова",
    "contact_email": "dina@kokozen.example",
    "contact_phone": "+7 7172 12 34 56",
    "qa_contact_name": "Сәуле Ахметова",
    "total_contingent": 5100,
    "total_foreign": 150,
    "signatory_name": "Ерлан Қасымов",
    "signatory_position": "Rector",
}
AGREEMENT_ROW = {
    "agr_number": "17-DD",
    "agr_title": "Bachelor double degree 2+2 in computing",
    "partner_id": "P-001",
    "partner_name_en": "Hill University",
    "partner_country": "DE",
    "partner_city": "Bergstadt",
    "partner_ids_other": ("P-002",),
    "agr_kind": "DD",
    "signed_date": date(2024, 5, 20),
    "start_date": date(2024, 9, 1),
    "end_date": date(2031, 8, 31),
    "term_type": "FIX",
    "notice_months": 6,
    "agr_status": "ACTIVE",
    "lang_of_agr": ("kk", "en"),
    "signatory_home": "Ерлан Қасымов, Rector",
    "signatory_partner": "Anna Hill; Han Jin",
    "file_ref": "17-DD.pdf",
    "max_students_year": 40,
    "tuition_rule": "PAID_PARTNER",
}
PROGRAMME_ROW = {
    "prog_code": "6B06101",
    "prog_name_kk": "Есептеу техникасы",
    "prog_name_ru": "Вычислительная техника",
    "prog_name_en": "Computing",
    "partner_prog_name": "Computer Science",
    "level": "B",
    "path": "H2-P2",
    "format_label": "2+2",
    "duration_months": 48,
    "ects_total": Decimal(240),
    "ects_recognised": Decimal("117.5"),
    "langs": ("en",),
    "first_intake": 2024,
    "places_year": 40,
    "staff_home": 12,
    "staff_partner": 6,
}
CONTINGENT_ROWS = [
    (2024, 3, "F", "PARTNER", "O", "en", 7, 0),
    (2024, 3, "M", "PARTNER", "O", "en", 4, 0),
    (2026, 1, "F", "HOME", "G", "en", 9, 1),
    (2026, 1, "M", "HOME", "G", "en", 6, 0),
]
MOBILITY_ROW = {
    "flow": "OUT",
    "period_start": date(2026, 9, 1),
    "period_end": date(2027, 6, 30),
    "country": "DE",
    "host": "P-001",
    "funding": "P",
    "n": 11,
    "ects_planned": Decimal(660),
}


def test_from_a_new_agreement_to_the_workbook_and_the_national_figures(country: Country) -> None:
    office = country.desk(Role.INTERNATIONAL_OFFICE)
    analyst = country.desk(Role.NCHED_ANALYST, at_home=False)
    before = _national(country, 2026)

    record = _registered(office, country)
    assert analyst.open(record, 403)
    office.send(record, to="/submit")
    country.desk(Role.QUALITY_MANAGER).send(record, to="/approve")
    rector = country.desk(Role.SIGNATORY)
    pdf = (io.BytesIO(PDF), "17-DD.pdf")
    rector.send(f"{record}/sign", signed_on="2024-05-20", files={"file": pdf})
    assert "Computing" not in analyst.open(record).text

    programme = _programme(office, record)
    assert "2+2" in office.open(programme).text
    for year, admitted in (("2024", "12"), ("2026", "16")):
        office.send(
            f"{programme}/cohorts/new",
            entry_year=year,
            planned="20",
            minimum="5",
            admitted=admitted,
        )
    _headcount_of_last_year(office, programme)
    _counts(office, programme)
    year = _header_and_checks(office, country)
    analyst.open(year, 403)
    office.send(year, to="/file")
    assert "filed" in analyst.open(year).text
    analyst.open(f"{programme}/contingent/2026")
    analyst.open(f"{programme}/contingent/2025", 403)

    sheets = _workbook(office, country)
    _check_workbook(sheets, country)
    after = _national(country, 2026)
    assert (before["contingent"]["total"], after["contingent"]["bachelor"]) == (None, 26)
    assert after["programmes"] | {"doctoral": 0} == after["programmes"]
    assert after["programmes"]["total"] == 1
    assert after["partners"] == {"institutions": 2, "countries": 2}
    assert after["coverage"] == {"institutions": 1, "of": 1}
    assert "26" in analyst.open("/statistics?year=2026-2027").text
    assert journal.first_broken() is None


def _registered(office: Desk, country: Country) -> str:
    """The draft, its second partner added by the button that works without JavaScript."""
    hill, han = country.partners
    first = office.open("/agreements/new")
    more = first.send(
        200, press="add_partners", **AGREEMENT, **{"partners-0-institution_id": str(hill.id)}
    )
    made = more.send(
        **{"partners-1-institution_id": str(han.id), "partners-1-signatory_name": "Han Jin"}
    )
    shown = office.open(made.address).text
    assert "Hill University" in shown and "Han University" in shown
    return made.address


def _programme(office: Desk, record: str) -> str:
    """The programme with its path, both partners' diplomas and ours."""
    made = office.send(f"{record}/programmes/new", languages=["en"], **PROGRAMME)
    awards = office.open(made.address)
    degrees = {name: f"Bachelor {name[7]}" for name in awards.values if name.endswith("-degree")}
    assert len(degrees) == 3
    programme = awards.send(**degrees).address
    office.send(
        f"{programme}/partners",
        **{"partners-0-programme_name": "Computer Science", "coordinator_email": "a@k.example"},
    )
    return programme


def _headcount_of_last_year(office: Desk, programme: str) -> None:
    page = office.open(f"{programme}/contingent/2025")
    at = _line(page, 2024)
    assert (page.values[f"{at}course_year"], page.values[f"{at}place"]) == ("2", "HOME")
    page.send(**{f"{at}women": "7", f"{at}men": "5", f"{at}funding": "O", f"{at}language": "en"})


def _counts(office: Desk, programme: str) -> None:
    """The headcount of this year from the proposal, who left, and who is abroad."""
    page = office.open(f"{programme}/contingent/2026")
    old, new = _line(page, 2024), _line(page, 2026)
    assert (page.values[f"{old}women"], page.values[f"{old}men"]) == ("7", "5")
    assert (page.values[f"{old}course_year"], page.values[f"{old}place"]) == ("3", "PARTNER")
    assert (page.values[f"{new}course_year"], page.values[f"{new}place"]) == ("1", "HOME")
    entered = {"women": "9", "men": "6", "leave_women": "1", "funding": "G", "language": "English"}
    page.send(**{f"{old}men": "4"}, **{f"{new}{name}": typed for name, typed in entered.items()})
    assert "26" in office.open(f"{programme}/contingent/2026").text

    for cohort, line in ((2024, WITHDRAWAL), (2026, ADMISSION)):
        address = _cohort(office, programme, cohort)
        office.send(f"{address}/movement/2026", **line)
    office.send(f"{programme}/mobility/2026", **STAY)


def _header_and_checks(office: Desk, country: Country) -> str:
    """The figures of the year: nothing is missing, the cohorts add up."""
    year = f"/years/{country.home.id}/2026"
    office.send(f"{year}/edit", **HEADER)
    page = office.open(year)
    assert "headcount is missing" not in page.text
    assert "2 cohorts add up" in page.text
    return year


def _line(page: Page, entry_year: int) -> str:
    """How the names of a cohort's cells begin."""
    return next(
        name.removesuffix("entry_year")
        for name, value in page.values.items()
        if name.endswith("entry_year") and value == str(entry_year)
    )


def _cohort(office: Desk, programme: str, entry_year: int) -> str:
    """The address of a cohort, found on the programme's page."""
    links = office.open(programme).tree.xpath("//a[starts-with(@href,'/cohorts/')]")
    return next(link.get("href") for link in links if str(entry_year) in link.text_content())


def _workbook(office: Desk, country: Country) -> dict[str, list[dict[str, Any]]]:
    """The downloaded workbook in Kazakh, read back."""
    address = f"/returns/{country.home.id}/2026-2027/workbook?language=kk"
    listed = office.open("/returns?year=2026-2027").tree.xpath("//a/@href")
    assert address in listed
    return reader.cells(CURRENT, office.take(address), codes.book())


def _check_workbook(sheets: dict[str, list[dict[str, Any]]], country: Country) -> None:
    institution, agreement, programme = (sheets[name][0] for name in ("1_INST", "2_AGR", "3_PROG"))
    assert _part(institution, INSTITUTION_ROW) == INSTITUTION_ROW
    assert _part(agreement, AGREEMENT_ROW) == AGREEMENT_ROW
    assert _part(programme, PROGRAMME_ROW) == PROGRAMME_ROW
    assert programme["agr_id"] == agreement["agr_id"]
    names = ("entry_year", "course_year", "sex", "place_now", "funding", "lang", "n", "n_leave")
    counted = sorted(tuple(row[name] for name in names) for row in sheets["4_CONT"])
    assert counted == CONTINGENT_ROWS
    assert sum(row["n"] for row in sheets["4_CONT"]) == 26
    moved = [(r["entry_year"], r["sex"], r["admitted"], r["withdrawn"]) for r in sheets["5_MOVE"]]
    assert sorted(moved) == [(2024, "M", 0, 1), (2026, "F", 10, 0), (2026, "M", 6, 0)]
    assert sheets["6_GRAD"] == []
    assert [_part(row, MOBILITY_ROW) for row in sheets["7_MOB"]] == [MOBILITY_ROW]


def _part(row: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in like}


def _national(country: Country, year: int) -> dict[str, Any]:
    """The figures as the command line prints them."""
    asked = ["statistics", "national", "--year", f"{year}-{year + 1}", "--json"]
    answer = country.app.test_cli_runner().invoke(args=asked)
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found
