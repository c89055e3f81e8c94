"""`flask returns workbook`: exit codes and sentences."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.kernel import clock
from tests.makers import Make


@pytest.fixture
def run(app: Any, make: Make, tmp_path: Path) -> Any:
    """The command for an institution that has filed 2025–26."""
    home = make.institution(code="QD-01", reports_from=2018)
    make.figures(home, 2025)
    make.contingent(make.cohort(make.programme(make.agreement(home))))
    make.institution(code="KZ-OTHER", reports_from=None)
    make.save()

    def invoke(**given: str) -> Any:
        options = {
            "institution": "QD-01",
            "year": "2025-2026",
            "language": "kk",
            "output": str(tmp_path / "return.xlsx"),
        } | given
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        with clock.moved_to(date(2026, 11, 23)):
            return app.test_cli_runner().invoke(args=["returns", "workbook", *words])

    return invoke


def test_the_workbook_is_written_where_it_was_asked_for(run: Any, tmp_path: Path) -> None:
    done = run()
    assert done.exit_code == 0, done.output
    first = (tmp_path / "return.xlsx").read_bytes()
    assert "1_INST" in load_workbook(BytesIO(first)).sheetnames
    assert run(output=str(tmp_path / "again.xlsx")).exit_code == 0
    assert (tmp_path / "again.xlsx").read_bytes() == first


def test_the_page_and_the_command_give_the_same_file(
    run: Any, client: Any, make: Make, tmp_path: Path
) -> None:
    from app.accounts.models import Role
    from app.institutions.queries import by_code

    home = by_code("QD-01")
    assert home is not None
    make.sign_in(client, Role.VIEWER, home)
    assert run(language="ru").exit_code == 0
    page = client.get(f"/returns/{home.id}/2025-2026/workbook?language=ru")
    assert page.data == (tmp_path / "return.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"institution": "QD-99"}, "There is no institution with the code QD-99."),
        ({"year": "2025"}, "is not an academic year. Write it as 2025-2026."),
        ({"year": "2017-2018"}, "QD-01 files no return for 2017-2018."),
        ({"year": "2027-2028"}, "QD-01 files no return for 2027-2028."),
        ({"institution": "KZ-OTHER"}, "KZ-OTHER files no return for 2025-2026."),
        ({"output": "/nowhere/at/all.xlsx"}, "could not be written"),
        ({"language": "de"}, "'de' is not one of"),
    ],
)
def test_a_refusal_is_a_sentence_on_the_error_stream_with_exit_code_2(
    run: Any, given: dict[str, str], says: str, tmp_path: Path
) -> None:
    refused = run(**given)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert refused.stdout == ""
    assert not (tmp_path / "return.xlsx").exists()
