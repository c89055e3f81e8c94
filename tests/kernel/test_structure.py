"""A database that cannot be used is told at the start, in one sentence."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

import config
from app.kernel import structure
from app.kernel.db import engine

ROOT = Path(config.__file__).parent
NOWHERE = "postgresql://qd:secret@127.0.0.1:1/qd"


def test_a_database_of_this_version_is_no_problem(context: Any) -> None:
    assert structure.problem(engine()) is None


@pytest.mark.parametrize("revision", ["0001", "base"])
def test_another_structure_is_told_with_what_to_do(context: Any, revision: str) -> None:
    command.downgrade(structure.alembic_config(), revision)
    told = structure.problem(engine())
    assert told
    assert told.startswith("The database has not the newest structure (it has ")
    assert told.endswith("Run: flask --app wsgi db upgrade")


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    told = structure.problem(create_engine(config.database_url(NOWHERE)))
    assert told
    assert told.startswith("The database cannot be reached: ")
    assert "\n" not in told
    assert "secret" not in told


@pytest.mark.parametrize(
    "words",
    [
        ("people", "register", "a@b.kz", "A B", "--role", "system_admin"),
        ("seed", "reference"),
        ("journal", "verify"),
    ],
)
def test_a_command_on_another_structure_ends_with_the_sentence(
    app: Any, words: tuple[str, ...]
) -> None:
    with app.app_context():
        command.downgrade(structure.alembic_config(), "base")
    done = app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == 1
    assert done.stderr.startswith("The database has not the newest structure")


@pytest.fixture
def process(tmp_path: Path) -> Any:
    """Run Python in a process of its own, with settings that are right but for the database."""

    def run(*words: str, url: str = f"sqlite:///{tmp_path / 'qd.sqlite'}") -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={
                "PATH": "/usr/bin:/bin",
                "FILES_DIR": str(tmp_path),
                "SECRET_KEY": "0123456789abcdef" * 4,
                "DATABASE_URL": url,
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stderr.strip()

    return run


SERVER = ("-c", "import wsgi")
FLASK = ("-m", "flask", "--app", "wsgi")


def test_a_server_starts_once_the_database_is_prepared(process: Any) -> None:
    status, told = process(*SERVER)
    assert status == 3
    assert told.startswith("Qosdiplom cannot start: The database has not the newest structure")
    assert process(*FLASK, "db", "upgrade")[0] == 0
    assert process(*SERVER) == (0, "")


@pytest.mark.parametrize("words", [SERVER, (*FLASK, "prepare"), (*FLASK, "db", "upgrade")])
def test_a_server_that_does_not_answer_ends_the_start(process: Any, words: Any) -> None:
    status, told = process(*words, url=NOWHERE)
    assert status == (3 if words == SERVER else 1)
    assert "The database cannot be reached: " in told
    assert "\n" not in told
