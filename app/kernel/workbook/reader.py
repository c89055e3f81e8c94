"""Takes a workbook back: values by sheet and column, labels of any language as codes.

Simple on purpose: it trusts the file. Headers are found by the machine names of
row 2, so their order may differ.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook.declaration import Column, Edition, Sheet
from app.kernel.workbook.desk import FIRST_ROW, NAME_ROW
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.stamp import STAMP_SHEET
from app.kernel.workbook.text import LANGUAGES


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
    content = _content(page)
    names = {at: name for at, name in content.pop(NAME_ROW, {}).items() if name in columns}
    for number in sorted(row for row in content if row >= FIRST_ROW):
        row = {name: content[number].get(at) for at, name in names.items()}
        if _is_row(row, columns):
            yield {
                name: None if value is None else columns[name].type.taken(value, chosen[name])
                for name, value in row.items()
            }


def _content(page: Worksheet) -> dict[int, dict[int, Any]]:
    """What stands on the page, by row and column.

    Walking from the first cell to the last would take for ever where one stray
    cell stands at the far end.
    """
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for (row, column), cell in sorted(page._cells.items()):
        if cell.value is not None:
            found[row][column] = cell.value
    return found


def _is_row(row: Mapping[str, Any], columns: Mapping[str, Column]) -> bool:
    """Whether a person has filled anything in; what the register gives makes no row."""
    return any(
        value is not None and not columns[name].required.is_given for name, value in row.items()
    )
