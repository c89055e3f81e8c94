"""The national workbook: every return of a year in the sheets of the edition, and the figures.

Written as it is read: neither the returns nor the sheets are ever in memory together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from flask_babel import gettext as _

from app.kernel import codes
from app.kernel.i18n import code, day, in_language, moment, number
from app.kernel.i18n import name as named
from app.kernel.workbook import lists
from app.kernel.workbook.declaration import Sheet
from app.kernel.workbook.kinds import Choices
from app.kernel.workbook.stream import Page, Stream
from app.kernel.workbook.text import Text
from app.kernel.years import AcademicYear
from app.returns.editions import CURRENT
from app.returns.queries import Gathered, gathered
from app.statistics import queries
from app.statistics.breakdown import Way, breakdown, levels_of
from app.statistics.rows import Year
from app.statistics.words import LEVEL_LIST, WAYS, shown

CODE = Text("ЖОО коды", "Код вуза", "Code of the institution")
NAME = Text("ЖОО атауы", "Название вуза", "Institution")


@dataclass(frozen=True)
class _Line:
    """A return that is in the workbook, for its README."""

    code: str
    name: str
    accepted_at: datetime | None
    digest: str


def write(year: AcademicYear, target: IO[bytes], language: str, as_of: date) -> int:
    """Write the workbook of a year; says how many returns it holds."""
    with in_language(language):
        book = Stream(f"{CURRENT.title.in_(language)} {year}")
        readme = book.page("README", (18, 60, 20, 70))
        lines = list(_returns(book, gathered(year), language))
        rows = queries.years([year])[year.start]
        _readme(readme, year, rows, lines, as_of)
        _figures(book, rows)
        book.save(target)
        return len(lines)


def _returns(book: Stream, found: Iterable[Gathered], language: str) -> Iterable[_Line]:
    """Write every return into the sheets, one after the other."""
    choices = _choices(language)
    pages = {sheet.name: _page(book, sheet, language) for sheet in CURRENT.written}
    formats = {
        sheet.name: ("@", "@", *(column.type.format for column in sheet.columns))
        for sheet in CURRENT.written
    }
    for one in found:
        place = one.institution
        who = (place.code, named(place))
        for sheet in CURRENT.written:
            for row in one.dataset.rows(sheet.name):
                values = _values(sheet, row, choices)
                pages[sheet.name].row((*who, *values), formats[sheet.name])
        yield _Line(*who, one.accepted_at, one.dataset.digest)


def _choices(language: str) -> Mapping[str, Choices]:
    book = lists.every_list(codes.book())
    return {
        column.name: lists.choices(column.type, book, language)
        for sheet in CURRENT.written
        for column in sheet.columns
    }


def _page(book: Stream, sheet: Sheet, language: str) -> Page:
    page = book.page(sheet.name, (16, 40, *(c.characters for c in sheet.columns)), "C3")
    page.head(
        [CODE.in_(language), NAME.in_(language), *(c.title.in_(language) for c in sheet.columns)]
    )
    page.names(["institution_code", "institution_name", *(c.name for c in sheet.columns)])
    return page


def _values(sheet: Sheet, row: Mapping[str, Any], choices: Mapping[str, Choices]) -> Iterable[Any]:
    for column in sheet.columns:
        value = row.get(column.name)
        yield None if value is None else column.type.shown(value, choices[column.name])


def _readme(page: Page, year: AcademicYear, rows: Year, lines: list[_Line], as_of: date) -> None:
    page.title(_("National workbook %(year)s", year=str(year)))
    source = (
        _("Accepted returns of the collection.")
        if rows.is_collected
        else _("Figures filed in the register: no collection was opened for this year.")
    )
    covered = _(
        "Coverage: %(filed)s of %(of)s institutions. As of %(day)s.",
        filed=number(len(lines)),
        of=number(rows.coverage.of),
        day=day(as_of),
    )
    whole = _("Whole numbers, for the national centre only: publish nothing from here unchecked.")
    for sentence in (source, covered, whole):
        page.row([sentence])
    page.row([])
    page.head([_("Code"), _("Institution"), _("Accepted"), _("SHA-256 of the data")])
    for line in lines:
        accepted = moment(line.accepted_at) if line.accepted_at else ""
        page.row([line.code, line.name, accepted, line.digest])


def _figures(book: Stream, rows: Year) -> None:
    """The figures behind the pages, whole; students who stand in two returns counted once."""
    levels = levels_of(rows)
    titles = [code(level, LEVEL_LIST) for level in levels]
    page = book.page("FIGURES", (34, 50, 16, *(14 for _level in levels), 14), "C2")
    page.head([_("By"), _("Value"), _("Programmes on offer"), *titles, _("All students")])
    fields = queries.fields()
    for way in Way:
        found = breakdown(rows, way, levels, whole=True)
        for line in found.lines:
            label = shown(way, line.value, fields)
            page.row([str(WAYS[way]), label, line.programmes, *line.students])
        page.row([str(WAYS[way]), _("Total"), found.total.programmes, *found.total.students])
    _shared(book, rows)


def _shared(book: Stream, rows: Year) -> None:
    page = book.page("SHARED", (20, 26, 20, 26, 14, 14, 14, 14, 14), "A2")
    page.head(
        [
            _("Institution"),
            _("Programme"),
            _("Counted at"),
            _("Programme there"),
            _("Entry year"),
            _("At the partner"),
            _("Shown as received"),
            _("Shown at home"),
            _("Counted once"),
        ]
    )
    for pair in rows.pairs:
        page.row(
            [
                pair.source,
                pair.source_key,
                pair.target,
                pair.target_key,
                pair.entry_year,
                pair.away,
                pair.received,
                pair.at_home,
                pair.n,
            ]
        )


def file_name(year: AcademicYear) -> str:
    """A name that sorts well."""
    return f"KZ_{year}.xlsx"
