"""A sound return with the one of the year before: nothing in it breaks any rule.

Three programmes under three agreements, each with another kind of term, all intakes of
the same size, so that the two years differ in nothing but the calendar. A test changes
one thing in it; `both` changes it in the return of the year before as well.
"""

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.agreements.models import MANDATORY_TOPICS
from app.kernel.years import AcademicYear
from app.returns.check import Claim, Context, Known
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT

HOME, YEAR = "QD-01", 2025
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Scene:
    """This year's rows, those of the year before, and what stands outside them."""

    now: Rows
    before: Rows
    context: Context
    others: list[Dataset] = field(default_factory=list)

    def row(self, sheet: str, **keys: Any) -> dict[str, Any]:
        """The first row with these values."""
        return next(r for r in self.now[sheet] if all(r.get(k) == v for k, v in keys.items()))

    def both(self, sheet: str, key: str, **changes: Any) -> None:
        """Change an agreement or a programme in both years."""
        name = {"2_AGR": "agr_id", "3_PROG": "prog_id"}[sheet]
        for rows in (self.now, self.before):
            next(row for row in rows[sheet] if row[name] == key).update(changes)

    def known(self, **changes: Any) -> None:
        """Change what stands outside."""
        self.context = replace(self.context, **changes)

    def grow(self, prog_id: str, by: int, entry_year: int = YEAR) -> None:
        """So many more of an intake, women and men by turns, as admitted."""
        rows = [
            r
            for r in self.now["4_CONT"]
            if (r["prog_id"], r["entry_year"]) == (prog_id, entry_year)
        ]
        for number in range(by):
            rows[number % len(rows)]["n"] += 1
        self.move(prog_id, entry_year, admitted=by)

    def move(self, prog_id: str, entry_year: int, **numbers: int) -> None:
        """Who came or went of an intake besides those who did already."""
        self.now["5_MOVE"].append(moved(prog_id, entry_year, sex="M") | numbers)


def scene() -> Scene:
    """The sound returns of two years."""
    before = returned(YEAR - 1)
    context = Context(
        institution=HOME,
        year=AcademicYear(YEAR),
        reference_on=date(YEAR, 10, 1),
        institutions=frozenset({HOME, "QD-02"}),
        seats={HOME: "KZ", "QD-02": "KZ", "QP-DE-01": "DE", "QP-PL-01": "PL", "QP-FR-01": "FR"},
        known={key: Known(levels=("B", "M")) for key in ("A1", "A2", "A3")},
        claims={"P1": Claim(is_made=False)},
    )
    return Scene(returned(YEAR), before, context)


def dataset(rows: Rows, year: int, code: str = HOME) -> Dataset:
    """The rows as data."""
    return Dataset.of(CURRENT, code, AcademicYear(year), date(year, 10, 1), deepcopy(rows))


def returned(year: int) -> Rows:
    """One year's rows: every intake that studies, and the one that has just left."""
    return {
        "1_INST": [institution(year)],
        "2_AGR": agreements(),
        "3_PROG": programmes(),
        "4_CONT": [row for one in INTAKES for row in students(*one, year)],
        "5_MOVE": [row for one in INTAKES for row in movement(*one, year)],
        "6_GRAD": [graduated(*one, year) for one in INTAKES],
        "7_MOB": [row for one in INTAKES for row in stays(*one, year)],
        "8_QA": [judged(year)],
    }


# Programme, course years, those at home of them, women and men of each intake (each).
INTAKES = (("P1", 4, 2, 6), ("P2", 2, 1, 10), ("P3", 4, 3, 4))
COUNTRY = {"P1": ("DE", "QP-DE-01"), "P2": ("PL", "QP-PL-01"), "P3": ("FR", "QP-FR-01")}


def institution(year: int) -> dict[str, Any]:
    return {
        "inst_code": HOME,
        "report_year": f"{year}-{year + 1}",
        "reference_date": date(year, 10, 1),
        "contact_name": "Айгүл Сапарова",
        "contact_email": "office@demo.example",
        "contact_phone": "+7 7172 123456",
        "total_contingent": 5000,
        "total_foreign": 100,
        "nil_return": False,
        "signatory_name": "Ерлан Ахметов",
        "signatory_position": "Rector",
    }


def agreements() -> list[dict[str, Any]]:
    signed = {
        "signed_date": date(2021, 5, 20),
        "start_date": date(2021, 9, 1),
        "agr_status": "ACTIVE",
        "lang_of_agr": ("en", "kk"),
        "signatory_home": "Ерлан Ахметов",
        "signatory_partner": "Dr. Anna Weber",
        "tuition_rule": "WAIVED",
    }
    whole = signed | {"agr_kind": "DD", "file_ref": "agreement.pdf"}
    whole |= {topic.value: "cl. 5" for topic in MANDATORY_TOPICS}
    german = {
        "partner_id": "QP-DE-01",
        "partner_name_en": "Alpha University",
        "partner_country": "DE",
    }
    polish = {
        "partner_id": "QP-PL-01",
        "partner_name_en": "Beta University",
        "partner_country": "PL",
    }
    french = {
        "partner_id": "QP-FR-01",
        "partner_name_en": "Gamma University",
        "partner_country": "FR",
    }
    fixed = {"term_type": "FIX", "end_date": date(2030, 8, 31)}
    renewed = {"term_type": "AUTO", "renew_years": 5, "renewed_until": date(2026, 8, 31)}
    memorandum = signed | {"agr_kind": "MOU", "term_type": "IND"}
    return [
        {"agr_id": "M1", "agr_number": "M-1", "agr_title": "Memorandum"} | german | memorandum,
        {"agr_id": "A1", "agr_number": "1", "agr_title": "First", "parent_agr_id": "M1"}
        | german
        | whole
        | fixed,
        {"agr_id": "A2", "agr_number": "2", "agr_title": "Second", "term_type": "IND"}
        | polish
        | whole,
        {"agr_id": "A3", "agr_number": "3", "agr_title": "Third"} | french | whole | renewed,
    ]


def programmes() -> list[dict[str, Any]]:
    common = {
        "partner_prog_name": "Business",
        "prog_type": "DD",
        "diploma_scheme": "0",
        "langs": ("en",),
        "course_mode": "0",
        "online_share": 0,
        "first_intake": 2021,
        "intake_open": True,
        "registry_status": "1",
        "registry_date": date(2021, 6, 1),
        "accr_agency": "IAAR",
        "accr_kind": "PROG",
        "accr_from": date(2024, 3, 1),
        "accr_to": date(2029, 2, 28),
        "degree_home": "Bachelor",
        "degree_partner": "Bachelor",
        "staff_home": 12,
        "staff_partner": 5,
        "coord_home_email": "office@demo.example",
        "coord_partner_email": "office@partner.example",
        "last_review": date(2023, 5, 1),
    }
    bachelor = common | {
        "level": "B",
        "format_unit": "YEAR",
        "ects_total": Decimal(240),
        "duration_months": 48,
    }
    master = common | {
        "level": "M",
        "master_track": "SP",
        "format_unit": "SEM",
        "ects_total": Decimal(120),
        "duration_months": 24,
    }
    return [
        bachelor
        | named("P1", "A1", "6B04101", "Бизнес", "Бизнес басқару")
        | on_path(2, 2, 120, 120),
        master | named("P2", "A2", "7M04101", "Финансы", "Қаржы") | on_path(2, 2, 60, 60),
        bachelor
        | named("P3", "A3", "6B06101", "Информатика", "Ақпараттану")
        | on_path(3, 1, 180, 60),
    ]


def named(key: str, agreement: str, code: str, ru: str, kk: str) -> dict[str, Any]:
    names = {"prog_name_kk": kk, "prog_name_ru": ru, "prog_name_en": "Business"}
    return {"prog_id": key, "agr_id": agreement, "prog_code": code} | names


def on_path(home: int, partner: int, at_home: int, abroad: int) -> dict[str, Any]:
    return {
        "periods_home": home,
        "periods_partner": partner,
        "path": f"H{home}-P{partner}",
        "ects_home": Decimal(at_home),
        "ects_partner": Decimal(abroad),
    }


def students(key: str, years: int, at_home: int, half: int, year: int) -> list[dict[str, Any]]:
    return [
        {
            "prog_id": key,
            "direction": "OUT",
            "entry_year": year - course + 1,
            "course_year": course,
            "citizenship": "KZ",
            "sex": sex,
            "funding": "H",
            "place_now": "HOME" if course <= at_home else "PARTNER",
            "lang": "en",
            "study_mode": "FT",
            "n": half,
        }
        | ({} if course <= at_home else {"funding_partner": "X"})
        for course in range(1, years + 1)
        for sex in "FM"
    ]


def movement(key: str, years: int, at_home: int, half: int, year: int) -> list[dict[str, Any]]:
    came = moved(key, year) | {"admitted": 2 * half}
    left = moved(key, year - years) | {"graduated_total": 2 * half}
    changed = {"withdrawn": 1, "withdraw_reason": "W01", "transferred_in": 1}
    return [came, left, moved(key, year - 1) | changed]


def moved(key: str, entry_year: int, sex: str = "F") -> dict[str, Any]:
    numbers = ("admitted", "transferred_in", "reinstated", "withdrawn", "graduated_total")
    return {
        "prog_id": key,
        "entry_year": entry_year,
        "sex": sex,
        "citizenship_group": "KZ",
        "period_from": date(YEAR - 1, 10, 1),
        "period_to": date(YEAR, 9, 30),
    } | dict.fromkeys(numbers, 0)


def graduated(key: str, years: int, at_home: int, half: int, year: int) -> dict[str, Any]:
    return {
        "prog_id": key,
        "entry_year": year - years,
        "grad_year": year,
        "sex": "F",
        "citizenship_group": "KZ",
        "award": "BOTH",
        "n": 2 * half,
        "on_time": 2 * half,
        "honours": 1,
        "ds_issued": 2 * half,
    }


def stays(key: str, years: int, at_home: int, half: int, year: int) -> list[dict[str, Any]]:
    """Who is at the partner on the reference date, who was in spring, and a teacher's visit."""
    country, host = COUNTRY[key]
    away = 2 * half * (years - at_home)
    common = {"prog_id": key, "flow": "OUT", "country": country, "host": host, "mode": "OFF"}
    common |= {"funding": "X", "person_type": "STUD"}
    return [
        common
        | {"period_start": date(year, 9, 1), "period_end": date(year + 1, 6, 30)}
        | {"n": away, "ects_planned": Decimal(60 * away)},
        common
        | {"period_start": date(year, 2, 1), "period_end": date(year, 6, 30), "n": 2}
        | {name: Decimal(60) for name in ("ects_planned", "ects_earned", "ects_recognised")},
        common
        | {"period_start": date(year, 3, 1), "period_end": date(year, 3, 15), "n": 1}
        | {"person_type": "STAFF"},
    ]


def judged(year: int) -> dict[str, Any]:
    return {
        "prog_id": "P1",
        "framework": "ESG2015",
        "std_code": "1.1",
        "judgement": "3",
        "evidence_type": "DOC",
        "evidence_ref": "policy.pdf",
        "assessor": "Айгүл Сапарова",
        "assessed_at": date(year, 5, 1),
    }
