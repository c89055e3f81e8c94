"""Finds the tables of an edition in an opened workbook: which sheet is which, which column where.

A sheet is known by its name, and when somebody has renamed it, by the machine names of
its columns. The row of machine names is looked for near the top, because rows get
inserted above it. Nothing is judged here: `reading` says what is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.kernel.workbook.book import Book, Line, Page
from app.kernel.workbook.declaration import Edition, Sheet
from app.kernel.workbook.desk import NAME_ROW
from app.kernel.workbook.kinds import folded
from app.kernel.workbook.parsing import HEAD

# Of a renamed sheet's columns, how many must be there to know it for sure.
SHARE = 0.6


@dataclass(frozen=True)
class Table:
    """A sheet of the edition where it was found.

    `columns` are the known columns, name → number of the column from 1; `twice` those
    that stand there again. `header` is the row of machine names, 0 when there is none;
    `others` the columns that are filled and not known, number → what stands in their header.
    """

    sheet: Sheet
    page: Page
    header: int
    columns: Mapping[str, int]
    twice: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that the edition gives it."""
        return self.sheet.name

    @property
    def is_renamed(self) -> bool:
        """Whether the sheet does not have its own name any more."""
        return folded(self.page.name) != folded(self.sheet.name)

    @property
    def lines(self) -> Iterator[Line]:
        """Every line below the header that holds something."""
        return (line for line in self.page.lines if line.number > self.header)

    @property
    def rows(self) -> Iterator[Line]:
        """Lines in which a person has filled anything in; what the register gives makes no row."""
        if not self.header:
            return iter(())
        own = {
            at for name, at in self.columns.items() if not self.sheet.column(name).required.is_given
        }
        return (line for line in self.lines if not own.isdisjoint(line.cells))


def tables(edition: Edition, book: Book) -> list[Table]:
    """The sheets of the edition that the workbook has, in the order of the edition."""
    found = dict(_by_name(edition, book))
    taken = {id(page) for page in found.values()}
    for sheet in edition.sheets:
        if sheet.name not in found and (page := _renamed(edition, sheet, book, taken)):
            found[sheet.name] = page
            taken.add(id(page))
    return [_table(sheet, found[sheet.name]) for sheet in edition.sheets if sheet.name in found]


def _by_name(edition: Edition, book: Book) -> Iterator[tuple[str, Page]]:
    for sheet in edition.sheets:
        pages = [page for page in book.pages if folded(page.name) == folded(sheet.name)]
        if pages:
            yield sheet.name, pages[0]


def _renamed(edition: Edition, sheet: Sheet, book: Book, taken: set[int]) -> Page | None:
    """A sheet of another name that has this sheet's columns and no other's as well."""
    if not sheet.is_written:
        return None
    names = {column.name for column in sheet.columns}
    for page in book.pages:
        _, header = _header(page, names)
        share = len(set(header.values()) & names) / len(names)
        if id(page) not in taken and page.is_table and share >= SHARE:
            return page
    return None


def _header(page: Page, names: set[str]) -> tuple[int, dict[int, str]]:
    """The row with the most machine names near the top, and what it says by column."""
    best: tuple[int, dict[int, str]] = (0, {})
    known = 0
    for line in page.lines[:HEAD]:
        if line.number > HEAD * 3:
            break
        said = {at: v.strip() for at, v in line.cells.items() if isinstance(v, str)}
        count = len(names & set(said.values()))
        if count > known or (count == known > 0 and line.number == NAME_ROW):
            best, known = (line.number, said), count
    return best


def _table(sheet: Sheet, page: Page) -> Table:
    names = {column.name for column in sheet.columns}
    header, said = _header(page, names)
    columns: dict[str, int] = {}
    twice: dict[int, str] = {}
    for at, name in sorted(said.items()):
        if name in columns:
            twice[at] = name
        elif name in names:
            columns[name] = at
    others = dict(_others(page, header, said, {*columns.values(), *twice}))
    return Table(sheet, page, header, columns, twice, others)


def _others(
    page: Page, header: int, said: Mapping[int, str], known: set[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Columns that hold something and are not known, each with the words of its header."""
    words: dict[int, tuple[str, ...]] = {}
    for line in page.lines:
        for at in line.cells.keys() - known:
            above = words.setdefault(at, ())
            if line.number <= header and isinstance(line.cells[at], str):
                words[at] = (*above, line.cells[at].strip())
    for at in sorted(words):
        named = [said[at]] if at in said else []
        yield at, tuple(dict.fromkeys((*named, *words[at])))
