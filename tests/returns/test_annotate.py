"""The workbook comes back: every problem in its cell, all of them in a list, nothing lost."""

import os
import shutil
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.kernel.workbook import marks
from app.kernel.workbook.marking import RULE_OFF
from app.returns.annotate import COLOURS, annotated
from app.returns.intake import Taken, take
from tests.returns.test_intake import all_of, put, renamed
from tests.returns.test_libreoffice import converted
from tests.returns.workbooks import as_dataset, at, changed, sound, sound_rows, typed

pytestmark = pytest.mark.usefixtures("lists")

RED, ORANGE, YELLOW = COLOURS.values()
TRICKY = ("=1+1", "+7 7172", "-5", "@SUM(A1)", "0012", "<b>&amp;</b>", "Ұлы Һәм Іңір")


def damage(book: Any) -> None:
    """Slips of every weight, two in one cell and one under a header's note."""
    all_of(
        typed("4_CONT", "n", "=6*7"),
        typed("4_CONT", "citizenship", "SU"),
        typed("4_CONT", "lang", "клингон", row=4),
        typed("4_CONT", "sex", None, row=4),
        typed("3_PROG", "prog_code", "6В04101"),
        typed("1_INST", "contact_email", "nobody"),
        put("4_CONT", "O2", "remark"),
        put("4_CONT", "O3", "=cmd|'/c calc'!A1"),
        renamed("5_MOVE", "Движение"),
    )(book)
    extra = book.create_sheet("Моё")
    for row, text in enumerate(TRICKY, 1):
        extra.cell(row, 1).value = text
        if not text.startswith("="):
            extra.cell(row, 1).data_type = "s"
    extra["B1"] = "=SUM(C1:C9)"
    extra["B2"] = 12.5


@cache
def damaged() -> bytes:
    return changed(damage)


def back(content: bytes, language: str = "ru") -> tuple[bytes, Taken]:
    """The workbook with its marks, and what was found in it."""
    taken = take(content)
    return annotated(content, taken.problems, language), taken


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def ground(cell: Any) -> str:
    return str(cell.fill.start_color.rgb)[-6:]


WORDS = {"kk": "Қате", "ru": "Ошибка", "en": "Error"}


@pytest.mark.parametrize("language", WORDS)
def test_a_problem_is_a_comment_that_begins_with_its_weight_and_a_colour(language: str) -> None:
    content, _ = back(damaged(), language)
    page = opened(content)["4_CONT"]
    for column, code in (("n", "S005"), ("citizenship", "F109")):
        cell = page[at("4_CONT", column)]
        assert cell.comment.text.startswith(f"{WORDS[language]} {code}.")
        assert ground(cell) == RED
    assert ground(page["O2"]) == ORANGE
    assert ground(opened(content)["Моё"]["A1"]) == YELLOW
    assert ground(page[at("4_CONT", "citizenship", 5)]) not in COLOURS.values()


def test_a_sheet_by_another_name_is_marked_where_it_is() -> None:
    content, _ = back(damaged())
    assert "S002" in opened(content)["Движение"]["A1"].comment.text


def test_the_note_of_a_header_stays_below_what_is_said_of_it() -> None:
    content, _ = back(damaged())
    before, after = opened(damaged())["Движение"], opened(content)["Движение"]
    note = before["A1"].comment.text
    told, kept = after["A1"].comment.text.split(RULE_OFF)
    assert kept.strip() == note.strip()
    assert "S002" in told
    assert after["B1"].comment.text.strip() == before["B1"].comment.text.strip()


def test_several_problems_of_one_cell_are_one_comment() -> None:
    taken = take(damaged())
    twice = [one for one in taken.problems if one.place.cell == at("4_CONT", "n")] * 2
    content = annotated(damaged(), twice, "en")
    assert opened(content)["4_CONT"][at("4_CONT", "n")].comment.text.count("Error S005.") == 2


@pytest.mark.parametrize(
    ("language", "name"), [("kk", "Мәселелер"), ("ru", "Проблемы"), ("en", "Problems")]
)
def test_all_problems_are_listed_in_front_in_the_readers_language(language: str, name: str) -> None:
    content, taken = back(damaged(), language)
    book = opened(content)
    assert book.sheetnames[0] == name
    assert book.active.title == name
    lines = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=5)]
    assert len(lines) == len(taken.problems)
    assert {(line[1], line[2], line[3]) for line in lines} >= {
        ("S005", "4_CONT", at("4_CONT", "n")),
        ("F105", "1_INST", at("1_INST", "contact_email")),
        ("S002", "5_MOVE", "A1"),
    }
    assert all(line[5] and line[6] for line in lines)
    order = [line[0] for line in lines]
    assert order == sorted(order, key=list(dict.fromkeys(order)).index)
    assert order[0] == WORDS[language]


def test_a_line_of_the_list_leads_to_its_cell() -> None:
    content, _ = back(damaged())
    page = opened(content)["Проблемы"]
    links = {row[3].hyperlink.location for row in page.iter_rows(min_row=5) if row[3].hyperlink}
    assert f"'4_CONT'!{at('4_CONT', 'n')}" in links
    assert "'Движение'!A1" in links


def test_nothing_of_what_stood_there_is_lost_and_no_formula_is_left() -> None:
    before, after = opened(damaged()), opened(back(damaged())[0])
    for name in before.sheetnames:
        for row in before[name]:
            for cell in row:
                there = after[name][cell.coordinate]
                assert there.value == cell.value, (name, cell.coordinate)
                assert there.number_format == cell.number_format
    formulas = [c for page in after for row in page for c in row if c.data_type == "f"]
    assert formulas == []


def test_what_is_said_of_a_value_can_not_become_a_formula() -> None:
    content = changed(
        all_of(*(typed("4_CONT", "funding", f"{one}x", row) for row, one in enumerate("+-@", 3)))
    )
    book = opened(back(content)[0])
    assert {cell.data_type for row in book["Проблемы"] for cell in row if cell.value} == {"s"}


def test_the_file_can_go_round_and_old_marks_are_gone() -> None:
    first, taken = back(damaged())
    again = take(first)
    assert [one.place for one in again.problems] == [one.place for one in taken.problems]
    assert again.dataset == taken.dataset
    second = annotated(first, again.problems, "kk")
    book = opened(second)
    assert "Проблемы" not in book.sheetnames
    text = book["4_CONT"][at("4_CONT", "n")].comment.text
    assert text.count("S005") == 1
    clean = opened(annotated(second, (), "kk"))
    cell = clean["4_CONT"][at("4_CONT", "n")]
    assert cell.comment is None
    assert ground(cell) not in COLOURS.values()
    assert clean["Движение"]["A1"].comment.text == opened(damaged())["Движение"]["A1"].comment.text


def test_a_colour_wins_over_the_one_of_empty_cells() -> None:
    page = opened(back(damaged())[0])["4_CONT"]
    where = at("4_CONT", "sex", 4)
    rules = [
        rule
        for area in page.conditional_formatting
        for rule in area.rules
        if where in str(area.sqref).split() and rule.formula == ["1=1"]
    ]
    (rule,) = rules
    others = [r for area in page.conditional_formatting for r in area.rules if r is not rule]
    assert rule.priority < min(one.priority for one in others if one.formula != ["1=1"])
    assert rule.stopIfTrue


def test_a_merged_cell_carries_what_is_said_of_the_cells_below_it() -> None:
    def change(book: Any) -> None:
        page = book["4_CONT"]
        page.merge_cells("A2:A4")

    content, _ = back(changed(change))
    assert "S005" in opened(content)["4_CONT"]["A2"].comment.text


def test_a_file_too_large_for_marks_comes_back_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "SPREAD", 10)
    content, taken = back(damaged(), "en")
    book = opened(content)
    assert book.sheetnames == ["Problems"]
    assert book["Problems"].max_row == 4 + len(taken.problems)


def test_a_file_that_cannot_be_marked_comes_back_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "LIMITS", marks.apart.Limits(40 * marks.MIB, 1, 5))
    content, _ = back(damaged(), "en")
    assert opened(content).sheetnames == ["Problems"]


def test_a_workbook_without_problems_says_so() -> None:
    book = opened(annotated(sound(), (), "en"))
    assert book.sheetnames[0] == "Problems"
    assert "0 errors" in book["Problems"]["A2"].value


needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None and "CI" not in os.environ,
    reason="LibreOffice is not installed; CI always has it",
)
SAVED = "xlsx:Calc MS Excel 2007 XML"


@needs_office
def test_open_and_save_of_a_filled_workbook_is_taken_in_the_same(tmp_path: Path) -> None:
    taken = take(converted(sound("kk", 12), tmp_path, SAVED))
    assert taken.problems == ()
    assert taken.dataset == as_dataset(sound_rows(12))


@needs_office
def test_open_and_save_keeps_comments_and_values_of_a_marked_workbook(tmp_path: Path) -> None:
    content, taken = back(damaged())
    saved = converted(content, tmp_path, SAVED)
    before, after = opened(content), opened(saved)
    assert after.sheetnames == before.sheetnames
    for page in before:
        for row in page:
            for cell in row:
                there = after[page.title][cell.coordinate]
                assert _plain(there.value) == _plain(cell.value), (page.title, cell.coordinate)
                assert _note(there) == _note(cell), (page.title, cell.coordinate)
    assert [c for page in after for row in page for c in row if c.data_type == "f"] == []
    again = take(saved)
    assert again.dataset == taken.dataset
    assert {(p.code, p.place) for p in again.problems} == {
        (p.code, p.place) for p in taken.problems
    }
    assert ground(after["4_CONT"][at("4_CONT", "n")]) == RED


def _plain(value: Any) -> Any:
    return " ".join(str(value).split()) if isinstance(value, str) else value


def _note(cell: Any) -> str:
    return " ".join(cell.comment.text.split()) if cell.comment else ""
