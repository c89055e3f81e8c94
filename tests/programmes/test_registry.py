"""Codes of the register of programmes: letters, shape, direction; and the command line."""

import json
from typing import Any

import pytest

from app.programmes import queries, registry
from app.programmes.path import Level


@pytest.mark.parametrize(
    ("typed", "kept", "was_mistyped"),
    [
        ("6B04101", "6B04101", False),
        (" 6b 04101 ", "6B04101", False),
        ("6В04101", "6B04101", True),
        ("7м04101", "7M04101", True),
        ("8Д04101", "8D04101", True),
        ("6B0410О", "6B04100", True),
        ("６B04101", "6B04101", False),
    ],
)
def test_letters_typed_for_latin_ones_are_put_right(
    typed: str, kept: str, was_mistyped: bool
) -> None:
    assert registry.normalised(typed) == kept
    assert registry.was_mistyped(typed) is was_mistyped


@pytest.mark.parametrize("code", ["6B04101", "7M04101", "8D04101", "7R09101", "6B0408801"])
def test_codes_of_the_register_have_a_shape(code: str) -> None:
    assert registry.has_shape(code)


@pytest.mark.parametrize(
    "code", ["", "6B", "6B0410", "6B041011", "7R0908801", "5B04101", "6B0408901", "6B٠٤١٠١"]
)
def test_anything_else_is_no_code(code: str) -> None:
    assert not registry.has_shape(code)


def test_each_level_has_its_own_prefix() -> None:
    codes = {level: f"{registry.PREFIXES[level]}04101" for level in Level}
    for level in Level:
        assert [one for one in Level if registry.fits(codes[level], one)] == [level]


def test_directions_come_from_the_classifier(context: Any) -> None:
    found = queries.directions(["6B04101", "6B0408801", "7R09101", "6B99901", "6B04088"])
    assert {code: entry.code for code, entry in found.items()} == {
        "6B04101": "6B041",
        "6B0408801": "6B04088",
        "7R09101": "7R091",
    }


def _run(app: Any, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["programmes", "path", *arguments])


def test_the_command_reads_a_path(sqlite_app: Any) -> None:
    result = _run(sqlite_app, "2+2", "--level", "bachelor", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "label": "2+2",
        "text": "H2-P2",
        "unit": "YEAR",
        "months": 48,
        "periods": [
            {"where": "HOME", "count": 2, "partner": None},
            {"where": "PARTNER", "count": 2, "partner": None},
        ],
    }
    semesters = _run(sqlite_app, "2+2", "--level", "master", "--json")
    assert json.loads(semesters.stdout)["unit"] == "SEM"
    assert "HOME 2" in _run(sqlite_app, "2+2", "--level", "B").stdout


@pytest.mark.parametrize("label", ["9+9", "2+", "", "two", "0+4", "4"])
def test_the_command_says_why_a_path_is_none(sqlite_app: Any, label: str) -> None:
    result = _run(sqlite_app, label, "--level", "bachelor", "--json")
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert not result.stdout


def test_the_command_knows_four_levels(sqlite_app: Any) -> None:
    assert _run(sqlite_app, "2+2", "--level", "school").exit_code == 2
