"""A comparison as a workbook: the return as it is now, with what changed coloured in it.

A changed cell is orange and its comment says what it was; rows that came are green; rows
that went stand on a sheet of their own, red. That sheet begins with the counts and says
what the colours mean, so that a black-and-white print loses nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.i18n import in_language
from app.kernel.workbook import styles
from app.kernel.workbook.declaration import Sheet
from app.kernel.workbook.desk import FIRST_ROW
from app.kernel.workbook.kinds import NO_CHOICES
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.writer import drawn, finished
from app.returns import workbook
from app.returns.comparing import Comparison, Deed, RowChange
from app.returns.dataset import Dataset, Row, edition_of
from app.returns.telling import Words

GROUNDS = {Deed.ADDED: "DDF0E1", Deed.CHANGED: "FBE7C6", Deed.REMOVED: "F6D9D6"}
WIDTH, WIDEST, TOP = 24, 40, Alignment(vertical="top", wrap_text=True)


def coloured(comparison: Comparison, after: Dataset, stamp: Stamp, language: str) -> bytes:
    """The file; `after` is the dataset to which the comparison leads."""
    edition = edition_of(after.edition)
    written = {
        sheet.name: [_sound(sheet, r) for r in after.rows(sheet.name)] for sheet in edition.written
    }
    book = drawn(edition, written, stamp, language, workbook.codebook())
    with in_language(language):
        words = Words()
        for found in comparison.sheets:
            sheet = edition.sheet(found.name)
            if sheet.is_written:
                for row in found.rows:
                    _mark(words, book[sheet.name], sheet, row)
        _list(words, book, comparison)
    return finished(book, stamp)


def _sound(sheet: Sheet, row: Row) -> Row:
    """The row without what its columns cannot write: that is put in as text afterwards."""
    return {name: value for name, value in row.items() if _is_sound(sheet, name, value)}


def _is_sound(sheet: Sheet, name: str, value: Any) -> bool:
    try:
        sheet.column(name).type.shown(value, NO_CHOICES)
    except (ValueError, ArithmeticError):
        return False
    return True


def _mark(words: Words, page: Worksheet, sheet: Sheet, row: RowChange) -> None:
    """Colour what came or changed; what went has no place any more."""
    if row.deed is Deed.REMOVED:
        return
    changes = {change.column: change for change in row.cells}
    for at, column in enumerate(sheet.columns, 1):
        cell = page.cell(FIRST_ROW + row.at, at)
        value = row.row.get(column.name)
        if value is not None and not _is_sound(sheet, column.name, value):
            styles.put(cell, str(value))
        if row.deed is Deed.ADDED or column.name in changes:
            cell.fill = styles.fill(GROUNDS[row.deed])
        if change := changes.get(column.name):
            was = words.value(column, change.before) or _("empty")
            cell.comment = Comment(_("was: %(value)s", value=was), "Qosdiplom", 90, 260)


def _list(words: Words, book: Workbook, comparison: Comparison) -> None:
    """The sheet in front: counts, colours, and the rows that went."""
    page = book.create_sheet(_("What changed")[:31], 0)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    lines = [*_counts(words, comparison), [], *_gone(words, comparison)]
    for number, line in enumerate(lines, 1):
        for at, (value, style) in enumerate(line, 1):
            styles.put(page.cell(number, at), value, style)
    widest = max((len(line) for line in lines), default=1)
    for at in range(1, widest + 1):
        page.column_dimensions[get_column_letter(at)].width = WIDEST if at == 1 else WIDTH
    page.freeze_panes = "B2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


Styled = tuple[Any, Mapping[str, object]]

_PLAIN = {"font": styles.font(), "alignment": TOP}
_BOLD = {"font": styles.font(bold=True), "alignment": TOP}
_HEADING = {"font": styles.font(bold=True)}


def _ground(deed: Deed) -> dict[str, object]:
    return {**_PLAIN, "fill": styles.fill(GROUNDS[deed])}


def _counts(words: Words, comparison: Comparison) -> Iterator[list[Styled]]:
    """How many rows of each sheet came, went and changed; the heads have the colours."""
    names = {Deed.ADDED: _("added"), Deed.CHANGED: _("changed"), Deed.REMOVED: _("removed")}
    yield [
        (_("Sheet"), _BOLD),
        *(
            (name, {**_ground(deed), "font": styles.font(bold=True)})
            for deed, name in names.items()
        ),
        (_("People before"), _BOLD),
        (_("People now"), _BOLD),
    ]
    edition = edition_of(comparison.edition)
    for found in comparison.sheets:
        sheet = edition.sheet(found.name)
        if not sheet.is_written:
            continue
        title = sheet.title.in_(words.language)
        counts = [found.count(deed) for deed in names]
        totals = [found.total_before, found.total_after]
        yield [
            (f"{found.name} · {title}", _PLAIN),
            *((number, _PLAIN) for number in (*counts, *totals)),
        ]


def _gone(words: Words, comparison: Comparison) -> Iterator[list[Styled]]:
    """The rows that went, under the titles of their sheet."""
    edition = edition_of(comparison.edition)
    for found in comparison.sheets:
        sheet = edition.sheet(found.name)
        if not (rows := found.of(Deed.REMOVED)):
            continue
        title = sheet.title.in_(words.language)
        yield [(_("Removed from %(sheet)s", sheet=f"{sheet.name} · {title}"), _HEADING)]
        yield [(words.title(column), _BOLD) for column in sheet.columns]
        for row in rows:
            yield [
                (words.value(column, row.row.get(column.name)), _ground(Deed.REMOVED))
                for column in sheet.columns
            ]
        yield []
