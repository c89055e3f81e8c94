"""`flask returns check`: exit codes, JSON, languages, the annotated file, with and without data."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app import create_app
from app.kernel import codes
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text
from app.kernel.workbook.writer import write
from app.returns.editions import CURRENT
from tests.conftest import settings
from tests.makers import NOW, Make
from tests.returns.sound import HOME, YEAR, Scene, dataset, scene

KEYS = ["rule", "severity", "sheet", "cell", "column", "message"]


def written(made: Scene, folder: Path) -> Path:
    """The workbook of a scene in a file."""
    book = {
        name: {code: Text(label.kk, label.ru, label.en) for code, label in entries.items()}
        for name, entries in codes.book().items()
    }
    stamp = Stamp(HOME, "Қаратау", f"{YEAR}-{YEAR + 1}", date(YEAR, 10, 1))
    file = folder / "return.xlsx"
    file.write_bytes(write(CURRENT, made.now, stamp, "kk", book))
    return file


@pytest.fixture
def file(sqlite_app: Any, tmp_path: Path) -> Path:
    """A workbook with one error and one warning."""
    made = scene()
    made.row("1_INST")["total_foreign"] = 5001
    made.row("3_PROG")["staff_partner"] = 0
    with sqlite_app.app_context():
        return written(made, tmp_path)


def run(app: Any, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["returns", "check", *words])


def told(done: Any) -> dict[str, Any]:
    """The JSON that was printed."""
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_an_error_ends_with_1_and_json_says_where_it_is(sqlite_app: Any, file: Path) -> None:
    done = run(sqlite_app, str(file), "--json", "--language", "en")
    assert done.exit_code == 1
    found = told(done)
    assert [*found] == ["edition", "institution", "year", "problems"]
    assert (found["edition"], found["institution"]) == ("2026", "QD-01")
    assert found["year"] == "2025-2026"
    assert all([*problem] == KEYS for problem in found["problems"])
    places = {problem["rule"]: problem for problem in found["problems"]}
    assert places["F104"]["cell"] == "L3"
    assert places["F315"]["severity"] == "W"
    assert "5001" in places["F104"]["message"]


def test_warnings_alone_end_with_0(sqlite_app: Any, tmp_path: Path) -> None:
    made = scene()
    made.row("3_PROG")["staff_partner"] = 0
    with sqlite_app.app_context():
        path = written(made, tmp_path)
    done = run(sqlite_app, str(path), "--json")
    assert [p["rule"] for p in told(done)["problems"]] == ["F315"]
    assert done.exit_code == 0


def test_what_cannot_be_read_ends_with_2(sqlite_app: Any, tmp_path: Path) -> None:
    assert run(sqlite_app, str(tmp_path / "none.xlsx")).exit_code == 2
    path = tmp_path / "words.xlsx"
    path.write_text("no workbook")
    done = run(sqlite_app, str(path), "--json")
    assert done.exit_code == 2
    assert [p["rule"] for p in told(done)["problems"]] == ["S001"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_people_read_it_in_their_language(sqlite_app: Any, file: Path, language: str) -> None:
    done = run(sqlite_app, str(file), "--language", language)
    lines = done.stdout.splitlines()
    assert any(line.startswith("E F104 1_INST!L3: ") for line in lines)
    assert any(line.startswith("? X118 (3): ") for line in lines)
    assert lines[-1].startswith("return.xlsx: ")


def test_the_workbook_comes_back_with_comments(sqlite_app: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    done = run(sqlite_app, str(file), "--annotated", str(out), "--language", "en")
    assert done.exit_code == 1
    cell = load_workbook(BytesIO(out.read_bytes()))["1_INST"]["L3"]
    assert cell.comment is not None
    assert "F104" in cell.comment.text


def test_without_a_database_the_lists_come_from_their_files(file: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.sqlite"
    app = create_app(settings(f"sqlite:///{missing}", tmp_path))
    done = run(app, str(file), "--json", "--language", "en")
    assert done.exit_code == 1, done.output
    assert {p["rule"] for p in told(done)["problems"]} == {"F104", "F315"}
    assert "no database" in done.stderr
    assert not missing.exists()


def test_the_register_says_what_was_accepted_last_year(
    make: Make, app: Any, tmp_path: Path
) -> None:
    home = make.institution(code=HOME, reports_from=2018)
    made = scene()
    before = dataset(made.before, YEAR - 1)
    make.delivery(make.filing(home, make.campaign(YEAR - 1)), before, accepted_at=NOW)
    path = written(made, tmp_path)
    make.save()
    done = run(app, str(path), "--json")
    assert done.exit_code == 0, done.output
    assert told(done)["problems"] == []
    made.grow("P3", 17)
    with app.app_context():
        path = written(made, tmp_path)
    assert [p["rule"] for p in told(run(app, str(path), "--json"))["problems"]] == ["Y203"]
