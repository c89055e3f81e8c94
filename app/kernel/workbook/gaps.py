"""Required cells that are still empty: counted on the first sheet, coloured where they are.

The register counts them when it writes the workbook; the colour is a rule of the
spreadsheet, so that it goes as soon as something is typed.
"""

from collections.abc import Iterable
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook import styles
from app.kernel.workbook.declaration import REQUIRED, Column, Sheet
from app.kernel.workbook.desk import FIRST_ROW, LAST_ROW, Desk, Row
from app.kernel.workbook.text import LANGUAGES


def count(sheet: Sheet, rows: Iterable[Row]) -> int:
    """How many required cells of these rows are empty."""
    asked = [column for column in sheet.columns if column.required is REQUIRED]
    return sum(is_missing(column, row) for row in rows for column in asked)


def is_blank(value: Any) -> bool:
    """Whether a value of the register leaves its cell empty."""
    return value is None or value == "" or value == [] or value == ()


def is_missing(column: Column, row: Row) -> bool:
    """Whether a required cell of this row is empty and may not be."""
    if not is_blank(row.get(column.name)):
        return False
    if column.unless is None:
        return True
    value = row.get(column.unless.column)
    return bool(getattr(value, "value", value) != column.unless.code)


def colour(desk: Desk, page: Worksheet, sheet: Sheet) -> None:
    """Give the empty required cells of a row that has begun a ground of their own."""
    last = FIRST_ROW if sheet.single_row else LAST_ROW
    for at, column in enumerate(sheet.columns, 1):
        if column.required is REQUIRED:
            letter = get_column_letter(at)
            ground = styles.fill(styles.GROUND_MISSING)
            rule = FormulaRule(formula=[_formula(desk, sheet, column)], fill=ground)
            page.conditional_formatting.add(f"{letter}{FIRST_ROW}:{letter}{last}", rule)


def _formula(desk: Desk, sheet: Sheet, column: Column) -> str:
    """True where the cell is empty in a row that a person has begun."""
    parts = [_has_begun(sheet), f"LEN(TRIM({_cell(sheet, column.name)}))=0"]
    if column.unless:
        cell = _cell(sheet, column.unless.column)
        excused = ",".join(f'{cell}="{one}"' for one in _spellings(desk, sheet, column))
        parts.append(f"NOT(OR({excused}))")
    return f"AND({','.join(parts)})"


def _has_begun(sheet: Sheet) -> str:
    """Something stands in the row besides what the register gives."""
    given = [_cell(sheet, c.name) for c in sheet.columns if c.required.is_given]
    whole = f"{_cell(sheet, sheet.columns[0].name)}:{_cell(sheet, sheet.columns[-1].name)}"
    return f"COUNTA({whole})>" + (f"COUNTA({','.join(given)})" if given else "0")


def _cell(sheet: Sheet, name: str) -> str:
    at = [column.name for column in sheet.columns].index(name) + 1
    return f"${get_column_letter(at)}{FIRST_ROW}"


def _spellings(desk: Desk, sheet: Sheet, column: Column) -> list[str]:
    """The excusing code and its labels, as they stand within quotes of a formula."""
    assert column.unless
    code = column.unless.code
    labels = [
        desk.lists[name][code].in_(language)
        for name in sheet.column(column.unless.column).type.lists
        for language in LANGUAGES
    ]
    return [one.replace('"', '""') for one in dict.fromkeys([code, *labels])]
