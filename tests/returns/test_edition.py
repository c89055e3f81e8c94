"""Edition 2026 and the code lists: complete in three languages, and one whole."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.agreements.models import Agreement, AgreementPartner, Clause
from app.cohorts.models import Mobility, YearFigures
from app.institutions.models import Institution
from app.kernel.workbook.kinds import folded
from app.kernel.workbook.lists import choices, every_list
from app.kernel.workbook.reader import cells
from app.kernel.workbook.samples import sample_rows
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import LANGUAGES, Text
from app.kernel.workbook.writer import write
from app.programmes.models import Programme, ProgrammeAward, ProgrammePartner
from app.returns.editions import CURRENT, EDITIONS

RAW = json.loads(Path("seed/reference/code_lists.json").read_text("utf-8"))
CODES = {name: {code: Text(**t) for code, t in codes.items()} for name, codes in RAW.items()}
LISTS = every_list(CODES)
STAMP = Stamp("QD-01", "Қаратау университеті", "2025-2026", date(2025, 10, 1))
COLUMNS = [pytest.param(s, c, id=f"{s.name}.{c.name}") for s, c in CURRENT.walk()]
SHARED_WORDS = {
    *("Бакалавриат", "Магистратура", "Докторантура", "Резидентура", "семестр", "триместр"),
    *("офлайн", "онлайн", "ACQUIN (Германия)", "ASIIN (Германия)", "FIBAA (Германия)"),
    *(
        "AQ Austria",
        "CAAAE",
        "NKCA",
        "QS World University Rankings",
        "THE World University Rankings",
    ),
}
PROPER_NAMES = {"область Жетісу", "область Ұлытау"}
KAZAKH = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


def texts() -> Iterator[tuple[str, Text]]:
    """Every text of every edition with where it stands."""
    for edition in EDITIONS:
        yield f"{edition.code} title", edition.title
        for section in edition.guide:
            yield f"guide {section.heading.en}", section.heading
            yield from ((f"guide {section.heading.en}", text) for text in section.paragraphs)
        for sheet in edition.sheets:
            yield sheet.name, sheet.title
            yield sheet.name, sheet.note
        for sheet, column in edition.walk():
            yield f"{sheet.name}.{column.name} title", column.title
            yield f"{sheet.name}.{column.name} note", column.note


def test_every_text_exists_in_three_languages_and_differs() -> None:
    for where, text in texts():
        said = [text.kk, text.ru, text.en]
        assert all(words.strip() == words and words for words in said), where
        assert len(set(said)) == 3, where


def test_english_has_no_cyrillic_and_russian_no_kazakh_letters() -> None:
    for where, text in texts():
        assert not any("Ѐ" <= letter <= "ӿ" for letter in text.en), where
        assert not KAZAKH & set(text.ru), where


# What keeps its Latin letters in every language: names of machines, norms and documents.
LATIN = re.compile(
    r"[1-8]_[A-Z]+|NEW|INST|XX|ESG|ECTS|GPA|SHA-256|IELTS|PDF|KZ|https?|name@university\.kz"
    r"|\b[A-Z][0-9]?\b|\bH[0-9-HP]+\b|\b[67]?[6-8]?[BM]0[0-9]+|\b(kk|ru|en)\b"
)
LEFT_OVER = re.compile(r"[A-Za-z]{2,}")
MACHINE_FIELDS = re.compile(r"(ЕПВО өріс(і|тері)|Пол(е|я) ЕПВО): [^;]+")


def test_no_english_is_left_over_in_kazakh_and_russian() -> None:
    for language in ("kk", "ru"):
        said = [(where, text.in_(language)) for where, text in texts() if "title" not in where]
        said += [
            (f"{sheet.name}.{column.name} source", column.source.in_(language))
            for sheet, column in CURRENT.walk()
            if column.source
        ]
        for where, words in said:
            left = LEFT_OVER.findall(LATIN.sub("", MACHINE_FIELDS.sub("", words)))
            assert left == [], (where, words)


def test_a_column_that_refers_to_a_sheet_repeats_its_key() -> None:
    found = {(s.name, c.name): c.refers_to for s, c in CURRENT.walk() if c.refers_to}
    assert found == {
        ("2_AGR", "parent_agr_id"): "2_AGR",
        ("3_PROG", "agr_id"): "2_AGR",
        **{(name, "prog_id"): "3_PROG" for name in ("4_CONT", "5_MOVE", "6_GRAD", "7_MOB")},
    }
    for (sheet, name), other in found.items():
        key = CURRENT.sheet(other).columns[0]
        assert CURRENT.sheet(other).is_written
        assert key.name in (name, name.removeprefix("parent_"))
        assert CURRENT.sheet(sheet).column(name).type == key.type


def test_an_exception_to_a_required_column_names_a_code_of_its_sheet() -> None:
    found = [(sheet, column) for sheet, column in CURRENT.walk() if column.unless]
    assert len(found) == 14
    for sheet, column in found:
        assert column.required.value == "R"
        lists = sheet.column(column.unless.column).type.lists
        assert any(column.unless.code in LISTS[name] for name in lists)
        note = column.note
        assert "бос қал" in note.kk and "пустым" in note.ru and "stay" in note.en, column.name


REGISTER = {
    "1_INST": {"inst_code": Institution.code, "contact_name": YearFigures.contact_name},
    "2_AGR": {
        "agr_id": Agreement.code,
        "agr_number": Agreement.number,
        "agr_title": Agreement.title,
        "partner_id": Institution.code,
        "partner_city": AgreementPartner.campus_city,
        "parent_agr_id": Agreement.code,
        "cl_degree": Clause.reference,
        "signatory_home": Agreement.signatory_name,
        "signatory_partner": AgreementPartner.signatory_name,
    },
    "3_PROG": {
        "prog_id": Programme.code,
        "prog_code": Programme.registry_code,
        "prog_name_kk": Programme.name_kk,
        "partner_prog_name": ProgrammePartner.programme_name,
        "degree_home": ProgrammeAward.degree,
        "degree_partner": ProgrammeAward.degree,
        "adm_lang_req": Programme.admission_language,
    },
    "4_CONT": {"prog_id": Programme.code},
    "7_MOB": {"prog_id": Programme.code, "host": Mobility.host_name},
}
REGISTER_COLUMNS = [
    pytest.param(sheet, name, kept, id=f"{sheet}.{name}")
    for sheet, columns in REGISTER.items()
    for name, kept in columns.items()
]


@pytest.mark.parametrize(("sheet", "name", "kept"), REGISTER_COLUMNS)
def test_a_cell_takes_every_text_that_the_register_keeps(sheet: str, name: str, kept: Any) -> None:
    assert CURRENT.sheet(sheet).column(name).type.most >= kept.type.length


def test_notes_are_sentences() -> None:
    for sheet, column in CURRENT.walk():
        for language in LANGUAGES:
            assert column.note.in_(language).endswith("."), (sheet.name, column.name, language)


@pytest.mark.parametrize(("sheet", "column"), COLUMNS)
def test_every_code_list_of_a_column_exists(sheet: Any, column: Any) -> None:
    assert all(LISTS[name] for name in column.type.lists)


# What a workbook offers is read back by its label; "A- excellent" and "A excellent" are not there.
OFFERED = sorted({name for _sheet, column in CURRENT.walk() for name in column.type.lists})


@pytest.mark.parametrize("name", OFFERED)
def test_labels_of_a_list_are_unique_in_each_language(name: str) -> None:
    for language in LANGUAGES:
        labels = Counter(folded(text.in_(language)) for text in LISTS[name].values())
        assert all(label and count == 1 for label, count in labels.items()), labels


@pytest.mark.parametrize("name", RAW)
def test_a_label_is_written_in_its_own_language(name: str) -> None:
    for code, text in CODES[name].items():
        assert set(RAW[name][code]) == set(LANGUAGES)
        assert not KAZAKH & set(text.ru) or text.ru in PROPER_NAMES, code
        assert not any("Ѐ" <= letter <= "ӿ" for letter in text.en), code
        assert text.kk != text.ru or text.kk in SHARED_WORDS, code
        assert text.en not in (text.kk, text.ru) or text.en in SHARED_WORDS, code


@pytest.mark.parametrize(("sheet", "column"), COLUMNS)
def test_no_spelling_leads_to_two_codes(sheet: Any, column: Any) -> None:
    meant: dict[str, set[str]] = {}
    for name in column.type.lists:
        for code, text in LISTS[name].items():
            for spelling in (code, text.in_("kk"), text.in_("ru"), text.in_("en")):
                meant.setdefault(folded(spelling), set()).add(code)
    if column.type.is_picked:
        assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}


def test_the_clause_columns_carry_the_names_of_the_clause_list() -> None:
    columns = {c.name: c.title for c in CURRENT.sheet("2_AGR").columns if c.name[:3] == "cl_"}
    assert columns == CODES["CLAUSE"]


def test_the_columns_of_a_sheet_are_told_apart_by_name_and_by_title() -> None:
    for sheet in CURRENT.sheets:
        for names in (
            [column.name for column in sheet.columns],
            *([column.title.in_(language) for column in sheet.columns] for language in LANGUAGES),
        ):
            assert [name for name, count in Counter(names).items() if count > 1] == []


def test_the_workbook_has_sheets_one_to_eight() -> None:
    names = ["1_INST", "2_AGR", "3_PROG", "4_CONT", "5_MOVE", "6_GRAD", "7_MOB", "8_QA"]
    assert [sheet.name for sheet in CURRENT.written] == names
    assert [sheet.name for sheet in CURRENT.sheets] == names
    assert sum(len(sheet.columns) for sheet in CURRENT.sheets) == 171


def test_the_first_column_of_every_table_is_a_required_key() -> None:
    for sheet in CURRENT.sheets:
        assert sheet.columns[0].required.value == "R"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_workbook_comes_back_value_by_value(language: str) -> None:
    rows = sample_rows(CURRENT, CODES, 30)
    content = write(CURRENT, rows, STAMP, language, CODES)
    assert cells(CURRENT, content, CODES) == rows
    assert write(CURRENT, rows, STAMP, language, CODES) == content


@pytest.mark.parametrize("language", LANGUAGES)
def test_drop_downs_cover_their_lists(language: str) -> None:
    book = load_workbook(BytesIO(write(CURRENT, {}, STAMP, language, CODES)))
    for sheet in CURRENT.written:
        rules = {
            str(rule.sqref).split(":")[0]: rule
            for rule in book[sheet.name].data_validations.dataValidation
        }
        for cell, column in zip(book[sheet.name][2], sheet.columns, strict=True):
            rule = rules.get(f"{cell.column_letter}3")
            if sheet.is_shut(column):
                assert rule is None
            elif column.type.is_picked:
                page, where = rule.formula1.lstrip("=").split("!")
                offered = [row[0].value for row in book[page][where.replace("$", "")]]
                assert offered == list(choices(column.type, LISTS, language).labels.values())


def test_a_comment_is_not_longer_than_a_screen() -> None:
    book = load_workbook(BytesIO(write(CURRENT, {}, STAMP, "kk", CODES)))
    for sheet in CURRENT.written:
        for cell in book[sheet.name][1]:
            assert cell.comment.text.count("\n") <= 25, (sheet.name, cell.coordinate)
