"""How a workbook looks: one place for fonts, colours and cell styles.

Colours repeat what a marker already says, so that a black-and-white print loses
nothing. All pairs of ink and ground keep a contrast of at least 4.5 : 1.
"""

from collections.abc import Mapping
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from app.kernel.workbook.declaration import Column, Requirement
from app.kernel.workbook.text import clean

FONT = "Calibri"
INK, QUIET, WHITE = "1F2933", "5F6B76", "FFFFFF"
ACCENT, ACCENT_SOFT = "0B5C73", "D6E7EC"
GROUND, GROUND_GIVEN, GROUND_MISSING, LINE = "F6F4EF", "EFEFEC", "FBE7C6", "D9DCDF"

LINE_POINTS = 15.0

_HEADERS = {
    Requirement.REQUIRED: (ACCENT, WHITE),
    Requirement.CONDITIONAL: (ACCENT_SOFT, INK),
    Requirement.OPTIONAL: (GROUND, INK),
    Requirement.AUTOMATIC: ("DADDDF", INK),
    Requirement.SYSTEM: ("DADDDF", INK),
}

OPEN, SHUT = Protection(locked=False), Protection(locked=True)
_HAIRLINE = Side(style="thin", color=LINE)
UNDERLINED = Border(bottom=_HAIRLINE)
FRAMED = Border(left=_HAIRLINE, right=_HAIRLINE, top=_HAIRLINE, bottom=_HAIRLINE)


def fill(colour: str) -> PatternFill:
    """A plain ground of that colour."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def font(size: float = 11, colour: str = INK, bold: bool = False) -> Font:
    """The one typeface of the workbook; it has every Kazakh letter."""
    return Font(name=FONT, size=size, color=colour, bold=bold)


def header(requirement: Requirement) -> dict[str, object]:
    """The style of a header that people read."""
    ground, ink = _HEADERS[requirement]
    return {
        "fill": fill(ground),
        "font": font(10.5, ink, bold=requirement is not Requirement.OPTIONAL),
        "alignment": Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1),
        "border": FRAMED,
        "protection": SHUT,
    }


def machine_name() -> dict[str, object]:
    """The style of the row of machine names below the headers."""
    return {
        "fill": fill(GROUND),
        "font": font(8, QUIET),
        "alignment": Alignment(vertical="center"),
        "border": FRAMED,
        "protection": SHUT,
    }


def data(column: Column, is_shut: bool) -> dict[str, object]:
    """The style of a data cell; one that asks for nothing has a ground of its own."""
    style: dict[str, object] = {
        "font": font(),
        "number_format": column.type.format,
        "alignment": Alignment(
            horizontal=column.type.align,
            vertical="top",
            wrap_text=column.type.wraps,
            indent=0 if column.type.align == "center" else 1,
        ),
        "border": UNDERLINED,
        "protection": SHUT if is_shut else OPEN,
        "fill": PatternFill(),
    }
    if is_shut or column.required.is_given:
        style |= {"font": font(colour=QUIET), "fill": fill(GROUND_GIVEN)}
    return style


def put(cell: Cell, value: Any, style: Mapping[str, object] | None = None) -> Cell:
    """Put a value into a cell; a text stays a text, whatever it begins with or contains."""
    cell.value = clean(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    for name, part in (style or {}).items():
        setattr(cell, name, part)
    return cell


def lines_of(words: str, characters: int) -> int:
    """How many lines a text takes when it is broken between words."""
    return sum(_broken(line, characters) for line in words.split("\n"))


def _broken(line: str, characters: int) -> int:
    lines, used = 1, 0
    for word in line.split():
        if used and used + len(word) > characters:
            lines, used = lines + 1, 0
        lines += (len(word) - 1) // characters
        used += len(word) + 1
    return lines
