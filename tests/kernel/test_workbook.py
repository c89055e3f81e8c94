"""The workbook engine on a small edition of its own: writing, limits, reading back."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.kernel.iso import COUNTRIES
from app.kernel.text import sort_key
from app.kernel.workbook import gaps, kinds, package
from app.kernel.workbook.declaration import (
    AUTOMATIC,
    CONDITIONAL,
    OPTIONAL,
    REQUIRED,
    SYSTEM,
    Case,
    Column,
    Edition,
    Requirement,
    Sheet,
)
from app.kernel.workbook.desk import LAST_COLUMN, LAST_ROW, LIST_SHEET
from app.kernel.workbook.lists import choices, every_list
from app.kernel.workbook.reader import cells, stamp_lines
from app.kernel.workbook.samples import sample_rows
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import LANGUAGES, Text, clean
from app.kernel.workbook.writer import write


def words(name: str) -> Text:
    return Text(f"{name} қ", f"{name} р", f"{name} e")


CODES = {
    "COLOUR": {
        "R": Text("қызыл", "красный", "red"),
        "G": Text("жасыл", "зеленый", "green"),
        "B": Text("көк", "синий", "blue"),
    },
    "YES_NO": {"Y": Text("иә", "да", "yes"), "N": Text("жоқ", "нет", "no")},
    "NOWHERE": {"XX": Text("елі жоқ", "без страны", "no country")},
}

COLUMNS = {
    "id": (kinds.Key(), REQUIRED),
    "name": (kinds.String(300), REQUIRED),
    "code": (kinds.String(8, least=3), OPTIONAL),
    "colour": (kinds.Code("COLOUR"), REQUIRED),
    "colours": (kinds.Codes("COLOUR"), OPTIONAL),
    "count": (kinds.Integer(0), REQUIRED),
    "share": (kinds.Percent(), OPTIONAL),
    "size": (kinds.Number(), CONDITIONAL),
    "born": (kinds.Date(), REQUIRED),
    "year": (kinds.Year(), OPTIONAL),
    "school_year": (kinds.AcademicYear(), OPTIONAL),
    "is_open": (kinds.YesNo(), REQUIRED),
    "country": (kinds.Country(also="NOWHERE"), OPTIONAL),
    "home": (kinds.Country(), OPTIONAL),
    "lang": (kinds.Language(), OPTIONAL),
    "langs": (kinds.Languages(), OPTIONAL),
    "others": (kinds.Keys(), OPTIONAL),
    "mail": (kinds.Email(), OPTIONAL),
    "page": (kinds.Url(), OPTIONAL),
    "phone": (kinds.Phone(), OPTIONAL),
    "scan": (kinds.File(), OPTIONAL),
    "path": (kinds.Path(), OPTIONAL),
    "registry": (kinds.Classified(), OPTIONAL),
    "owner": (kinds.Key(), OPTIONAL),
    "label": (kinds.String(20), AUTOMATIC),
    "signed_at": (kinds.Moment(), SYSTEM),
}
MORE: dict[str, Any] = {
    "owner": {"refers_to": "1_OWNER"},
    "born": {"unless": Case("colour", "B"), "source": words("Norm 5")},
}

THINGS = Sheet(
    "2_THINGS",
    words("Things"),
    words("All things"),
    tuple(
        Column(name, kind, requirement, words(name), words(f"about {name}"), **MORE.get(name, {}))
        for name, (kind, requirement) in COLUMNS.items()
    ),
)
OWNER = Sheet(
    "1_OWNER",
    words("Owner"),
    words("One owner"),
    (
        Column("owner", kinds.Key(), REQUIRED, words("owner"), words("who")),
        Column("label", kinds.String(20), AUTOMATIC, words("label"), words("what")),
    ),
    single_row=True,
)
HIDDEN = Sheet("3_LATER", words("Later"), words("Not yet"), OWNER.columns, is_written=False)
EDITION = Edition("7", words("Title"), words("Issuer"), (OWNER, THINGS, HIDDEN))
STAMP = Stamp("042", "Қаратау университеті", "2025-2026", date(2025, 10, 1), "ask@example.kz")
ROWS = sample_rows(EDITION, CODES, 5)


def made(rows: dict[str, Any] | None = None, language: str = "kk") -> bytes:
    return write(EDITION, ROWS if rows is None else rows, STAMP, language, CODES)


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def letter(name: str) -> str:
    return next(
        cell.column_letter for cell in opened(made({}))["2_THINGS"][2] if cell.value == name
    )


def validation(name: str, language: str = "kk") -> Any:
    page = opened(made({}, language))["2_THINGS"]
    first = f"{letter(name)}3"
    found = [rule for rule in page.data_validations.dataValidation if first in rule.sqref]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_in_any_language_is_read_back(language: str) -> None:
    assert cells(EDITION, made(language=language), CODES) == ROWS


def test_every_kind_of_cell_is_tried_by_these_tests() -> None:
    found = {kind for kind in vars(kinds).values() if isinstance(kind, type)}
    known = {kind for kind in found if issubclass(kind, kinds.Kind)} - {kinds.Kind}
    assert known == {type(kind) for kind, _ in COLUMNS.values()}


@pytest.mark.parametrize("name", COLUMNS)
def test_an_example_keeps_to_the_limit_of_its_own_kind(name: str) -> None:
    kind, _ = COLUMNS[name]
    chosen = choices(kind, every_list(CODES), "kk")
    for n in (0, 1, 7, 60):
        shown = kind.shown(kind.sample(n, chosen), chosen)
        assert kind.taken(shown, chosen) == kind.sample(n, chosen)
        limit = kind.limit()
        if limit and limit.type == "textLength":
            assert int(limit.formula1) <= len(shown) <= int(limit.formula2 or 0)
        if limit and limit.type == "whole":
            assert int(limit.formula1) <= shown <= int(limit.formula2 or 0)


def test_the_same_data_give_the_same_bytes_on_another_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = made()
    monkeypatch.setattr("zipfile.time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    monkeypatch.setattr(
        "openpyxl.writer.excel.datetime.datetime",
        type("Later", (datetime,), {"now": classmethod(lambda cls, tz=None: cls(2031, 5, 6))}),
    )
    assert made() == first


def test_the_file_names_no_moment_but_the_reference_date() -> None:
    with zipfile.ZipFile(BytesIO(made())) as archive:
        assert {part.date_time for part in archive.infolist()} == {package._ZIP_EPOCH}
        properties = archive.read("docProps/core.xml").decode()
        assert archive.namelist()[0] == "[Content_Types].xml"
    assert properties.count("2025-10-01T00:00:00Z") == 2


HOSTILE = ["=1+1", "+7 701", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1", "#N/A", "TRUE", "0012", "1.10"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_a_text_whatever_it_begins_with(text: str) -> None:
    content = made({"2_THINGS": [{"id": text, "name": text}]})
    page = opened(content)["2_THINGS"]
    assert (page["A3"].data_type, page["A3"].value) == ("s", text)
    assert cells(EDITION, content, CODES)["2_THINGS"][0]["name"] == text


FREE_TEXT = [
    name
    for name, (kind, _) in COLUMNS.items()
    if isinstance(kind, kinds.String | kinds.Email | kinds.Url)
]
# What XML cannot hold, and what ends a line in one program and is nothing in another.
AWKWARD = "\ufffe\uffff\ud800\udfff\x00\x07\x0b\x1b\x7f\x85\u2028\r\n\t\xa0\u200b<&>\"'"


@settings(max_examples=40, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from(AWKWARD)), min_size=1, max_size=40))
def test_any_text_can_be_written_and_all_that_can_be_read_comes_back(text: str) -> None:
    row = {"count": 1} | dict.fromkeys(FREE_TEXT, text)
    stamp = replace(STAMP, institution_name=text, contact=text)
    content = write(EDITION, {"2_THINGS": [row]}, stamp, "kk", CODES)
    found = cells(EDITION, content, CODES)["2_THINGS"][0]
    expected = clean(text) if clean(text).strip() else None
    assert {found[name] for name in FREE_TEXT} == {expected}
    assert stamp_lines(content)["institution_name"] == clean(text)


@settings(max_examples=15, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "id": st.from_regex(r"0[0-9]{1,8}", fullmatch=True),
            "born": st.dates(kinds.EARLIEST_DAY, kinds.LATEST_DAY),
            "count": st.integers(0, 9_999_999),
            "share": st.integers(0, 100),
            "size": st.decimals(0, 9999, places=1),
            "is_open": st.booleans(),
            "colour": st.sampled_from(sorted(CODES["COLOUR"])),
            "country": st.sampled_from(COUNTRIES),
            "signed_at": st.integers(700_000_000, 3_700_000_000).map(
                lambda second: datetime.fromtimestamp(second, UTC)
            ),
        }
    ),
    st.sampled_from(LANGUAGES),
)
def test_any_row_comes_back_as_it_was(row: dict[str, Any], language: str) -> None:
    found = cells(EDITION, made({"2_THINGS": [row]}, language), CODES)["2_THINGS"][0]
    assert {name: found[name] for name in row} == row


def test_what_is_missing_stays_empty_and_zero_stays_zero() -> None:
    row = {"id": "1", "count": 0, "share": 0, "size": Decimal(0), "born": None, "name": ""}
    found = cells(EDITION, made({"2_THINGS": [row]}), CODES)["2_THINGS"][0]
    assert (found["count"], found["share"], found["size"]) == (0, 0, 0)
    assert found["born"] is found["name"] is found["colour"] is None


def test_an_unknown_sheet_or_column_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError, match="no sheet '3_LATER'"):
        made({"3_LATER": []})
    with pytest.raises(KeyError, match="no column 'colour_of_hair'"):
        made({"2_THINGS": [{"colour_of_hair": "grey"}]})


def test_people_see_labels_and_several_codes_stay_codes() -> None:
    row = {"id": "1", "colour": "R", "colours": ["R", "G"], "is_open": True, "home": "KZ"}
    page = opened(made({"2_THINGS": [row]}, "ru"))["2_THINGS"]
    shown = {page.cell(2, cell.column).value: cell.value for cell in page[3] if cell.value}
    expected = {"colour": "красный", "colours": "R, G", "is_open": "да", "home": "Казахстан"}
    assert shown == {"id": "1"} | expected


@pytest.mark.parametrize("typed", ["R", "r", "қызыл", " Красный ", "RED"])
def test_a_code_may_be_typed_as_code_or_label_of_any_language(typed: str) -> None:
    kind = kinds.Code("COLOUR")
    assert kind.taken(typed, choices(kind, CODES, "kk")) == "R"


def test_what_is_no_code_is_handed_on_as_it_stands() -> None:
    kind = kinds.Code("COLOUR")
    assert kind.taken("mauve", choices(kind, CODES, "kk")) == "mauve"
    assert kinds.Integer().taken("many", kinds.NO_CHOICES) == "many"
    assert kinds.Integer().taken(2.5, kinds.NO_CHOICES) == 2.5
    assert kinds.Date().taken("soon", kinds.NO_CHOICES) == "soon"


def test_numbers_and_dates_typed_as_text_are_understood() -> None:
    assert kinds.Number().taken("7,5", kinds.NO_CHOICES) == Decimal("7.5")
    assert kinds.Integer().taken("1 200", kinds.NO_CHOICES) == 1200
    assert kinds.Date().taken("01.10.2025", kinds.NO_CHOICES) == date(2025, 10, 1)
    assert kinds.Key().taken(12.0, kinds.NO_CHOICES) == "12"


@pytest.mark.parametrize(
    "typed",
    ["inf", "-inf", "NaN", "sNaN", "1e400", "1_0", "٣", "0x1F", "1.2.3", "", "½", "²", True]
    + [float("inf"), float("nan"), Decimal("sNaN")],
)
def test_what_is_no_plain_number_is_handed_on_as_it_stands(typed: Any) -> None:
    for kind in (kinds.Integer(), kinds.Number(), kinds.Percent(), kinds.Year()):
        assert kind.taken(typed, kinds.NO_CHOICES) is typed


@pytest.mark.parametrize("typed", [10**400, 1e300, -7, "1" * 31, "9" * 5000])
def test_a_number_of_any_size_does_no_harm(typed: Any) -> None:
    for kind in (kinds.Integer(), kinds.Number(), kinds.Date(), kinds.Key()):
        kind.taken(typed, kinds.NO_CHOICES)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("01.10.2025", date(2025, 10, 1)),
        (" 2025-10-01 ", date(2025, 10, 1)),
        *((typed, None) for typed in ("20251001", "2025-W40-3", "01/10/2025", "1.10.2025")),
        *((typed, None) for typed in ("31.02.2025", "00.00.0000", "٠١.١٠.٢٠٢٥", "01.10.25")),
    ],
)
def test_a_day_is_written_in_one_of_two_ways(typed: str, day: date | None) -> None:
    assert kinds.Date().taken(typed, kinds.NO_CHOICES) == (day or typed)


def test_the_last_instant_of_the_calendar_does_no_harm() -> None:
    last = datetime.combine(date.max, time.max)
    assert kinds.Moment().taken(last, kinds.NO_CHOICES) == last


def test_a_stray_cell_at_the_far_end_costs_nothing() -> None:
    book = opened(made())
    book["2_THINGS"].cell(LAST_ROW, LAST_COLUMN).value = "stray"
    book["1_OWNER"].cell(2, LAST_COLUMN).value = "owner_of_old"
    out = BytesIO()
    book.save(out)
    assert cells(EDITION, out.getvalue(), CODES) == ROWS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drop_down_offers_every_label_of_its_list(language: str) -> None:
    book = opened(made({}, language))
    for name, (kind, _) in COLUMNS.items():
        if kind.is_picked:
            sheet, where = validation(name, language).formula1.lstrip("=").split("!")
            offered = [row[0].value for row in book[sheet][where.replace("$", "")]]
            assert offered == list(choices(kind, every_list(CODES), language).labels.values())


def test_a_drop_down_of_countries_follows_the_alphabet_of_the_language() -> None:
    labels = list(choices(kinds.Country(), every_list(CODES), "kk").labels.values())
    assert len(labels) == 249
    assert labels == sorted(labels, key=sort_key)
    assert labels.index("Өзбекстан") < labels.index("Польша") < labels.index("Үндістан")


def test_limits_reach_down_the_whole_column_and_say_why() -> None:
    rule = validation("count", "ru")
    assert (rule.type, rule.formula1) == ("whole", "0")
    assert str(rule.sqref).endswith(str(LAST_ROW))
    assert "целое число" in rule.error
    assert validation("born").type == "date"
    assert validation("code").type == "textLength"
    assert validation("code", "en").error == "The text must have between 3 and 8 characters."
    assert validation("name", "en").error == "At most 300 characters."
    assert validation("mail").formula1 == f'ISNUMBER(SEARCH("?*@?*.?*",{letter("mail")}3))'


def test_no_message_is_longer_than_a_spreadsheet_takes() -> None:
    for language in LANGUAGES:
        page = opened(made({}, language))["2_THINGS"]
        for rule in page.data_validations.dataValidation:
            assert len(rule.error) <= 225
            assert len(rule.errorTitle) <= 32
            assert len(rule.formula1) <= 255


def test_headers_are_shut_and_every_cell_of_a_table_is_open() -> None:
    page = opened(made())["2_THINGS"]
    assert page.protection.sheet
    assert not page.protection.password
    for cell in page[1] + page[2]:
        assert cell.protection.locked
    for name in COLUMNS:
        assert not page[f"{letter(name)}3"].protection.locked
        assert not page.column_dimensions[letter(name)].protection.locked


def test_rows_can_be_sorted_and_deleted_because_no_cell_in_them_is_shut() -> None:
    page = opened(made())["2_THINGS"]
    beyond = page.column_dimensions[page.cell(2, len(COLUMNS) + 1).column_letter]
    assert (beyond.min, beyond.max) == (len(COLUMNS) + 1, LAST_COLUMN)
    assert not beyond.protection.locked
    assert not page.protection.deleteRows
    assert not page.protection.sort


def test_what_the_register_gives_has_a_ground_of_its_own_in_all_rows() -> None:
    page = opened(made())["2_THINGS"]
    for name, (_, requirement) in COLUMNS.items():
        for styled in (page[f"{letter(name)}3"], page.column_dimensions[letter(name)]):
            assert (styled.fill.fill_type == "solid") is requirement.is_given


def test_a_row_that_holds_only_what_the_register_gives_is_no_row() -> None:
    left = {"label": "2+2", "signed_at": datetime(2026, 11, 15, 9, 0, tzinfo=UTC)}
    content = made({"2_THINGS": [{"id": "1"} | left, left, {"label": "1+1", "count": 0}]})
    found = cells(EDITION, content, CODES)["2_THINGS"]
    assert [(row["id"], row["count"]) for row in found] == [("1", None), (None, 0)]


def test_the_structure_of_the_workbook_is_shut() -> None:
    assert opened(made()).security.lockStructure


def test_a_list_warns_and_says_what_else_is_understood() -> None:
    for name, (kind, _) in COLUMNS.items():
        if kind.is_picked:
            rule = validation(name, "en")
            assert rule.errorStyle == "warning"
            assert "A code or a name in Kazakh, Russian or English is accepted" in rule.error
    assert validation("count").errorStyle in (None, "stop")


def test_a_key_is_offered_from_the_sheet_it_refers_to_and_may_be_new() -> None:
    rule = validation("owner", "en")
    assert (rule.type, rule.errorStyle) == ("list", "warning")
    rows = f"""COUNTA(INDIRECT("'1_OWNER'!$A$2:$A${LAST_ROW}"))+1"""
    assert rule.formula1.lstrip("=") == f"""INDIRECT("'1_OWNER'!$A$3:$A$"&MAX(3,{rows}))"""
    assert "sheet 1_OWNER" in rule.error


def missing_rules(content: bytes, sheet: str = "2_THINGS") -> dict[str, str]:
    """The formula that colours an empty cell, by the first cell of its column."""
    return {
        str(place.sqref): rule.formula[0]
        for place in opened(content)[sheet].conditional_formatting
        for rule in place.rules
    }


def test_a_required_cell_left_empty_is_coloured_in_a_row_that_has_begun() -> None:
    rules = missing_rules(made(language="ru"))
    required = [name for name, (_, asked) in COLUMNS.items() if asked is REQUIRED]
    assert set(rules) == {f"{letter(n)}3:{letter(n)}{LAST_ROW}" for n in required}
    name, colour = letter("name"), letter("colour")
    given = f"${letter('label')}3,${letter('signed_at')}3"
    begun = f"COUNTA($A3:${letter('signed_at')}3)>COUNTA({given})"
    assert rules[f"{name}3:{name}{LAST_ROW}"] == f"AND({begun},LEN(TRIM(${name}3))=0)"
    excused = f'NOT(OR(${colour}3="B",${colour}3="көк",${colour}3="синий",${colour}3="blue"))'
    assert rules[f"{letter('born')}3:{letter('born')}{LAST_ROW}"].endswith(f",{excused})")
    assert set(missing_rules(made(), "1_OWNER")) == {"A3"}


def test_the_first_sheet_counts_the_required_cells_that_are_empty() -> None:
    full = {"id": "1", "name": "x", "colour": "B", "count": 0, "is_open": False}
    rows = [full, full | {"colour": "R"}, full | {"name": "", "born": date(2025, 1, 1)}]
    assert gaps.count(THINGS, rows) == 2
    page = opened(made({"2_THINGS": rows}, "en"))["README"]
    said = "\n".join(str(cell.value) for row in page for cell in row if cell.value)
    assert "Things e (rows filled in: 3; required cells still empty: 2). All things e" in said
    assert "Owner e (rows filled in: 0). One owner e" in said


def test_new_rows_have_the_format_of_their_column() -> None:
    page = opened(made({}))["2_THINGS"]
    assert page.column_dimensions[letter("born")].number_format == "dd.mm.yyyy"
    assert page.column_dimensions[letter("id")].number_format == "@"


def test_a_sheet_of_one_row_is_open_in_that_row_only() -> None:
    page = opened(made())["1_OWNER"]
    assert page["A3"].protection.locked is False
    assert page["B3"].protection.locked is True
    assert page.column_dimensions["A"].protection.locked is True


def test_headers_stay_in_sight_and_can_be_filtered() -> None:
    page = opened(made())["2_THINGS"]
    assert page.freeze_panes == "B3"
    assert page.auto_filter.ref == f"A2:{page.cell(2, len(COLUMNS)).column_letter}7"
    assert page.print_title_rows == "$1:$2"
    assert page.page_setup.pageOrder == "overThenDown"


def test_a_header_shows_its_requirement_without_colour_and_explains_itself() -> None:
    page = opened(made(language="en"))["2_THINGS"]
    for cell, (name, (_, requirement)) in zip(page[1], COLUMNS.items(), strict=True):
        assert cell.value == f"{requirement.marker} {name} e"
        assert f"about {name} e" in cell.comment.text
        assert requirement.label.en in cell.comment.text
    assert page[f"{letter('born')}1"].comment.text.endswith("Norm 5 e")
    assert "R – red\nG – green" in page[f"{letter('colour')}1"].comment.text


def test_every_requirement_has_its_own_sign() -> None:
    assert len({requirement.marker for requirement in Requirement}) == len(Requirement)


def test_the_stamp_is_hidden_and_says_for_whom() -> None:
    content = made(language="ru")
    book = opened(content)
    assert book["_stamp"].sheet_state == "veryHidden"
    assert book[LIST_SHEET].sheet_state == "hidden"
    assert stamp_lines(content) == {
        "edition": "7",
        "institution": "042",
        "institution_name": "Қаратау университеті",
        "year": "2025-2026",
        "language": "ru",
        "reference_date": "2025-10-01",
    }


def test_the_readme_comes_first_and_leads_to_the_sheets() -> None:
    book = opened(made(language="en"))
    assert book.sheetnames == ["README", "1_OWNER", "2_THINGS", LIST_SHEET, "_stamp"]
    page = book["README"]
    said = "\n".join(str(cell.value) for row in page for cell in row if cell.value)
    for expected in ("Title e", "Қаратау университеті (042)", "2025-2026", "ask@example.kz"):
        assert expected in said
    links = [cell.hyperlink.location for row in page for cell in row if cell.hyperlink]
    assert links == ["'1_OWNER'!A3", "'2_THINGS'!A3"]


@pytest.mark.parametrize(
    ("language", "label"),
    [("kk", "ЖОО-ның байланысы"), ("ru", "Контакт вуза"), ("en", "Contact of the institution")],
)
def test_the_contact_is_the_institutions_own_and_left_out_when_unknown(
    language: str, label: str
) -> None:
    def said(contact: str) -> list[Any]:
        content = write(EDITION, ROWS, replace(STAMP, contact=contact), language, CODES)
        return [cell.value for cell in opened(content)["README"]["B"]]

    assert label in said("ask@example.kz")
    assert label not in said("")


def test_the_dictionary_has_a_row_for_every_column() -> None:
    rows = EDITION.dictionary("en")
    assert [row["column"] for row in rows] == [column.name for _, column in EDITION.walk()]
    assert all(row["type"] and row["title"] and row["requirement"] for row in rows)


def test_a_file_without_a_stamp_has_no_stamp_lines() -> None:
    book = opened(made({}))
    del book["_stamp"]
    out = BytesIO()
    book.save(out)
    assert stamp_lines(out.getvalue()) == {}
