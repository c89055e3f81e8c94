"""The first sheet: what this workbook is, what its headers mean, how to fill it in."""

from collections.abc import Mapping

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from app.kernel.workbook import styles, words
from app.kernel.workbook.declaration import Edition, Requirement, Section, Sheet
from app.kernel.workbook.stamp import Stamp
from app.kernel.workbook.text import Text

_WIDTHS = {"A": 2, "B": 30, "C": 92}
_TOP = Alignment(vertical="top", wrap_text=True)
_CHARACTERS = 96
_LINE = 15.5


def write_readme(
    page: Worksheet, edition: Edition, stamp: Stamp, language: str, counts: Mapping[str, int]
) -> None:
    """Fill the README sheet, from the top down."""
    writing = _Writing(page, language)
    writing.title(edition.title, edition.issuer)
    writing.facts(_facts(edition, stamp, language))
    writing.heading(words.SHEETS)
    for sheet in edition.written:
        writing.sheet(sheet, counts.get(sheet.name, 0))
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

    def line(self, left: str, right: str = "", *, size: float = 11, strong: bool = False) -> None:
        for column, content in ((2, left), (3, right)):
            cell = self.page.cell(self.row, column)
            cell.value, cell.data_type = content or None, "s" if content else "n"
            cell.alignment = _TOP
            cell.font = styles.font(size, bold=strong and column == 2)
        self.row += 1

    def paragraph(self, content: str, *, size: float = 11) -> None:
        self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=2, end_column=3)
        self.page.row_dimensions[self.row].height = _LINE * -(-len(content) // _CHARACTERS) + 3
        self.line(content, size=size)

    def title(self, title: Text, issuer: Text) -> None:
        self.paragraph(title.in_(self.language))
        cell = self.page.cell(self.row - 1, 2)
        cell.font = styles.font(20, styles.ACCENT, bold=True)
        self.page.row_dimensions[self.row - 1].height = 30
        self.paragraph(issuer.in_(self.language))
        self.page.cell(self.row - 1, 2).font = styles.font(11, styles.QUIET)
        self.row += 1

    def heading(self, heading: Text) -> None:
        self.row += 1
        self.line(heading.in_(self.language), size=13, strong=True)
        for column in (2, 3):
            cell = self.page.cell(self.row - 1, column)
            cell.alignment = Alignment(vertical="center")
            cell.font = styles.font(13, styles.ACCENT, bold=True)
            cell.border = styles.UNDERLINED
        self.page.row_dimensions[self.row - 1].height = 22

    def facts(self, facts: list[tuple[Text, str]]) -> None:
        for label, content in facts:
            self.line(label.in_(self.language), content, strong=True)
            self.page.cell(self.row - 1, 2).font = styles.font(11, styles.QUIET)

    def sheet(self, sheet: Sheet, count: int) -> None:
        told = [sheet.title.in_(self.language), sheet.note.in_(self.language)]
        filled = f"{words.FILLED_ROWS.in_(self.language)}: {count}"
        self.line(sheet.name, f"{told[0]} ({filled}). {told[1]}", strong=True)
        link = self.page.cell(self.row - 1, 2)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{sheet.name}'!A3")
        link.font = styles.font(11, styles.ACCENT, bold=True)

    def requirement(self, requirement: Requirement) -> None:
        label = f"{requirement.marker} {requirement.label.in_(self.language)}"
        self.line(label, requirement.explanation.in_(self.language))
        cell = self.page.cell(self.row - 1, 2)
        cell.fill = styles.header(requirement)["fill"]
        cell.font = styles.header(requirement)["font"]
        cell.border = styles.FRAMED

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
