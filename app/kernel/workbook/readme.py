"""The first sheet: what this workbook is, what its headers mean, how to fill it in."""

from collections.abc import Mapping
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook import styles, words
from app.kernel.workbook.declaration import Edition, Requirement, Section, Sheet
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text

_WIDTHS = {"A": 2, "B": 34, "C": 90}
_TOP = Alignment(vertical="top", wrap_text=True)
_LEGEND = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)


class Tally(NamedTuple):
    """How many rows of a sheet are filled in, and how many required cells of theirs are not."""

    rows: int = 0
    gaps: int = 0


def write_readme(
    page: Worksheet, edition: Edition, stamp: Stamp, language: str, tallies: Mapping[str, Tally]
) -> None:
    """Fill the README sheet, from the top down."""
    writing = _Writing(page, language)
    writing.title(edition.title, edition.issuer)
    writing.facts(_facts(edition, stamp, language))
    writing.heading(words.SHEETS)
    for sheet in edition.written:
        writing.sheet(sheet, tallies.get(sheet.name, Tally()))
    writing.heading(words.HEADERS)
    for requirement in Requirement:
        writing.requirement(requirement)
    for section in edition.guide:
        writing.section(section)
    writing.finish()


def _facts(edition: Edition, stamp: Stamp, language: str) -> list[tuple[Text, str]]:
    facts = [
        (words.INSTITUTION, f"{stamp.institution_name} ({stamp.institution})"),
        (words.YEAR, stamp.year),
        (words.REFERENCE_DATE, f"{stamp.reference_date:%d.%m.%Y}"),
        (words.EDITION, edition.code),
        (words.WORKBOOK_LANGUAGE, words.LANGUAGE_NAME.in_(language)),
    ]
    return facts + ([(words.CONTACT, stamp.contact)] if stamp.contact else [])


class _Writing:
    """A page that is filled from the top down, one line after another."""

    def __init__(self, page: Worksheet, language: str) -> None:
        self.page, self.language, self.row = page, language, 2
        for letter, width in _WIDTHS.items():
            page.column_dimensions[letter].width = width

    def line(self, left: str, right: str = "") -> Cell:
        """Write one line and go to the next; the left cell comes back for its style."""
        style = {"alignment": _TOP, "font": styles.font()}
        cell = styles.put(self.page.cell(self.row, 2), left, style)
        if right:
            styles.put(self.page.cell(self.row, 3), right, style)
        self._heighten(cell.row, right, _WIDTHS["C"])
        self.row += 1
        return cell

    def paragraph(self, content: str, height: float = 0) -> Cell:
        """Write a line over the whole width, as high as its text."""
        cell = self.line(content)
        self.page.merge_cells(start_row=cell.row, end_row=cell.row, start_column=2, end_column=3)
        self._heighten(cell.row, content, _WIDTHS["B"] + _WIDTHS["C"], height)
        return cell

    def _heighten(self, row: int, content: str, characters: int, height: float = 0) -> None:
        lines = styles.lines_of(content, characters)
        self.page.row_dimensions[row].height = height or styles.LINE_POINTS * lines + 3

    def title(self, title: Text, issuer: Text) -> None:
        cell = self.paragraph(title.in_(self.language), 30)
        cell.font = styles.font(18, styles.ACCENT, bold=True)
        self.paragraph(issuer.in_(self.language)).font = styles.font(colour=styles.QUIET)
        self.row += 1

    def heading(self, heading: Text) -> None:
        self.row += 1
        cell = self.paragraph(heading.in_(self.language), 22)
        cell.font = styles.font(13, styles.ACCENT, bold=True)
        for column in (2, 3):
            self.page.cell(cell.row, column).border = styles.UNDERLINED

    def facts(self, facts: list[tuple[Text, str]]) -> None:
        for label, content in facts:
            self.line(label.in_(self.language), content).font = styles.font(colour=styles.QUIET)

    def sheet(self, sheet: Sheet, tally: Tally) -> None:
        title, note = (text.in_(self.language) for text in (sheet.title, sheet.note))
        cell = self.line(sheet.name, f"{title} ({self._told(tally)}). {note}")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet.name}'!A3")
        cell.font = styles.font(colour=styles.ACCENT, bold=True)

    def _told(self, tally: Tally) -> str:
        told = [f"{words.FILLED_ROWS.in_(self.language)}: {tally.rows}"]
        if tally.gaps:
            told.append(f"{words.EMPTY_CELLS.in_(self.language)}: {tally.gaps}")
        return "; ".join(told)

    def requirement(self, requirement: Requirement) -> None:
        label = f"{requirement.marker} {requirement.label.in_(self.language)}"
        cell = self.line(label, requirement.explanation.in_(self.language))
        styles.put(cell, label, styles.header(requirement))
        self.page.cell(cell.row, 3).alignment = _LEGEND
        height = self.page.row_dimensions[cell.row].height
        self.page.row_dimensions[cell.row].height = max(20, height)

    def section(self, section: Section) -> None:
        self.heading(section.heading)
        for paragraph in section.paragraphs:
            self.paragraph(paragraph.in_(self.language))

    def finish(self) -> None:
        page = self.page
        page.sheet_view.showGridLines = False
        page.protection.sheet = True
        page.page_setup.orientation = "portrait"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.fitToHeight = 0
