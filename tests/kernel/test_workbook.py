"""The workbook engine on a small edition of its own: writing, limits, reading back."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.kernel.iso import COUNTRIES
from app.kernel.text import sort_key
from app.kernel.workbook import kinds, package
from app.kernel.workbook.declaration import (
    AUTOMATIC,
    CONDITIONAL,
    OPTIONAL,
    REQUIRED,
    SYSTEM,
    Column,
    Edition,
    Requirement,
    Sheet,
)
from app.kernel.workbook.lists import choices, every_list
from app.kernel.workbook.reader import cells, stamp_lines
from app.kernel.workbook.samples import sample_rows
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import LANGUAGES, Text, clean
from app.kernel.workbook.writer import LAST_ROW, LIST_SHEET, write


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
    "label": (kinds.String(20), AUTOMATIC),
    "signed_at": (kinds.Moment(), SYSTEM),
}

THINGS = Sheet(
    "2_THINGS",
    words("Things"),
    words("All things"),
    tuple(
        Column(name, kind, requirement, words(name), words(f"about {name}"))
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
    assert {found[name] for name in FREE_TEXT} == {clean(text) or None}
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
    assert validation("mail").formula1 == f'ISNUMBER(SEARCH("?*@?*.?*",{letter("mail")}3))'


def test_no_message_is_longer_than_a_spreadsheet_takes() -> None:
    for language in LANGUAGES:
        page = opened(made({}, language))["2_THINGS"]
        for rule in page.data_validations.dataValidation:
            assert len(rule.error) <= 225
            assert len(rule.errorTitle) <= 32
            assert len(rule.formula1) <= 255


def test_headers_are_shut_data_are_open_and_computed_cells_are_shut() -> None:
    page = opened(made())["2_THINGS"]
    assert page.protection.sheet
    assert not page.protection.password
    for cell in page[1] + page[2]:
        assert cell.protection.locked
    for name, (_, requirement) in COLUMNS.items():
        at = letter(name)
        assert page[f"{at}3"].protection.locked is requirement.is_locked
        assert page.column_dimensions[at].protection.locked is requirement.is_locked


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


def test_a_header_shows_its_requirement_without_colour_and_explains_itself() -> None:
    page = opened(made(language="en"))["2_THINGS"]
    for cell, (name, (_, requirement)) in zip(page[1], COLUMNS.items(), strict=True):
        assert cell.value == f"{requirement.marker} {name} e"
        assert f"about {name} e" in cell.comment.text
        assert requirement.label.en in cell.comment.text
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
