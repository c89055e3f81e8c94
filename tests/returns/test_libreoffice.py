"""The workbook in the real LibreOffice: opened, saved, and every value still there."""

import json
import os
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.kernel.workbook.desk import LAST_COLUMN
from app.kernel.workbook.reader import cells, stamp_lines
from app.kernel.workbook.samples import sample_rows
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text
from app.kernel.workbook.writer import write
from app.returns.editions import CURRENT

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and "CI" not in os.environ,
    reason="LibreOffice is not installed; CI always has it",
)

RAW = json.loads(Path("seed/reference/code_lists.json").read_text("utf-8"))
CODES = {name: {code: Text(**t) for code, t in codes.items()} for name, codes in RAW.items()}
STAMP = Stamp("QD-01", "Қаратау «Technology & Art» университеті", "2025-2026", date(2025, 10, 1))

TRICKY = (
    *("=1+1", "+7 7172", "-5", "@SUM(A1)", "'тырнақша", "0012", "1.10", "2+2", "1/2", "12.05.2020"),
    *("TRUE", "#N/A", "5E3", "50%", " шеттері бос ", "екі\nжол", "<b>&amp;</b>", "Ұлы Һәм Іңір"),
)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Examples of every column, and agreements whose texts a spreadsheet might rewrite."""
    found = sample_rows(CURRENT, CODES, 12)
    tricky = [{"agr_id": f"T{n}", "agr_title": text} for n, text in enumerate(TRICKY)]
    blank = dict.fromkeys(found["2_AGR"][0])
    return found | {"2_AGR": [*found["2_AGR"], *(blank | row for row in tricky)]}


def converted(content: bytes, folder: Path, target: str) -> bytes:
    """The file as the program itself saves it in another format."""
    source = folder / "return.xlsx"
    source.write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--convert-to", target, "--outdir", str(folder / "out"), str(source)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "out" / f"return.{target.split(':')[0]}").read_bytes()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook after LibreOffice opened and saved it."""
    content = write(CURRENT, rows(), STAMP, "kk", CODES)
    return converted(content, tmp_path_factory.mktemp("office"), "xlsx:Calc MS Excel 2007 XML")


def test_open_and_save_keeps_every_value_of_every_sheet(saved: bytes) -> None:
    assert cells(CURRENT, saved, CODES) == rows()


def test_open_and_save_keeps_the_stamp(saved: bytes) -> None:
    assert stamp_lines(saved)["institution_name"] == STAMP.institution_name
    assert stamp_lines(saved)["edition"] == CURRENT.code


def test_open_and_save_keeps_drop_downs_and_protection(saved: bytes) -> None:
    before = load_workbook(BytesIO(write(CURRENT, rows(), STAMP, "kk", CODES)))
    after = load_workbook(BytesIO(saved))
    for sheet in CURRENT.written:
        old, new = before[sheet.name], after[sheet.name]
        assert new.protection.sheet
        assert new["A1"].protection.locked
        assert not new["A3"].protection.locked
        assert _drop_downs(new) == _drop_downs(old)
        assert _coloured(new) == _coloured(old)
    assert after["_lists"].sheet_state == "hidden"
    assert after["_stamp"].sheet_state != "visible"


def test_rows_still_to_come_stay_open_and_keep_their_format(saved: bytes) -> None:
    page = load_workbook(BytesIO(saved))["2_AGR"]
    assert page.column_dimensions["A"].number_format == "@"
    assert not page.column_dimensions["A"].protection.locked
    (beyond,) = (at for at in page.column_dimensions.values() if at.max == LAST_COLUMN)
    assert beyond.min == len(CURRENT.sheet("2_AGR").columns) + 1
    assert not beyond.protection.locked
    assert not page.protection.deleteRows


def test_it_can_be_printed(tmp_path: Path) -> None:
    content = write(CURRENT, rows(), STAMP, "kk", CODES)
    assert converted(content, tmp_path, "pdf").startswith(b"%PDF-")


def _drop_downs(page: Any) -> dict[str, tuple[str, str]]:
    """Where each drop-down begins, which range it offers and how strict it is."""
    return {
        str(rule.sqref).split(":")[0]: (_plain(rule.formula1), rule.errorStyle)
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }


def _plain(formula: str) -> str:
    return formula.lstrip("=").replace("$", "")


def _coloured(page: Any) -> dict[str, tuple[str, str]]:
    """Where cells are coloured, when and how."""
    return {
        str(place.sqref): (rule.formula[0], rule.dxf.fill.bgColor.rgb[-6:])
        for place in page.conditional_formatting
        for rule in place.rules
    }
