"""Writes large workbooks row by row: whatever is in them, only one row is in memory.

Sheets may be written by turns; each grows in a file of its own until the workbook is
saved. A text stays a text, whatever it begins with.
"""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from app.kernel.workbook import styles
from app.kernel.workbook.styles import put

NARROWEST, WIDEST = 10, 60


class Page:
    """One sheet, from the top down."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[int], frozen: str) -> None:
        self._sheet = book.create_sheet(name)
        for at, width in enumerate(widths, 1):
            letter = get_column_letter(at)
            self._sheet.column_dimensions[letter].width = min(max(width, NARROWEST), WIDEST)
        self._sheet.freeze_panes = frozen or None
        self._head = {
            "fill": styles.fill(styles.ACCENT),
            "font": styles.font(10.5, styles.WHITE, bold=True),
            "alignment": Alignment(wrap_text=True, vertical="center"),
        }
        self._quiet = {"font": styles.font(8, styles.QUIET), "fill": styles.fill(styles.GROUND)}
        self._title = {"font": styles.font(15, bold=True)}

    def head(self, values: Iterable[Any]) -> None:
        """The names of the columns, for people."""
        self._append(values, self._head)

    def names(self, values: Iterable[Any]) -> None:
        """The names of the columns, for programs."""
        self._append(values, self._quiet)

    def title(self, value: str) -> None:
        """A line of large letters."""
        self._append([value], self._title)

    def row(self, values: Iterable[Any], formats: Sequence[str] = ()) -> None:
        """One row; a blank value leaves its cell empty."""
        self._sheet.append([self._cell(v, formats, at) for at, v in enumerate(values)])

    def _cell(self, value: Any, formats: Sequence[str], at: int) -> Any:
        if value is None or value == "":
            return None
        cell = put(WriteOnlyCell(self._sheet), value)
        if at < len(formats):
            cell.number_format = formats[at]
        return cell

    def _append(self, values: Iterable[Any], style: dict[str, Any]) -> None:
        self._sheet.append([put(WriteOnlyCell(self._sheet), value, style) for value in values])


class Stream:
    """A workbook that is being written."""

    def __init__(self, title: str) -> None:
        self._book = Workbook(write_only=True)
        self._book.properties.title = title

    def page(self, name: str, widths: Sequence[int] = (), frozen: str = "") -> Page:
        """A new sheet at the end; `frozen` is the first cell that scrolls."""
        return Page(self._book, name, widths, frozen)

    def save(self, target: IO[bytes]) -> None:
        """Write the workbook; nothing can be added afterwards."""
        self._book.save(target)
