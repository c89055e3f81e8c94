"""Lines from a spreadsheet: read, or given back with the reason; never an error."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.curriculum.forms.pasted import Line, read
from app.kernel.i18n import in_language


def test_lines_of_excel_and_of_semicolons_are_read_alike(sqlite_app: Flask) -> None:
    text = "Code;Name;Credits\nFIN1;  Corporate   finance ;6\nFIN2\tRisk\t7,5\n\n;;\n"
    with sqlite_app.test_request_context(), in_language("en"):
        found, wrong = read(text, "ru")
    assert found == [
        Line("FIN1", {"ru": "Corporate finance"}, Decimal(6)),
        Line("FIN2", {"ru": "Risk"}, Decimal("7.5")),
    ]
    assert wrong == []


def test_five_cells_are_names_in_three_languages(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        [line], wrong = read("A1;Қаржы;;Finance;5;;", "en")
    assert line.names == {"kk": "Қаржы", "ru": "", "en": "Finance"}
    assert not wrong


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FIN1;Finance", "2 cells"),
        ("FIN1", "1 cells"),
        ("a;b;c;5", "4 cells"),
        (";Finance;5", "code is missing"),
        (f"{'x' * 25};Finance;5", "code is missing"),
        ("FIN1;;5", "name is missing"),
        ("FIN1;Finance;five", "not a number of credits"),
        ("FIN1;Finance;", "not a number of credits"),
        ("FIN1;Finance;-5", "not a number of credits"),
        ("FIN1;Finance;0", "not a number of credits"),
        ("FIN1;Finance;1e5", "not a number of credits"),
        ("FIN1;Finance;5.55", "not a number of credits"),
        ("FIN1;Finance;²", "not a number of credits"),
    ],
)
def test_a_garbled_line_is_given_back_with_the_reason(
    sqlite_app: Flask, text: str, reason: str
) -> None:
    with sqlite_app.test_request_context(), in_language("en"):
        found, [wrong] = read(f"OK1;Fine;5\n{text}", "en")
    assert [line.code for line in found] == ["OK1"]
    assert wrong.text == text
    assert reason in wrong.reason


def test_a_code_stands_once(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        found, wrong = read("A1;One;5\na1;Two;5", "en")
    assert (len(found), len(wrong)) == (1, 1)


def test_whatever_is_pasted_is_read_or_given_back(sqlite_app: Flask) -> None:
    @given(st.text(max_size=300))
    def check(text: str) -> None:
        found, wrong = read(text, "en")
        assert all(line.ects > 0 and line.code for line in found)
        assert all(one.reason for one in wrong)

    with sqlite_app.test_request_context():
        check()
