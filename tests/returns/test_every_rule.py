"""For every rule a workbook that breaks it and nothing else, and the check names exactly it.

The workbook is written and read back as files are. Each line of `BREAKS` changes one thing
in a sound return. Rules about the file and its cells are broken in `test_intake.py`; the
three about publication are broken by no workbook, because they are about what the centre
makes of all of them.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from app.kernel import codes, iso
from app.kernel.db import session
from app.kernel.i18n import in_language
from app.kernel.rules import Severity, Verdict, judge
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import LANGUAGES, Text
from app.kernel.workbook.writer import write
from app.programmes.models import ClassifierEntry
from app.recognition import queries as recognition
from app.returns.check import Claim, Known, check, foremost, rules
from app.returns.editions import CURRENT
from app.returns.facts.national import NationalFacts
from app.returns.intake import take
from app.returns.problems import Problem, kept, retold
from app.returns.rulebooks.schema import RULES as OF_THE_FILE
from tests.conftest import application, settings
from tests.returns.sound import HOME, YEAR, Scene, dataset, scene

TABLE = Path(__file__).parents[2] / "seed" / "reference" / "return_rules.csv"
Change = Callable[[Scene], Any]


@pytest.fixture(scope="module")
def reference(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The code lists, the classifier and the conventions."""
    folder = tmp_path_factory.mktemp("every-rule")
    made = application(settings(sqlite_template.copy(folder), folder))
    with made.app_context():
        yield
    made.extensions["engine"].dispose()


pytestmark = pytest.mark.usefixtures("reference")


def checked(made: Scene) -> list[Problem]:
    """What is found in the workbook of a scene."""
    book = {
        name: {code: Text(label.kk, label.ru, label.en) for code, label in entries.items()}
        for name, entries in codes.book().items()
    }
    stamp = Stamp(HOME, "Қаратау", f"{YEAR}-{YEAR + 1}", date(YEAR, 10, 1))
    taken = take(write(CURRENT, made.now, stamp, "kk", book))
    assert taken.dataset is not None
    context = replace(
        made.context,
        previous=dataset(made.before, YEAR - 1),
        classifier=frozenset(
            session.scalars(
                ClassifierEntry.__table__.select().with_only_columns(ClassifierEntry.code)
            )
        ),
        treaties=made.context.treaties or recognition.treaties(),
        others=tuple(made.others) or None,
    )
    return list(foremost((*taken.problems, *check(taken.dataset, context, taken.place))))


def broken(made: Scene) -> set[str]:
    return {problem.code for problem in checked(made) if problem.is_broken}


def put(sheet: str, **changes: Any) -> Change:
    """Put values into the first row of a sheet, or of the thing that `of` names."""
    keys = {name[3:]: changes.pop(name) for name in list(changes) if name.startswith("of_")}
    return lambda made: made.row(sheet, **keys).update(changes)


def both(sheet: str, key: str, **changes: Any) -> Change:
    return lambda made: made.both(sheet, key, **changes)


def known(**changes: Any) -> Change:
    return lambda made: made.known(**changes)


def also(sheet: str, **changes: Any) -> Change:
    """A copy of the sheet's last row with other values."""
    return lambda made: made.now[sheet].append(made.now[sheet][-1] | changes)


def before(sheet: str, key: str, **changes: Any) -> Change:
    """Another value in the return of the year before."""
    name = {"2_AGR": "agr_id", "3_PROG": "prog_id"}[sheet]

    def change(made: Scene) -> None:
        next(row for row in made.before[sheet] if row[name] == key).update(changes)

    return change


def taught_in(agreement: str, programme: str, country: str) -> Change:
    """The partner teaches in another country, and its students stay there."""

    def change(made: Scene) -> None:
        made.both("2_AGR", agreement, partner_country=country)
        for row in made.now["7_MOB"]:
            if row["prog_id"] == programme:
                row["country"] = country

    return change


def under_tokyo(made: Scene) -> None:
    """As if the Tokyo Convention had bound everybody before the reference date."""
    early = date(2024, 1, 1)
    made.known(
        treaties=tuple(
            replace(one, claims=tuple(replace(c, in_force_on=early) for c in one.claims))
            if one.code == "TOKYO"
            else one
            for one in recognition.treaties()
        )
    )


def all_of(*changes: Change) -> Change:
    def change(made: Scene) -> None:
        for one in changes:
            one(made)

    return change


def a_row_twice(made: Scene) -> None:
    first = made.now["4_CONT"][0]
    first["n"] -= 1
    made.now["4_CONT"].append(first | {"n": 1})


def very_many(made: Scene) -> None:
    """More than are alike in everything, in both years."""
    made.row("4_CONT", prog_id="P3", course_year=2)["n"] = 201
    row = next(r for r in made.before["4_CONT"] if (r["prog_id"], r["course_year"]) == ("P3", 1))
    row["n"] = 201


def a_foreigner_with_a_grant(made: Scene) -> None:
    row = made.now["4_CONT"][0]
    row["n"] -= 1
    made.now["4_CONT"].append(row | {"n": 1, "citizenship": "UZ", "funding": "G"})


def an_agreement_that_is_not_listed(made: Scene) -> None:
    made.now["2_AGR"] = [row for row in made.now["2_AGR"] if row["agr_id"] != "A3"]


def students_left_behind(made: Scene) -> None:
    """Who repeats after the end of a terminated agreement, with no teach-out."""
    for rows, course in ((made.before, 4), (made.now, 5)):
        agreement = next(row for row in rows["2_AGR"] if row["agr_id"] == "A1")
        rows["2_AGR"].append(agreement | {"agr_id": "A9", "agr_number": "9", "parent_agr_id": None})
        programme = next(row for row in rows["3_PROG"] if row["prog_id"] == "P1")
        closed = {"prog_id": "P9", "agr_id": "A9", "intake_open": False, "last_intake": 2021}
        rows["3_PROG"].append(programme | closed)
        row = rows["4_CONT"][0] | {"prog_id": "P9", "entry_year": 2021, "course_year": course}
        rows["4_CONT"].append(row | {"n": 3})
    made.now["2_AGR"][-1] |= {"agr_status": "TERMINATED", "terminated_date": date(2025, 9, 16)}


def a_larger_institution(made: Scene) -> None:
    for key, by in (("P1", 14), ("P2", 11), ("P3", 10)):
        made.grow(key, by)


def new_programmes(made: Scene) -> None:
    closed = {"intake_open": False, "last_intake": 2024, "first_intake": 2024}
    last = made.now["3_PROG"][-1]
    made.now["3_PROG"] += [last | closed | {"prog_id": f"P{n}"} for n in range(4, 8)]


def a_lost_programme(made: Scene) -> None:
    made.before["3_PROG"].append(made.before["3_PROG"][-1] | {"prog_id": "P4"})


def late_comers(made: Scene) -> None:
    made.row("4_CONT", prog_id="P3", course_year=2)["n"] += 2
    made.move("P3", 2024, admitted=2)


def many_leave(made: Scene) -> None:
    for row in made.now["4_CONT"]:
        if (row["prog_id"], row["course_year"]) == ("P1", 2):
            row["n"] -= 5
    made.move("P1", 2024, withdrawn=10)
    made.now["5_MOVE"][-1]["withdraw_reason"] = "W01"


def early_graduates(made: Scene) -> None:
    made.row("4_CONT", prog_id="P2", course_year=2)["n"] -= 1
    made.row("7_MOB", prog_id="P2")["n"] -= 1
    made.move("P2", 2024, graduated_total=1)
    early = made.row("6_GRAD", prog_id="P2") | {"entry_year": 2024, "n": 1, "on_time": 1}
    made.now["6_GRAD"].append(early | {"honours": 0, "ds_issued": 1})


def a_copy(made: Scene) -> None:
    """The contingent of last year again, as if nobody had come or gone."""
    made.before["4_CONT"] = [dict(row) for row in made.now["4_CONT"]]
    made.now["5_MOVE"], made.now["6_GRAD"] = [], []


def other_shares(made: Scene) -> None:
    for row in made.before["4_CONT"]:
        if row["prog_id"] != "P3":
            row["sex"] = "M"


def a_domestic_partner(made: Scene) -> None:
    made.both("2_AGR", "A3", partner_ids_other=("QD-02",))
    made.others.append(dataset({}, YEAR, "QD-02"))


def another_spelling(made: Scene) -> None:
    named = made.row("2_AGR", agr_id="A3") | {"partner_name_en": "Gamma Univ."}
    made.others.append(dataset({"2_AGR": [named]}, YEAR, "QD-02"))


def others_of_another_kind(made: Scene) -> None:
    for number in range(9):
        row = made.now["4_CONT"][0] | {"n": 500 + number}
        rows = {"1_INST": [{"total_contingent": 5000 + number}], "4_CONT": [row]}
        made.others.append(dataset(rows, YEAR, f"QD-1{number}"))


BREAKS: dict[str, Change] = {
    "F101": put("1_INST", inst_code="QD-02"),
    "F102": put("1_INST", report_year="2024-2025"),
    "F103": put("1_INST", reference_date=date(2025, 10, 2)),
    "F104": put("1_INST", total_foreign=5001),
    "F201": both("2_AGR", "A3", agr_number="1", partner_id="QP-DE-01"),
    "F202": put("2_AGR", of_agr_id="A1", signed_date=date(2022, 9, 2)),
    "F203": both("2_AGR", "A1", end_date=None),
    "F204": both("2_AGR", "A1", end_date=date(2032, 8, 31)),
    "F205": put("2_AGR", of_agr_id="A3", renew_years=None),
    "F206": put("2_AGR", of_agr_id="A2", renew_years=5),
    "F207": put("2_AGR", of_agr_id="A1", terminated_date=date(2031, 1, 1)),
    "F208": taught_in("A3", "P3", "KZ"),
    "F209": put("2_AGR", of_agr_id="A1", cl_protect=None),
    "F210": put("2_AGR", of_agr_id="A1", file_ref=None),
    "F211": put("2_AGR", of_agr_id="A1", parent_agr_id=None),
    "F301": both("3_PROG", "P3", prog_code="6B99901"),
    "F302": both("3_PROG", "P3", prog_code="7M06101"),
    "F303": both("3_PROG", "P3", ects_home=Decimal(170)),
    "F304": both("3_PROG", "P3", ects_total=Decimal(239)),
    "F305": both("3_PROG", "P2", path="H1-P3"),
    "F306": put("3_PROG", of_prog_id="P3", duration_months=54),
    "F307": both("3_PROG", "P2", path="H1-P1-H1-P1"),
    "F308": put("3_PROG", prog_name_kk="Business", prog_name_ru="Business"),
    "F309": put("3_PROG", prog_name_kk="Biznes"),
    "F310": all_of(
        both("3_PROG", "P3", diploma_scheme="2"), put("6_GRAD", of_prog_id="P3", award="HOME")
    ),
    "F311": all_of(
        under_tokyo,
        taught_in("A3", "P3", "KR"),
        both("3_PROG", "P3", online_share=30),
    ),
    "F312": put("3_PROG", registry_status="0"),
    "F313": put("3_PROG", accr_to=date(2026, 9, 30)),
    "F314": put("3_PROG", accr_to=date(2031, 3, 1)),
    "F315": put("3_PROG", staff_partner=0),
    "F316": put("3_PROG", coord_partner_email="partner@demo.example"),
    "F317": put("3_PROG", last_review=date(2020, 9, 30)),
    "F401": also("4_CONT", citizenship="UZ", n=0),
    "F402": put("4_CONT", of_prog_id="P1", of_course_year=4, course_year=6),
    "F403": a_row_twice,
    "F404": put("4_CONT", of_place_now="PARTNER", funding_partner=None),
    "F405": put("3_PROG", first_intake=2023),
    "F406": a_foreigner_with_a_grant,
    "F407": very_many,
    "F501": put("5_MOVE", of_withdrawn=1, withdraw_reason=None),
    "F601": put("6_GRAD", honours=13),
    "F701": put("7_MOB", of_person_type="STAFF", period_end=date(2025, 2, 1)),
    "F702": put("7_MOB", of_ects_earned=Decimal(60), ects_recognised=Decimal(54)),
    "F801": put("8_QA", judgement="1"),
    "X101": put("1_INST", nil_return=True),
    "X102": an_agreement_that_is_not_listed,
    "X103": also("7_MOB", prog_id="P9"),
    "X104": also("2_AGR", agr_id="A4", agr_number="4"),
    "X105": also("3_PROG", prog_id="P4", first_intake=2025),
    "X106": students_left_behind,
    "X107": both("2_AGR", "A1", end_date=date(2029, 8, 30)),
    "X108": put("3_PROG", first_intake=2020),
    "X109": put("1_INST", total_contingent=119),
    "X110": put("4_CONT", of_course_year=2, n=5),
    "X111": put("6_GRAD", n=11, on_time=11, ds_issued=11),
    "X112": put("7_MOB", n=23),
    "X113": put("6_GRAD", award="JOINT"),
    "X114": put("6_GRAD", grad_year=2024, award="PEND"),
    "X115": put("4_CONT", course_year=3),
    "X116": known(known={"A3": Known(levels=("M",))}),
    "X117": put("7_MOB", country="CZ"),
    "X120": taught_in("A2", "P2", "US"),
    "X121": known(claims={"P1": Claim(is_made=True, top_places=(1,))}),
    "Y201": a_larger_institution,
    "Y202": lambda made: made.grow("P2", 13),
    "Y203": lambda made: made.grow("P3", 17),
    "Y204": new_programmes,
    "Y205": a_lost_programme,
    "Y206": before("3_PROG", "P3", prog_code="6B06102"),
    "Y207": before("3_PROG", "P3", ects_home=Decimal(190)),
    "Y208": before("2_AGR", "A1", end_date=date(2029, 8, 31)),
    "Y209": late_comers,
    "Y210": many_leave,
    "Y211": early_graduates,
    "Y212": a_copy,
    "Y213": other_shares,
    "Y214": before("2_AGR", "A2", partner_country="IT"),
    "N301": a_domestic_partner,
    "N302": another_spelling,
    "N303": others_of_another_kind,
}

# What cannot be broken alone, and why.
WITH_IT = {
    "F210": ({"S007"}, "the cell of the file is one that has to be filled"),
    "F308": ({"F309"}, "a name that is the same in all languages is in the wrong letters in one"),
    "N301": ({"F208"}, "a partner in the country is always said to be domestic"),
}
UNKNOWN = {
    "X118": "the register of EPVO is not there",
    "X119": "the form of EPVO is not there",
}
OF_THE_RESULT = {
    "N304": NationalFacts(counted=90, shown=91, has_coverage=True),
    "N305": NationalFacts(small_cells=1, exposed_cells=0),
    "N306": NationalFacts(published_before=100, shown=120, has_decomposition=False),
}

with TABLE.open(encoding="utf-8", newline="") as lines:
    SEVERITIES = {row["code"]: row["severity"] for row in csv.DictReader(lines)}


def test_every_rule_has_a_workbook() -> None:
    here = [*BREAKS, *UNKNOWN, *OF_THE_RESULT, *(rule.id for rule in OF_THE_FILE)]
    assert sorted(here) == sorted(SEVERITIES)
    assert set(rules()) == set(SEVERITIES)


def test_a_sound_return_breaks_nothing_and_only_epvo_is_not_known() -> None:
    found = checked(scene())
    assert [(one.code, one.place, one.message) for one in found if one.is_broken] == []
    assert {one.code for one in found} == set(UNKNOWN)
    assert all(one.rule.awaits for one in found)


@pytest.mark.parametrize("code", BREAKS)
def test_a_workbook_that_breaks_a_rule_breaks_exactly_it(code: str) -> None:
    made = scene()
    BREAKS[code](made)
    found = [one for one in checked(made) if one.is_broken]
    beside, _ = WITH_IT.get(code, (set(), ""))
    assert {one.code for one in found} == {code} | beside
    problem = next(one for one in found if one.code == code)
    assert problem.severity.value == SEVERITIES[code]
    assert problem.place.sheet
    assert problem.place.column in {c.name for c in CURRENT.sheet(problem.place.sheet).columns}
    said(problem)


def said(problem: Problem) -> None:
    """Every language says it without a gap, also after it was kept."""
    again = retold(rules(), kept(problem))
    for language in LANGUAGES:
        with in_language(language):
            for one in (problem, again):
                assert one.message and one.remedy
                assert "%(" not in one.message + one.remedy


@pytest.mark.parametrize("code", OF_THE_RESULT)
def test_a_rule_about_the_national_result_is_broken_by_it(code: str) -> None:
    finding = judge(rules()[code], OF_THE_RESULT[code])
    assert finding.verdict is Verdict.BROKEN
    assert finding.severity is Severity(SEVERITIES[code])
    said(Problem(finding))


def test_without_the_year_before_nothing_is_held_against_anybody() -> None:
    made = scene()
    made.now["4_CONT"][2]["n"] = 1
    data = dataset(made.now, YEAR)
    found = check(data, made.context)
    assert {one.code for one in found if one.is_broken} == set()
    years = {code for code in SEVERITIES if code.startswith("Y")} | {"X110"}
    unknown = [one.code for one in found if not one.is_broken]
    assert years <= set(unknown)
    assert all(unknown.count(code) == 1 for code in years)


def test_ten_thousand_rows_are_checked_in_a_moment() -> None:
    made = scene()
    row = made.now["4_CONT"][0]
    countries = iso.COUNTRIES
    made.now["4_CONT"] += [
        row | {"citizenship": countries[n % 240], "residence": countries[n // 240], "n": 1}
        for n in range(10_000)
    ]
    data = dataset(made.now, YEAR)
    before_ = dataset(made.before, YEAR - 1)
    since = process_time()
    check(data, replace(made.context, previous=before_))
    assert process_time() - since < 2
