"""Takes a workbook back: values by sheet and column, labels of any language as codes.

Simple on purpose: it trusts the file. Headers are found by the machine names of
row 2, so their order may differ.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook.declaration import Edition, Sheet
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.stamp import STAMP_SHEET
from app.kernel.workbook.text import LANGUAGES
from app.kernel.workbook.writer import FIRST_ROW, NAME_ROW


def cells(edition: Edition, content: bytes, codes: Codebook) -> dict[str, list[dict[str, Any]]]:
    """The filled rows of every sheet that is there, as values by column name."""
    book = load_workbook(BytesIO(content))
    lists = every_list(codes)
    found = (sheet for sheet in edition.sheets if sheet.name in book.sheetnames)
    return {sheet.name: list(_rows(book[sheet.name], sheet, lists)) for sheet in found}


def stamp_lines(content: bytes) -> dict[str, str]:
    """What the hidden stamp of a workbook says; empty when there is none."""
    book = load_workbook(BytesIO(content))
    if STAMP_SHEET not in book.sheetnames:
        return {}
    lines = book[STAMP_SHEET].iter_rows(max_col=2, values_only=True)
    return {str(name): "" if value is None else str(value) for name, value in lines}


def _rows(page: Worksheet, sheet: Sheet, lists: Codebook) -> Iterator[dict[str, Any]]:
    columns = {column.name: column for column in sheet.columns}
    chosen = {name: choices(col.type, lists, LANGUAGES[0]) for name, col in columns.items()}
    names = [cell.value for cell in page[NAME_ROW]]
    for row in page.iter_rows(min_row=FIRST_ROW, values_only=True):
        if all(content is None for content in row):
            continue
        yield {
            name: None if content is None else columns[name].type.taken(content, chosen[name])
            for name, content in zip(names, row, strict=False)
            if name in columns
        }
