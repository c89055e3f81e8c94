"""Takes in the workbook of a university: a dataset, and every problem with its cell.

`take` is the door; it raises nothing for any bytes. A workbook that cannot be read, or
is of another edition, has one problem and no dataset: whatever else could be said of it
would mislead. All others are read to the end, and everything is said at once.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

from app.kernel import clock, codes
from app.kernel.rules import judge
from app.kernel.workbook import words
from app.kernel.workbook.book import Book, Unreadable
from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.desk import LIST_SHEET
from app.kernel.workbook.kinds import EARLIEST_DAY, day
from app.kernel.workbook.reader import machine_names, opened, stamp_of
from app.kernel.workbook.reading import Reading, read
from app.kernel.workbook.slips import MOST, Slip, Way, excerpt
from app.kernel.workbook.stamp import STAMP_SHEET
from app.kernel.workbook.tables import tables
from app.kernel.workbook.text import LANGUAGES
from app.kernel.years import AcademicYear
from app.returns.annotate import LIST_NAME
from app.returns.dataset import Dataset, key_of
from app.returns.editions import CURRENT, EDITIONS
from app.returns.facts.slips import FileWay, SlipFacts
from app.returns.personal import is_personal, personal_numbers
from app.returns.problems import NOWHERE, Place, Problem
from app.returns.rulebooks.schema import OF_WAY, RULES

YEARS_AHEAD = 15
LIST_NAMES = frozenset((LIST_NAME.kk, LIST_NAME.ru, LIST_NAME.en))
OWN_SHEETS = frozenset({"README", LIST_SHEET, STAMP_SHEET}) | LIST_NAMES

# Whoever has filed this very file for another institution, by the SHA-256 of the file.
FiledBy = Callable[[str], str]


@dataclass(frozen=True)
class Taken:
    """What was taken in.

    `dataset` is None when the file cannot be read or is of another edition. `lines` gives
    for each sheet the row of the spreadsheet of each row of the dataset, `columns` the
    letter of each column; both are empty for sheets that are missing. `language` is that
    of the workbook, empty when it does not say. `digest` is the SHA-256 of the file.
    """

    dataset: Dataset | None
    problems: tuple[Problem, ...]
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = ""
    stamp: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def place(self, sheet: str, at: int, column: str = "") -> Place:
        """Where the `at`-th row of a sheet stands, counted from 0, or one of its cells."""
        lines = self.lines.get(sheet, ())
        row = lines[at] if 0 <= at < len(lines) else None
        letter = self.columns.get(sheet, {}).get(column, "")
        return Place(sheet, column, row, f"{letter}{row}" if letter and row else "")


def take(
    content: bytes, *, name: str = "", edition: Edition = CURRENT, filed_by: FiledBy | None = None
) -> Taken:
    """The dataset of a workbook, and what is wrong with it.

    `filed_by` answers for the SHA-256 of a file which other institution has filed it
    already, with its name, or nothing.
    """
    digest = hashlib.sha256(content).hexdigest()
    try:
        book = opened(content, machine_names(edition))
    except Unreadable as refused:
        facts = SlipFacts(str(refused.fault), count=refused.found)
        return Taken(None, (_problem(facts),), digest=digest)
    stamp = _stamp(book)
    language = stamp.get("language", "")
    language = language if language in LANGUAGES else ""
    if wrong := _edition_slip(stamp.get("edition", ""), edition):
        return Taken(None, (_problem(wrong),), language=language, stamp=stamp, digest=digest)
    reference_on = _reference_day(edition, book, stamp)
    reading = read(edition, book, codes.book(), _years_later(reference_on))
    dataset = _dataset(edition, reading, stamp, reference_on)
    problems = [
        *_same_file(digest, filed_by),
        *_problems(reading, book, dataset),
    ]
    columns = {
        sheet: {name: get_column_letter(at) for name, at in found.items()}
        for sheet, found in reading.columns.items()
    }
    return Taken(dataset, tuple(problems), reading.lines, columns, language, stamp, digest)


def _stamp(book: Book) -> dict[str, str]:
    """What the workbook says of itself: on its hidden sheet, or else in its README."""
    return stamp_of(book) or dict(_readme(book))


def _readme(book: Book) -> Iterator[tuple[str, str]]:
    labels = {
        label.in_(language): name
        for name, label in (("edition", words.EDITION), ("year", words.YEAR))
        for language in LANGUAGES
    }
    page = book.page("README")
    for line in page.lines if page else ():
        said = [str(value) for _, value in sorted(line.cells.items())]
        if len(said) > 1 and said[0] in labels:
            yield labels[said[0]], said[1]


def _edition_slip(found: str, edition: Edition) -> SlipFacts | None:
    """What is wrong with the edition of a workbook, if anything is."""
    if found == edition.code:
        return None
    if not found:
        return SlipFacts(FileWay.NO_EDITION, read=edition.code)
    known = {one.code for one in EDITIONS}
    is_older = found in known or (found.isdigit() and found < edition.code)
    way = FileWay.OLDER_EDITION if is_older else FileWay.OTHER_EDITION
    return SlipFacts(way, excerpt(found), edition.code)


def _reference_day(edition: Edition, book: Book, stamp: Mapping[str, str]) -> date:
    """The day on which students were counted, as the workbook has it; else by its year."""
    found = day(stamp.get("reference_date", "")) or _typed_reference(edition, book)
    return found or (_year(stamp.get("year", "")) or _this_year()).reference_date


def _typed_reference(edition: Edition, book: Book) -> date | None:
    for table in tables(edition, book):
        at = table.columns.get("reference_date")
        line = next(iter(table.rows), None)
        if at and line:
            content = line.cells.get(at)
            found = content.date() if isinstance(content, datetime) else content
            return found if isinstance(found, date) and found > EARLIEST_DAY else None
    return None


def _years_later(day_: date) -> date:
    year = min(day_.year + YEARS_AHEAD, date.max.year)
    return date(year, day_.month, min(day_.day, 28) if day_.month == 2 else day_.day)


def _year(text: Any) -> AcademicYear | None:
    try:
        return AcademicYear.parse(str(text))
    except ValueError:
        return None


def _this_year() -> AcademicYear:
    return AcademicYear.of(clock.today())


def _dataset(
    edition: Edition, reading: Reading, stamp: Mapping[str, str], reference_on: date
) -> Dataset:
    """The rows that were read; who files for which year is as the sheet says, else the stamp."""
    head = next(iter(reading.rows.get("1_INST", ())), {})
    institution = str(head.get("inst_code") or stamp.get("institution", ""))
    year = _year(head.get("report_year")) or _year(stamp.get("year", ""))
    counted_on = head.get("reference_date")
    return Dataset(
        edition.code,
        institution,
        year or AcademicYear.of(reference_on),
        counted_on if isinstance(counted_on, date) else reference_on,
        {sheet.name: reading.rows.get(sheet.name, ()) for sheet in edition.sheets},
    )


def _same_file(digest: str, filed_by: FiledBy | None) -> Iterator[Problem]:
    other = filed_by(digest) if filed_by else ""
    if other:
        yield _problem(SlipFacts(FileWay.SAME_FILE, other))


def _problems(reading: Reading, book: Book, dataset: Dataset) -> Iterator[Problem]:
    """Every slip as a problem of its rule: of each rule so many, and how many more there are."""
    more: Counter[str] = Counter()
    for way, count in reading.slips.more.items():
        more[OF_WAY[way].id] += count
    met: Counter[str] = Counter()
    keys = _Keys(reading, dataset)
    for slip in (*_not_personal(reading), *_extra(reading, book), *_personal(reading, book)):
        rule = OF_WAY[slip.way].id
        met[rule] += 1
        if met[rule] <= MOST:
            facts = SlipFacts(str(slip.way), slip.found, slip.read, slip.count)
            yield _problem(facts, _place(slip), keys.of(slip))
        else:
            more[rule] += 1
    rules = {rule.id: rule for rule in RULES}
    for id_, count in more.items():
        yield Problem(judge(rules[id_], SlipFacts(str(Way.MORE), count=count)))


def _not_personal(reading: Reading) -> Iterator[Slip]:
    """Slips but for unknown columns that are spoken of as personal ones."""
    personal = {
        (table.name, at)
        for table in reading.tables
        for at, said in table.others.items()
        if is_personal(said)
    }
    for slip in reading.slips:
        if slip.way != Way.UNKNOWN_COLUMN or (slip.sheet, slip.at) not in personal:
            yield slip


def _extra(reading: Reading, book: Book) -> Iterator[Slip]:
    """Sheets that are no part of the return. Those with personal data are not merely extra."""
    known = {id(table.page) for table in reading.tables}
    for page in book.pages:
        if id(page) not in known and page.name not in OWN_SHEETS and page.lines:
            titles = [
                (line.number, at, value)
                for line in page.lines[:10]
                for at, value in sorted(line.cells.items())
                if isinstance(value, str) and is_personal((value,))
            ]
            row, at, found = titles[0] if titles else (1, 1, page.name)
            way = FileWay.PERSONAL_COLUMN if titles else Way.EXTRA_SHEET
            yield Slip(way, page.name, row, at, "", excerpt(found))


def _personal(reading: Reading, book: Book) -> Iterator[Slip]:
    for table in reading.tables:
        for at, said in table.others.items():
            if is_personal(said):
                row = table.header
                yield Slip(FileWay.PERSONAL_COLUMN, table.name, row, at, "", excerpt(said[0]))
        names = {at: name for name, at in table.columns.items()}
        for line in table.rows:
            for at in personal_numbers(line.cells, names):
                yield Slip(FileWay.PERSONAL_NUMBER, table.name, line.number, at, names[at])


class _Keys:
    """The key of the row in which a slip was made."""

    def __init__(self, reading: Reading, dataset: Dataset) -> None:
        self._at = {
            (sheet, number): at
            for sheet, lines in reading.lines.items()
            for at, number in enumerate(lines)
        }
        self._dataset = dataset

    def of(self, slip: Slip) -> str:
        """The key, empty for a slip that is in no row of data."""
        at = self._at.get((slip.sheet, slip.row))
        return "" if at is None else key_of(slip.sheet, self._dataset.rows(slip.sheet)[at])


def _place(slip: Slip) -> Place:
    if not slip.row:
        return Place(slip.sheet)
    cell = f"{get_column_letter(slip.at)}{slip.row}" if slip.at else ""
    return Place(slip.sheet, slip.column, slip.row, cell)


def _problem(facts: SlipFacts, place: Place = NOWHERE, key: str = "") -> Problem:
    return Problem(judge(OF_WAY[facts.way], facts), place, key)


def foremost(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that are worth saying: those that hide all others alone, where there are any.

    Data of another edition, another institution or another year are wrong from end to end.
    """
    found = tuple(problems)
    hiding = tuple(one for one in found if one.code in HIDING and one.is_broken)
    return hiding or found


HIDING = frozenset({"S001", "S003", "F101", "F102"})
