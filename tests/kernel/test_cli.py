"""Commands speak English, because operators read them beside other logs."""

from typing import Any

import pytest
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.kernel.cli import Group, for_operators


def test_every_group_of_commands_is_one_of_ours(sqlite_app: Any) -> None:
    groups = [c for c in sqlite_app.cli.commands.values() if isinstance(c, AppGroup)]
    assert len(groups) > 5
    assert [group.name for group in groups if not isinstance(group, Group)] == []


def test_a_command_speaks_english_whatever_the_default_is(sqlite_app: Any) -> None:
    with sqlite_app.app_context():
        assert _("Sign in") != "Sign in"
        assert for_operators(lambda: _("Sign in"))() == "Sign in"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("programmes", "path", "2+x", "--level", "B"), 2, "A format holds only numbers"),
        (("programmes", "path", "", "--level", "B"), 2, "The study path is empty"),
        (("people", "register", "x", "A B", "--role", "viewer"), 1, "e-mail address"),
        (
            ("returns", "workbook", "--institution", "Q", "--year", "2025-2026", "--output", "x"),
            2,
            "There is no institution",
        ),
        (("statistics", "national", "--year", "2025"), 2, "is not an academic year"),
    ],
)
def test_a_refusal_is_an_english_sentence(
    sqlite_app: Any, words: tuple[str, ...], status: int, says: str
) -> None:
    done = sqlite_app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == status
    assert says in done.stderr
    assert done.stderr.isascii()
