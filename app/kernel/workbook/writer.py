"""Writes an edition with its data as an Excel workbook, sheet by sheet.

`write` is the door. Every sheet has headers for people in row 1, machine names in
row 2 and data from row 3; a README comes first, the code lists and the stamp are
hidden at the end. Nothing here knows what a column is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime, time
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook import gaps, styles, words
from app.kernel.workbook.declaration import Column, Edition, Sheet
from app.kernel.workbook.desk import (
    FIRST_ROW,
    HEADER_ROW,
    LAST_COLUMN,
    LIST_SHEET,
    NAME_ROW,
    Desk,
    Row,
)
from app.kernel.workbook.kinds import COUNTRY, LANGUAGE, Choices
from app.kernel.workbook.limits import limit
from app.kernel.workbook.lists import Codebook, every_list
from app.kernel.workbook.package import packed
from app.kernel.workbook.readme import Tally, write_readme
from app.kernel.workbook.stamp import STAMP_SHEET, Stamp, lines
from app.kernel.workbook.styles import LINE_POINTS, lines_of, put
from app.kernel.workbook.text import LANGUAGES, clean

PAGE_CHARACTERS = 230
HEADING_LENGTH = 110


def write(
    edition: Edition,
    rows: Mapping[str, Iterable[Row]],
    stamp: Stamp,
    language: str,
    codes: Codebook,
) -> bytes:
    """The workbook as the content of a file; sheets without rows are templates.

    `rows` holds, by sheet name, values by column name: see `kinds` for what each
    column takes. A missing or None value leaves its cell empty; an unknown sheet
    or column raises KeyError, because it is a mistake of the program.
    """
    return finished(drawn(edition, rows, stamp, language, codes), stamp)


def finished(book: Workbook, stamp: Stamp) -> bytes:
    """A workbook as the content of a file: the same content is the same bytes."""
    return packed(book, datetime.combine(stamp.reference_date, time()))


def drawn(
    edition: Edition,
    rows: Mapping[str, Iterable[Row]],
    stamp: Stamp,
    language: str,
    codes: Codebook,
) -> Workbook:
    """The workbook of `write` before it becomes a file, for who has something to add."""
    desk = Desk(_new_book(edition, language), edition, stamp, language, every_list(codes))
    data = {name: list(found) for name, found in rows.items()}
    for unknown in data.keys() - {sheet.name for sheet in edition.written}:
        raise KeyError(f"edition {edition.code} writes no sheet {unknown!r}")
    readme = desk.book.create_sheet("README")
    ranges = _write_lists(desk)
    for sheet in edition.written:
        _write_sheet(desk, sheet, data.get(sheet.name, []), ranges)
    write_readme(readme, edition, stamp, language, _tallies(edition, data))
    desk.book.move_sheet(LIST_SHEET, len(edition.written))
    _write_stamp(desk)
    return desk.book


def _tallies(edition: Edition, data: Mapping[str, Sequence[Row]]) -> dict[str, Tally]:
    return {
        sheet.name: Tally(len(rows), gaps.count(sheet, rows))
        for sheet in edition.written
        if (rows := data.get(sheet.name))
    }


def _new_book(edition: Edition, language: str) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    book.properties.title = edition.title.in_(language)
    book.properties.creator = edition.issuer.in_(language)
    book.properties.language = language
    book.security = WorkbookProtection(lockStructure=True)
    return book


def _write_lists(desk: Desk) -> dict[tuple[str, ...], str]:
    """The hidden sheet of labels; returns where the labels of each choice stand."""
    page = desk.book.create_sheet(LIST_SHEET)
    page.sheet_state = "hidden"
    page.protection.sheet = True
    ranges: dict[tuple[str, ...], str] = {}
    for column in _picked(desk.edition):
        if column.type.lists not in ranges:
            ranges[column.type.lists] = _write_list(page, desk.choices(column), column)
    return ranges


def _picked(edition: Edition) -> list[Column]:
    return [c for sheet in edition.written for c in sheet.columns if c.type.is_picked]


def _write_list(page: Worksheet, chosen: Choices, column: Column) -> str:
    at = page.max_column + 1 if page["A1"].value else 1
    put(page.cell(1, at), column.codes)
    for row, label in enumerate(chosen.labels.values(), 2):
        put(page.cell(row, at), label)
    letter = get_column_letter(at)
    return f"{LIST_SHEET}!${letter}$2:${letter}${len(chosen.labels) + 1}"


def _write_sheet(
    desk: Desk, sheet: Sheet, rows: Sequence[Row], ranges: Mapping[tuple[str, ...], str]
) -> None:
    page = desk.book.create_sheet(sheet.name)
    _write_headers(desk, page, sheet)
    _write_rows(desk, page, sheet, rows)
    for at, column in enumerate(sheet.columns, 1):
        limit(desk, page, sheet, column, get_column_letter(at), ranges)
    gaps.colour(desk, page, sheet)
    _arrange(page, sheet, len(rows))
    _protect(page)
    _prepare_print(desk, page, sheet)


def _write_headers(desk: Desk, page: Worksheet, sheet: Sheet) -> None:
    height = 1
    for at, column in enumerate(sheet.columns, 1):
        title = f"{column.required.marker} {desk.say(column.title)}"
        cell = put(page.cell(HEADER_ROW, at), title, styles.header(column.required))
        cell.comment = _comment(desk, column)
        put(page.cell(NAME_ROW, at), column.name, styles.machine_name())
        page.column_dimensions[get_column_letter(at)].width = _width(column)
        height = max(height, lines_of(title, _width(column) - 3))
    page.row_dimensions[HEADER_ROW].height = LINE_POINTS * height + 8
    page.row_dimensions[NAME_ROW].height = 13


def _width(column: Column) -> int:
    """Wide enough for the longest word of the title and for the machine name with its arrow."""
    title = " ".join(column.title.in_(language) for language in LANGUAGES)
    longest = max(len(word) for word in title.split())
    return max(column.characters, longest + 4, ceil(len(column.name) * 0.8) + 4)


def _comment(desk: Desk, column: Column) -> Comment:
    told = [
        desk.say(column.note),
        f"{desk.say(column.type.words)} · {desk.say(column.required.label)}",
        *_code_lines(desk, column),
    ]
    words_ = "\n".join(told + ([desk.say(column.source)] if column.source else []))
    height = 24 + 17 * sum(lines_of(line, 46) for line in words_.split("\n"))
    return Comment(words_, desk.say(desk.edition.issuer), height=height, width=340)


def _code_lines(desk: Desk, column: Column) -> list[str]:
    """The codes with their meaning, except the lists of the whole world."""
    named = [name for name in column.type.lists if name not in (COUNTRY, LANGUAGE)]
    found = [(code, desk.say(text)) for name in named for code, text in desk.lists[name].items()]
    return [f"{code} – {label}" for code, label in found]


def _write_rows(desk: Desk, page: Worksheet, sheet: Sheet, rows: Sequence[Row]) -> None:
    models = _model_styles(page, sheet)
    chosen = {column.name: desk.choices(column) for column in sheet.columns}
    for number, row in enumerate(rows, FIRST_ROW):
        _refuse_unknown(sheet, row)
        height = 1
        for at, column in enumerate(sheet.columns, 1):
            cell = page.cell(number, at)
            cell._style = copy(models[column.name])
            value = row.get(column.name)
            if not gaps.is_blank(value):
                put(cell, column.type.shown(value, chosen[column.name]))
                height = max(height, _lines(cell, column))
        if height > 1:
            page.row_dimensions[number].height = LINE_POINTS * height + 2


def _lines(cell: Cell, column: Column) -> int:
    # Not every program finds the height of a row by itself when it opens a file.
    return lines_of(cell.value, _width(column) - 2) if column.type.wraps else 1


def _refuse_unknown(sheet: Sheet, row: Row) -> None:
    for name in row.keys() - {column.name for column in sheet.columns}:
        raise KeyError(f"sheet {sheet.name} has no column {name!r}")


def _model_styles(page: Worksheet, sheet: Sheet) -> dict[str, Any]:
    """The style of each column's data cells, also given to the rows still to come.

    A sheet of one row is open in that row only, so the column itself is shut.
    """
    models = {}
    for at, column in enumerate(sheet.columns, 1):
        style = styles.data(column, sheet.is_shut(column))
        model = put(page.cell(FIRST_ROW, at), None, style)
        models[column.name] = model._style
        below = styles.data(column, sheet.single_row)
        _restyle(page.column_dimensions[get_column_letter(at)], below)
    if not sheet.single_row:
        _open_beyond(page, len(sheet.columns) + 1)
    return models


def _restyle(dimension: ColumnDimension, style: Mapping[str, object]) -> None:
    for name in ("font", "number_format", "alignment", "protection", "fill"):
        setattr(dimension, name, style[name])


def _open_beyond(page: Worksheet, first: int) -> None:
    """Open the columns right of the table: one shut cell in a row forbids to delete it."""
    letter = get_column_letter(first)
    beyond = ColumnDimension(page, index=letter, min=first, max=LAST_COLUMN)
    beyond.protection = styles.OPEN
    page.column_dimensions[letter] = beyond


def _arrange(page: Worksheet, sheet: Sheet, count: int) -> None:
    last = get_column_letter(len(sheet.columns))
    page.freeze_panes = f"B{FIRST_ROW}"
    page.sheet_view.zoomScale = 90
    if not sheet.single_row:
        page.auto_filter.ref = f"A{NAME_ROW}:{last}{max(NAME_ROW + count, FIRST_ROW)}"


def _protect(page: Worksheet) -> None:
    """Switch protection on; what is listed stays allowed (False means not forbidden)."""
    page.protection.sheet = True
    for allowed in (
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
        "autoFilter",
    ):
        setattr(page.protection, allowed, False)


def _prepare_print(desk: Desk, page: Worksheet, sheet: Sheet) -> None:
    width = sum(_width(column) for column in sheet.columns)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth = ceil(width / PAGE_CHARACTERS)
    page.page_setup.fitToHeight = 0
    page.page_setup.pageOrder = "overThenDown"
    page.print_title_rows = f"{HEADER_ROW}:{NAME_ROW}"
    page.print_title_cols = "A:A"
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddHeader.left.text = _escaped(f"{sheet.name} · {desk.say(sheet.title)}")
    page.oddFooter.left.text = _escaped(f"{desk.stamp.institution_name} · {desk.stamp.year}")
    page.oddFooter.right.text = f"{desk.say(words.PAGE)} &P / &N"


def _escaped(heading: str) -> str:
    # A longer heading makes some programs offer to repair the file.
    return clean(heading)[:HEADING_LENGTH].replace("&", "&&")


def _write_stamp(desk: Desk) -> None:
    page = desk.book.create_sheet(STAMP_SHEET)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True
    told = lines(desk.stamp, desk.edition.code, desk.language)
    for row, (name, value) in enumerate(told.items(), 1):
        put(page.cell(row, 1), name)
        put(page.cell(row, 2), value)
