"""Taking in a workbook: what is right comes through, and what breaks a rule is named exactly."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel import iso
from app.kernel.rules import Rule, Severity, _text_slips
from app.kernel.workbook import kinds
from app.kernel.workbook.book import Fault
from app.kernel.workbook.slips import MOST, Way
from app.kernel.workbook.text import LANGUAGES
from app.kernel.workbook.writer import write
from app.returns.editions import CURRENT
from app.returns.facts.slips import FileWay
from app.returns.intake import Taken, foremost, take
from app.returns.personal import is_number_of_a_person, is_personal
from app.returns.problems import kept, retold
from app.returns.rulebooks.schema import OF_WAY, RULES
from tests.returns.workbooks import (
    CODES,
    DAY,
    STAMP,
    as_dataset,
    at,
    changed,
    sound,
    sound_rows,
    typed,
)

IIN = "900101300017"

pytestmark = pytest.mark.usefixtures("lists")


def codes_of(taken: Taken) -> set[str]:
    return {problem.code for problem in taken.problems}


def said(content: bytes) -> list[tuple[str, str, str]]:
    """Rule, sheet and cell of every problem."""
    return [(one.code, one.place.sheet, one.place.cell) for one in take(content).problems]


class Break(NamedTuple):
    """A change by hand that breaks one rule in one way, and where that is said."""

    rule: str
    way: str
    change: Callable[[Any], Any]
    cell: str
    severity: str = "E"

    def __str__(self) -> str:
        return f"{self.rule}-{self.way}"


def renamed(old: str, new: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[old].title = new

    return change


def without(sheet: str) -> Callable[[Any], None]:
    return lambda book: book.remove(book[sheet])


def all_of(*changes: Callable[[Any], Any]) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for one in changes:
            one(book)

    return change


def put(sheet: str, address: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][address] = value

    return change


def merged(book: Any) -> None:
    page = book["4_CONT"]
    page["B4"] = page["B3"].value
    page.merge_cells("B3:B4")


def column_gone(sheet: str, column: str) -> Callable[[Any], None]:
    return lambda book: book[sheet].delete_cols(
        [one.name for one in CURRENT.sheet(sheet).columns].index(column) + 1
    )


def an_error(book: Any) -> None:
    cell = book["4_CONT"]["N3"]
    cell.value, cell.data_type = "#N/A", "e"


def hidden(book: Any) -> None:
    book["4_CONT"].row_dimensions[4].hidden = True


def empty_rows(book: Any) -> None:
    for row in range(100, 1300):
        book["4_CONT"].row_dimensions[row].height = 20


def second_institution(book: Any) -> None:
    page = book["1_INST"]
    for cell in page[3]:
        page.cell(4, cell.column).value = cell.value


def no_institution(book: Any) -> None:
    for cell in book["1_INST"][3]:
        cell.value = None


def aged(edition: str) -> Callable[[Any], None]:
    return put("_stamp", "B1", edition)


def unstamped(book: Any) -> None:
    book.remove(book["_stamp"])
    book.remove(book["README"])


def cell(rule: str, way: str, sheet: str, column: str, value: Any, severity: str = "E") -> Break:
    """A value typed into a cell."""
    change = typed(sheet, column, value)
    return Break(rule, way, change, f"{sheet}!{at(sheet, column)}", severity)


BREAKS = [
    Break("S002", Way.MISSING_SHEET, without("7_MOB"), "7_MOB!"),
    Break("S002", Way.RENAMED_SHEET, renamed("4_CONT", "Контингент"), "4_CONT!"),
    Break("S002", Way.WITHOUT_HEADER, lambda b: b["6_GRAD"].delete_rows(1, 9), "6_GRAD!A1"),
    Break(
        "S002",
        Way.EXTRA_SHEET,
        all_of(lambda b: b.create_sheet("My"), put("My", "A1", 1)),
        "My!A1",
        "I",
    ),
    Break("S003", FileWay.OLDER_EDITION, aged("2025"), "!"),
    Break("S003", FileWay.OTHER_EDITION, aged("2031-b"), "!"),
    Break("S003", FileWay.NO_EDITION, unstamped, "!"),
    Break("S004", Way.MISSING_COLUMN, column_gone("4_CONT", "sex"), "4_CONT!"),
    Break("S004", Way.ABSENT_COLUMN, column_gone("4_CONT", "n_leave"), "4_CONT!", "I"),
    Break("S004", Way.COLUMN_TWICE, put("4_CONT", "O2", "sex"), "4_CONT!O2"),
    Break(
        "S004",
        Way.UNKNOWN_COLUMN,
        all_of(put("4_CONT", "O2", "remark"), put("4_CONT", "O3", "x")),
        "4_CONT!O2",
        "W",
    ),
    Break("S004", Way.NAMELESS_COLUMN, put("4_CONT", "O4", "note"), "4_CONT!O2", "W"),
    cell("S005", Way.FORMULA, "4_CONT", "n", "=6*7"),
    cell("S005", Way.FORMULA, "2_AGR", "agr_title", '=HYPERLINK("http://x.example")'),
    Break("S005", Way.ERROR, an_error, "4_CONT!N3"),
    Break("S005", Way.MERGED, merged, "4_CONT!B3"),
    cell("S006", Way.LOOKALIKE, "3_PROG", "prog_code", "6В04101", "W"),
    cell("S006", Way.LOOKALIKE, "4_CONT", "citizenship", "КZ", "W"),
    cell("S006", Way.LOOKALIKE, "4_CONT", "lang", "\u0435n", "W"),
    cell("S006", Way.BLANKS, "2_AGR", "agr_title", "Дого\u00a0вор  о", "W"),
    cell("S006", Way.BLANKS, "1_INST", "contact_name", " Дина ", "W"),
    cell("S007", Way.EMPTY_CELL, "4_CONT", "sex", None),
    cell("S007", Way.EMPTY_CELL, "4_CONT", "n", "\u00a0 "),
    Break("S007", Way.EMPTY_ROWS, empty_rows, "4_CONT!A5", "I"),
    Break("S007", Way.HIDDEN_ROWS, hidden, "4_CONT!A4", "I"),
    Break(
        "S008",
        FileWay.PERSONAL_COLUMN,
        all_of(put("4_CONT", "O2", "ИИН"), put("4_CONT", "O3", "1")),
        "4_CONT!O2",
    ),
    Break(
        "S008",
        FileWay.PERSONAL_COLUMN,
        all_of(lambda b: b.create_sheet("Тізім"), put("Тізім", "B2", "Студенттің аты-жөні")),
        "Тізім!B2",
    ),
    cell("S008", FileWay.PERSONAL_NUMBER, "2_AGR", "agr_title", f"Асан, {IIN}"),
    Break("S009", Way.MANY_ROWS, second_institution, "1_INST!A4"),
    Break("S009", Way.NO_ROW, no_institution, "1_INST!A3"),
    cell("F105", Way.EMAIL, "1_INST", "contact_email", "office at university"),
    cell("F105", Way.PHONE, "1_INST", "contact_phone", "ask the office"),
    cell("F105", Way.URL, "3_PROG", "public_url_en", "www.university.kz"),
    cell("F106", Way.NO_DATE, "2_AGR", "signed_date", "spring 2020"),
    cell("F106", Way.NO_DATE, "2_AGR", "signed_date", "31.02.2020"),
    cell("F106", Way.DATE_AS_TEXT, "2_AGR", "signed_date", "01.10.2020"),
    cell("F106", Way.EARLY, "2_AGR", "signed_date", date(1991, 12, 15)),
    cell("F106", Way.LATE, "2_AGR", "end_date", date(2040, 10, 2)),
    cell("F107", Way.NO_NUMBER, "4_CONT", "n", "many"),
    cell("F107", Way.NO_NUMBER, "4_CONT", "n", True),
    cell("F107", Way.NUMBER_AS_TEXT, "4_CONT", "n", "12"),
    cell("F107", Way.DECIMAL, "4_CONT", "n", 2.5),
    cell("F107", Way.NEGATIVE, "4_CONT", "n", -1),
    cell("F107", Way.OUTSIDE, "4_CONT", "course_year", 8),
    cell("F107", Way.OUTSIDE, "3_PROG", "online_share", 101),
    cell("F107", Way.NEGATIVE, "3_PROG", "ects_total", -240),
    cell("F108", Way.NO_CODE, "4_CONT", "funding", "взаймы"),
    cell("F108", Way.NO_CODE, "1_INST", "nil_return", "maybe"),
    cell("F109", Way.NO_COUNTRY, "4_CONT", "citizenship", "Атлантида"),
    cell("F109", Way.HISTORIC, "4_CONT", "citizenship", "SU"),
    cell("F109", Way.HISTORIC, "2_AGR", "partner_country", "yu"),
    cell("F110", Way.NO_LANGUAGE, "4_CONT", "lang", "клингон"),
    cell("F110", Way.NO_LANGUAGE, "3_PROG", "langs", "kk, xx"),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_a_workbook_that_breaks_one_rule_is_told_exactly_that(broken: Break) -> None:
    taken = take(changed(broken.change))
    (problem,) = taken.problems
    assert problem.code == broken.rule
    assert problem.finding.seen["way"] == broken.way
    assert problem.severity.value == broken.severity
    assert f"{problem.place.sheet}!{problem.place.cell}" == broken.cell
    assert problem.message
    assert problem.remedy
    again = retold({rule.id: rule for rule in RULES}, kept(problem))
    assert (again.message, again.remedy) == (problem.message, problem.remedy)
    assert (taken.dataset is None) is (broken.rule == "S003")


def a_number_that_is_a_date(book: Any) -> None:
    found = book["2_AGR"][at("2_AGR", "signed_date")]
    found.value, found.number_format = 45931, "General"


def test_a_day_without_its_format_is_understood_and_refused() -> None:
    taken = take(changed(a_number_that_is_a_date))
    (problem,) = taken.problems
    assert (problem.code, problem.finding.seen["way"]) == ("F106", Way.DATE_AS_NUMBER)
    assert taken.dataset
    assert taken.dataset.rows("2_AGR")[0]["signed_date"] == date(2025, 10, 1)


def test_the_same_file_of_another_institution_is_told() -> None:
    taken = take(sound(), filed_by=lambda digest: "Сарыарқа университеті" if digest else "")
    assert codes_of(taken) == {"S010"}
    assert "Сарыарқа" in taken.problems[0].message
    assert not take(sound(), filed_by=lambda digest: "").problems


TRIED = {(one.rule, str(one.way)) for one in BREAKS} | {
    ("F106", str(Way.DATE_AS_NUMBER)),
    ("S010", str(FileWay.SAME_FILE)),
}
# Tried by files that no spreadsheet program writes: see test_hostile_workbooks.py.
HOSTILE = {("S001", str(fault)) for fault in Fault} | {("S005", str(Way.LINKED))}


def test_every_way_in_which_a_rule_is_broken_has_a_workbook_here() -> None:
    every = {(rule.id, way) for rule in RULES for way in rule.wordings if way != Way.MORE}
    assert every == TRIED | HOSTILE


with Path("seed/reference/return_rules.csv").open(encoding="utf-8", newline="") as lines:
    TABLE = {row["code"]: row for row in csv.DictReader(lines)}


def test_the_rules_are_those_of_the_table_and_every_way_has_one_rule() -> None:
    wanted = {f"S{n:03}" for n in range(1, 11)} | {f"F{n}" for n in range(105, 111)}
    assert {rule.id for rule in RULES} == wanted
    assert {str(way) for kind in (Way, FileWay, Fault) for way in kind} - {Way.MORE} == set(OF_WAY)
    assert sum(len(rule.wordings) - 1 for rule in RULES) == len(OF_WAY)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_weighs_what_the_table_says_and_its_words_show_only_what_was_seen(
    rule: Rule,
) -> None:
    assert rule.severity.value == TABLE[rule.id]["severity"]
    for wording in rule.wordings.values():
        for text in (wording.otherwise, wording.remedy):
            assert list(_text_slips(text, rule.names)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sound_workbook_of_any_language_has_no_problem(language: str) -> None:
    taken = take(sound(language))
    assert taken.problems == ()
    assert taken.dataset == as_dataset(sound_rows())
    assert taken.language == language
    assert taken.stamp["institution"] == "QD-01"
    assert len(taken.digest) == 64


def test_a_place_is_the_cell_in_the_file() -> None:
    taken = take(sound())
    place = taken.place("4_CONT", 2, "n")
    assert (place.sheet, place.column, place.row, place.cell) == ("4_CONT", "n", 5, "M5")
    assert taken.place("4_CONT", 2).cell == ""
    assert taken.place("4_CONT", 99, "n").row is None
    assert taken.place("8_QA", 0, "n").cell == ""


def shuffled(book: Any) -> None:
    """Sheets in another order, columns of one turned round, headers in another language."""
    book.move_sheet("4_CONT", -4)
    page = book["4_CONT"]
    table = [[one.value for one in line][::-1] for line in page.iter_rows(max_row=5, max_col=14)]
    for row, line in enumerate(table, 1):
        for column, value in enumerate(line, 1):
            page.cell(row, column).value = f"Spalte {column}" if row == 1 else value


def test_the_order_of_sheets_and_columns_and_the_words_of_headers_do_not_matter() -> None:
    taken = take(changed(shuffled))
    assert taken.problems == ()
    assert taken.dataset == as_dataset(sound_rows())
    assert taken.columns["4_CONT"]["n"] == "B"


def test_a_renamed_sheet_is_read_all_the_same() -> None:
    taken = take(changed(renamed("4_CONT", "Контингент")))
    assert taken.dataset == as_dataset(sound_rows())


def test_rows_that_are_moved_down_and_empty_rows_between_are_read() -> None:
    def change(book: Any) -> None:
        book["4_CONT"].insert_rows(1, 2)
        book["4_CONT"].insert_rows(6, 3)

    taken = take(changed(change))
    assert taken.problems == ()
    assert taken.lines["4_CONT"] == (5, 9, 10)
    assert taken.dataset == as_dataset(sound_rows())


def test_a_name_of_a_sheet_may_differ_in_blanks_and_case() -> None:
    assert take(changed(renamed("4_CONT", "4_cont "))).problems == ()


@pytest.mark.parametrize(
    ("column", "typed_in", "value"),
    [
        ("citizenship", "қазақстан", "KZ"),
        ("citizenship", "Казахстан", "KZ"),
        ("citizenship", "KAZAKHSTAN", "KZ"),
        ("citizenship", "kz", "KZ"),
        ("citizenship", "xx", "XX"),
        ("lang", "Қазақ тілі", "kk"),
        ("lang", "английский", "en"),
        ("lang", "EN", "en"),
        ("sex", "ЖЕНСКИЙ", "F"),
        ("funding", "g", "G"),
    ],
)
def test_labels_of_three_languages_and_codes_in_any_case_are_codes(
    column: str, typed_in: str, value: str
) -> None:
    taken = take(changed(typed("4_CONT", column, typed_in)))
    assert taken.problems == ()
    assert taken.dataset
    assert taken.dataset.rows("4_CONT")[0][column] == value


def test_what_is_understood_is_kept_and_what_is_not_is_left_out() -> None:
    taken = take(
        changed(
            all_of(
                typed("4_CONT", "n", "12"),
                typed("4_CONT", "n", -3, row=4),
                typed("4_CONT", "n", "=1+1", row=5),
                typed("4_CONT", "citizenship", "Атлантида"),
                typed("3_PROG", "prog_code", "6В04101"),
            )
        )
    )
    assert codes_of(taken) == {"F107", "S005", "F109", "S006"}
    assert taken.dataset
    rows = taken.dataset.rows("4_CONT")
    assert [row.get("n") for row in rows] == [12, None, None]
    assert rows[0]["citizenship"] == "Атлантида"
    assert taken.dataset.rows("3_PROG")[0]["prog_code"] == "6B04101"


def test_an_exception_of_a_required_cell_is_none_when_its_case_applies() -> None:
    (sheet, column), *_ = [(s, c) for s, c in CURRENT.walk() if c.unless and s.is_written]
    assert column.unless
    empty = typed(sheet.name, column.name, None)
    excused = typed(sheet.name, column.unless.column, column.unless.code)
    other = typed(sheet.name, column.unless.column, "DD")
    assert said(changed(all_of(empty, excused))) == []
    assert said(changed(all_of(empty, other))) == [
        ("S007", sheet.name, at(sheet.name, column.name))
    ]


def test_all_problems_come_at_once_and_too_many_are_counted() -> None:
    rows = sound_rows()
    rows["4_CONT"] = [row | {"sex": None, "lang": "??"} for row in rows["4_CONT"]] * 75
    taken = take(write(CURRENT, rows, STAMP, "kk", CODES))
    by_rule = {code: [p for p in taken.problems if p.code == code] for code in codes_of(taken)}
    assert {code: len(found) for code, found in by_rule.items()} == {"S007": 201, "F110": 201}
    for found in by_rule.values():
        assert found[-1].finding.seen["way"] == Way.MORE
        assert found[-1].finding.seen["count"] == 225 - MOST
        assert "25" in found[-1].message
        assert found[-1].severity is Severity.ERROR


def test_of_many_ways_of_one_rule_two_hundred_are_listed_in_all() -> None:
    rows = sound_rows(2)
    one, other = rows["4_CONT"]
    rows["4_CONT"] = [one | {"course_year": 9}, other | {"course_year": -1}] * 110
    problems = take(write(CURRENT, rows, STAMP, "kk", CODES)).problems
    assert len(problems) == MOST + 1
    assert problems[-1].finding.seen["count"] == 20


def test_a_problem_names_the_thing_it_is_about() -> None:
    (problem,) = take(changed(typed("2_AGR", "signed_date", "soon"))).problems
    assert problem.key == "000000"
    assert problem.subject == ("F106", "2_AGR:000000")


def test_another_edition_hides_everything_else() -> None:
    change = all_of(aged("2025"), typed("4_CONT", "n", "many"), without("7_MOB"))
    assert codes_of(take(changed(change))) == {"S003"}


def test_the_readme_says_the_edition_when_the_hidden_sheet_is_gone() -> None:
    taken = take(changed(without("_stamp")))
    assert taken.problems == ()
    assert taken.dataset == as_dataset(sound_rows())


def test_what_hides_all_others_is_said_alone() -> None:
    older = take(changed(aged("2025"))).problems
    others = take(changed(typed("4_CONT", "n", "many"))).problems
    assert foremost([*others, *older]) == older
    assert foremost(others) == others


def test_formulas_where_the_system_writes_do_no_harm() -> None:
    assert take(changed(typed("1_INST", "file_hash", "=1"))).problems == ()


def test_a_far_cell_is_a_nameless_column_and_no_row() -> None:
    content = changed(put("4_CONT", "XFD1048576", "stray"))
    assert said(content) == [("S004", "4_CONT", "XFD2")]


def test_an_instant_is_read_as_its_day() -> None:
    taken = take(changed(typed("2_AGR", "signed_date", datetime(2020, 5, 6, 7, 8))))  # noqa: DTZ001
    assert taken.problems == ()
    assert taken.dataset
    assert taken.dataset.rows("2_AGR")[0]["signed_date"] == date(2020, 5, 6)


PERSONAL = [
    *("ИИН", "жсн", "IIN", "Student IIN", "ФИО студента", "Ф.И.О.", "Аты-жөні", "Фамилия"),
    *(
        "Паспорт",
        "passport_no",
        "Passport number",
        "student_name",
        "Name of the student",
        "Төлқұжат",
    ),
    *("Дата рождения", "Туған күні", "date of birth", "Удостоверение личности", "surname"),
]


@pytest.mark.parametrize("header", PERSONAL)
def test_headers_of_personal_data_are_known_in_three_languages(header: str) -> None:
    assert is_personal([header])


@pytest.mark.parametrize(
    "header",
    ["remark", "Примечание", "Филиал", "Аты", "passed", "n_students", "Студенты", "ЖОО аты", "БИН"],
)
def test_other_headers_are_not_taken_for_personal_data(header: str) -> None:
    assert not is_personal([header])


@pytest.mark.parametrize("sheet", CURRENT.sheets, ids=lambda sheet: sheet.name)
def test_no_column_of_the_return_is_taken_for_personal_data(sheet: Any) -> None:
    for column in sheet.columns:
        for title in (column.name, column.title.kk, column.title.ru, column.title.en):
            assert not is_personal([title]), title


def test_a_number_of_a_person_has_a_birthday_and_a_check_digit() -> None:
    assert is_number_of_a_person(IIN)
    assert not is_number_of_a_person("900101300018")
    assert not is_number_of_a_person("901301300017")
    assert not is_number_of_a_person("990140000012")
    assert not is_number_of_a_person("12")


WORDS = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "P"), exclude_characters=",;")
    | st.sampled_from(" -+=@әғқңөұүһі№"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip())
KEYS = st.from_regex(r"[0-9A-Z][0-9A-Z\-/]{0,20}", fullmatch=True)
LATIN = st.from_regex(r"(6B|7M|8D)[0-9]{5}", fullmatch=True)
DAYS = st.dates(kinds.EARLIEST_DAY, date(2040, 9, 30))


def values(column: Any) -> st.SearchStrategy[Any]:
    """Any value that a cell of the column may have."""
    kind = column.type
    if isinstance(kind, kinds.YesNo):
        return st.booleans()
    if isinstance(kind, kinds.Code | kinds.Codes):
        lists = {**CODES, kinds.COUNTRY: iso.COUNTRIES, kinds.LANGUAGE: iso.LANGUAGES}
        one = st.sampled_from([code for name in kind.lists for code in lists[name]])
        many = st.lists(one, min_size=1, max_size=4, unique=True).map(tuple)
        return many if isinstance(kind, kinds.Codes) else one
    if isinstance(kind, kinds.Integer):
        return st.integers(kind.least, kind.most)
    if isinstance(kind, kinds.Number):
        return st.decimals(0, 9999, places=2)
    if isinstance(kind, kinds.Date):
        return DAYS
    if isinstance(kind, kinds.Keys):
        return st.lists(KEYS, min_size=1, max_size=3).map(tuple)
    if isinstance(kind, kinds.Classified | kinds.Path):
        return LATIN
    return KEYS if isinstance(kind, kinds.Key) else _text_values(kind)


def _text_values(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, kinds.Email | kinds.Url | kinds.Phone | kinds.AcademicYear):
        return st.integers(1, 50).map(lambda n: kind.sample(n, kinds.NO_CHOICES))
    least = getattr(kind, "least", 0)
    return WORDS.map(lambda text: text[:24].ljust(least, "x"))


def rows_of(sheet: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Any rows of a sheet: what is required is there, what is not may be."""
    fixed = {c.name: values(c) for c in sheet.columns if c.required.value == "R"}
    loose = {c.name: values(c) for c in sheet.columns if c.required.value in "CO"}
    one = st.fixed_dictionaries(fixed, optional=loose)
    return st.lists(one, min_size=int(sheet.single_row), max_size=1 if sheet.single_row else 4)


RETURNS = st.fixed_dictionaries({sheet.name: rows_of(sheet) for sheet in CURRENT.written})


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(RETURNS, st.sampled_from(LANGUAGES))
def test_any_return_that_is_written_is_read_back_the_same(
    rows: dict[str, list[dict[str, Any]]], language: str
) -> None:
    head = {"inst_code": "QD-01", "report_year": STAMP.year, "reference_date": DAY}
    rows["1_INST"][0] |= head
    expected = as_dataset(rows)
    written = {sheet.name: expected.rows(sheet.name) for sheet in CURRENT.written}
    taken = take(write(CURRENT, written, STAMP, language, CODES))
    assert taken.problems == ()
    assert taken.dataset == expected
    assert taken.dataset.digest == expected.digest
