"""Workbooks for the tests of intake: a sound one, and ways to break it."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.kernel.workbook.samples import sample_rows
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text
from app.kernel.workbook.writer import write
from app.kernel.years import AcademicYear
from app.returns.dataset import Dataset
from app.returns.editions import CURRENT

RAW = json.loads(Path("seed/reference/code_lists.json").read_text("utf-8"))
CODES = {name: {code: Text(**t) for code, t in codes.items()} for name, codes in RAW.items()}
YEAR, DAY = AcademicYear(2025), date(2025, 10, 1)
STAMP = Stamp("QD-01", "Қаратау университеті", str(YEAR), DAY)


def sound_rows(count: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Example rows that no rule of the schema has anything against."""
    rows = sample_rows(CURRENT, CODES, count)
    head = {"inst_code": "QD-01", "report_year": str(YEAR), "reference_date": DAY}
    rows["1_INST"] = [rows["1_INST"][0] | head]
    return rows


def as_dataset(rows: dict[str, list[dict[str, Any]]]) -> Dataset:
    """The same as the register would have it."""
    return Dataset.of(CURRENT, "QD-01", YEAR, DAY, rows)


@cache
def sound(language: str = "ru", count: int = 3) -> bytes:
    """A workbook without a slip."""
    return write(CURRENT, sound_rows(count), STAMP, language, CODES)


@contextmanager
def opened(content: bytes) -> Iterator[tuple[Any, list[bytes]]]:
    """The workbook in hands, and a list that receives the file once they are done."""
    book, saved = load_workbook(BytesIO(content)), list[bytes]()
    yield book, saved
    out = BytesIO()
    book.save(out)
    saved.append(out.getvalue())


def changed(change: Callable[[Any], Any], content: bytes | None = None) -> bytes:
    """A sound workbook after a change by hand."""
    with opened(content or sound()) as (book, saved):
        change(book)
    return saved[0]


def letter(sheet: str, column: str) -> str:
    """The letter of a column."""
    names = [one.name for one in CURRENT.sheet(sheet).columns]
    return get_column_letter(names.index(column) + 1)


def at(sheet: str, column: str, row: int = 3) -> str:
    """The address of a cell of a sound workbook."""
    return f"{letter(sheet, column)}{row}"


def typed(sheet: str, column: str, value: Any, row: int = 3) -> Callable[[Any], None]:
    """The change that types a value into a cell."""

    def change(book: Any) -> None:
        cell = book[sheet][f"{letter(sheet, column)}{row}"]
        cell.value = value

    return change


def with_parts(content: bytes, wanted: dict[str, bytes | None]) -> bytes:
    """The package with parts replaced, added or (None) left out."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in wanted:
                target.writestr(name, source.read(name))
        for name, part in wanted.items():
            if part is not None:
                target.writestr(name, part)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    """One part of the package."""
    with zipfile.ZipFile(BytesIO(content)) as source:
        return source.read(name)
