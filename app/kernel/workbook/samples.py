"""Example rows made from the declaration, so that a new column comes with examples."""

from typing import Any

from app.kernel.workbook.declaration import Edition, Sheet
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.text import LANGUAGES


def sample_rows(edition: Edition, codes: Codebook, count: int) -> dict[str, list[dict[str, Any]]]:
    """`count` example rows of every sheet that is written; one where only one fits."""
    lists = every_list(codes)
    return {
        sheet.name: [_row(sheet, lists, n) for n in range(1 if sheet.single_row else count)]
        for sheet in edition.written
    }


def _row(sheet: Sheet, lists: Codebook, n: int) -> dict[str, Any]:
    return {
        column.name: column.type.sample(n, choices(column.type, lists, LANGUAGES[0]))
        for column in sheet.columns
    }
