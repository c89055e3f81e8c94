"""What a spreadsheet says while somebody types: drop-downs, refusals and their reasons.

A list only warns, because the reader understands codes, names in other languages
and keys that are new; everything else is refused where it is typed.
"""

from collections.abc import Mapping

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook import words
from app.kernel.workbook.declaration import Column, Sheet
from app.kernel.workbook.desk import FIRST_ROW, LAST_ROW, NAME_ROW, Desk
from app.kernel.workbook.text import Text


def limit(
    desk: Desk,
    page: Worksheet,
    sheet: Sheet,
    column: Column,
    letter: str,
    ranges: Mapping[tuple[str, ...], str],
) -> None:
    """Limit a column of a sheet; `ranges` says where the labels of each choice stand."""
    rule = _rule(desk, column, f"{letter}{FIRST_ROW}", ranges)
    if rule is None or sheet.is_shut(column):
        return
    rule.showErrorMessage = True
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW if sheet.single_row else LAST_ROW}")
    page.add_data_validation(rule)


def _rule(
    desk: Desk, column: Column, cell: str, ranges: Mapping[tuple[str, ...], str]
) -> DataValidation | None:
    if column.type.is_picked:
        return _drop_down(desk, f"={ranges[column.type.lists]}", words.PICK)
    if column.refers_to:
        return _drop_down(desk, _keys(column.refers_to), words.pick_key(column.refers_to))
    return _typed_limit(desk, column, cell)


def _drop_down(desk: Desk, where: str, message: Text) -> DataValidation:
    return DataValidation(
        "list",
        where,
        allow_blank=True,
        errorStyle="warning",
        errorTitle=desk.say(words.NOT_LISTED),
        error=desk.say(message),
    )


def _keys(sheet: str) -> str:
    """The filled part of a sheet's first column.

    It is addressed by words: a plain reference would die with the first row of data
    when somebody deletes it, and some programs forget the quotes that it needs.
    """
    first = f"'{sheet}'!$A$"
    rows = f'COUNTA(INDIRECT("{first}{NAME_ROW}:$A${LAST_ROW}"))+{NAME_ROW - 1}'
    return f'=INDIRECT("{first}{FIRST_ROW}:$A$"&MAX({FIRST_ROW},{rows}))'


def _typed_limit(desk: Desk, column: Column, cell: str) -> DataValidation | None:
    found = column.type.limit()
    if found is None:
        return None
    return DataValidation(
        found.type,
        found.formula1.replace("{cell}", cell),
        found.formula2,
        allow_blank=True,
        operator=found.operator,
        errorTitle=desk.say(words.INVALID),
        error=desk.say(found.message),
    )
