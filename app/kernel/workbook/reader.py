"""Opens a workbook that nobody vouches for, and says what stands in it.

`opened` is the door. The file is looked at and read in a process of its own
(`parsing.py`) that may use `parsing.MEMORY` bytes of address space, `parsing.SECONDS`
of processor time and `WAIT` of anybody's time; what it says back is bounded by
`parsing.CELLS` and `parsing.LETTERS`. A file that wants more is refused with a `Fault`,
whatever it is; nothing else is raised for any bytes. No temporary file is written, and
the process has ended when `opened` returns.

`cells` is what a program wants of a workbook that it has written itself: values by
sheet and column. What a person has filled in goes through `reading`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.kernel.workbook import parsing
from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.stamp import STAMP_SHEET
from app.kernel.workbook.text import LANGUAGES

LARGEST, WAIT = 10 * parsing.MIB, 45


class Fault(StrEnum):
    """Why a file is not read."""

    LARGE = "large"
    EMPTY = "empty"
    FOREIGN = "foreign"
    OLD = "old"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    PARTS = "parts"
    BOMB = "bomb"
    ENTITIES = "entities"
    MUCH = "much"
    DAMAGED = "damaged"


class Unreadable(ValueError):
    """The file is not read; `found` is the number that was too large, where there is one."""

    def __init__(self, fault: Fault, found: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.found = fault, found


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed. What it last came to is not trusted and not kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that shows an error, such as #N/A."""

    text: str


@dataclass(slots=True)
class Line:
    """One row that holds something: its number from 1, its cells by column from 1."""

    number: int
    is_hidden: bool
    cells: dict[int, Any]


@dataclass(slots=True)
class Page:
    """One sheet: rows that hold something in order, merged ranges, how many rows are empty.

    `is_table` when one of the first rows holds names that were asked for; of other
    sheets only the first rows are read. `spread` counts cells, the empty ones too.
    """

    name: str
    is_hidden: bool
    lines: list[Line] = field(default_factory=list)
    merged: tuple[str, ...] = ()
    empty: int = 0
    spread: int = 0
    is_table: bool = False


@dataclass(frozen=True)
class Book:
    """What stands in a workbook, sheet by sheet, and whether it refers to other files."""

    pages: tuple[Page, ...]
    is_linked: bool

    def page(self, name: str) -> Page | None:
        """The sheet of that very name."""
        return next((page for page in self.pages if page.name == name), None)

    @property
    def spread(self) -> int:
        """How many cells the file has, the empty ones too."""
        return sum(page.spread for page in self.pages)


def opened(content: bytes, names: frozenset[str]) -> Book:
    """What stands in the file; `names` are those by which a table's header is known.

    Raises Unreadable and nothing else.
    """
    if len(content) > LARGEST:
        raise Unreadable(Fault.LARGE, -(-len(content) // parsing.MIB))
    if not content:
        raise Unreadable(Fault.EMPTY)
    said = _said(json.dumps({"names": sorted(names)}).encode() + b"\n" + content)
    return _book(said)


def _said(request: bytes) -> list[bytes]:
    """The lines that the reading process says."""
    command = [sys.executable, "-I", "-S", str(Path(parsing.__file__))]
    try:
        done = subprocess.run(
            command,
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Fault.MUCH) from None
    if done.returncode:
        raise Unreadable(Fault.MUCH)
    return done.stdout.splitlines()


def _book(said: list[bytes]) -> Book:
    pages: list[Page] = []
    linked = finished = False
    for line in said:
        found = json.loads(line)
        if isinstance(found, list):
            number, hidden, at, values = found
            cells = zip(at, map(_value, values), strict=True)
            pages[-1].lines.append(Line(number, hidden, dict(cells)))
        elif "fault" in found:
            raise Unreadable(Fault(found["fault"]), found.get("found", 0))
        elif "sheet" in found:
            pages.append(Page(found["sheet"], found["hidden"]))
        elif "merged" in found:
            _finish(pages[-1], found)
        else:
            linked, finished = linked or bool(found.get("linked")), "done" in found
    if not finished:
        raise Unreadable(Fault.MUCH)
    return Book(tuple(pages), linked)


def _finish(page: Page, found: Mapping[str, Any]) -> None:
    page.merged = tuple(found["merged"])
    page.empty, page.spread = found["empty"], found["spread"]
    page.is_table = found["table"]
    page.lines.sort(key=lambda line: line.number)


def _value(found: Any) -> Any:
    if not isinstance(found, list):
        return found
    kind, text = found
    if kind == "d":
        return _moment(text)
    return Formula(text) if kind == "f" else Broken(text)


def _moment(text: str) -> date | datetime | str:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


def machine_names(edition: Edition) -> frozenset[str]:
    """The names by which the columns of an edition are known."""
    return frozenset(column.name for _, column in edition.walk())


def cells(edition: Edition, content: bytes, codes: Codebook) -> dict[str, list[dict[str, Any]]]:
    """The filled rows of every sheet that is there, as values by column name.

    For a workbook that the program has written itself: slips are not looked for.
    """
    from app.kernel.workbook.tables import tables

    book, lists = opened(content, machine_names(edition)), every_list(codes)
    found = {}
    for table in tables(edition, book):
        kinds = {column.name: column.type for column in table.sheet.columns}
        chosen = {name: choices(kind, lists, LANGUAGES[0]) for name, kind in kinds.items()}
        found[table.sheet.name] = [
            {
                name: None if value is None else kinds[name].taken(value, chosen[name])
                for name, value in ((n, line.cells.get(at)) for n, at in table.columns.items())
            }
            for line in table.rows
        ]
    return found


def stamp_lines(content: bytes) -> dict[str, str]:
    """What the hidden stamp of a workbook says; empty when there is none."""
    return stamp_of(opened(content, frozenset()))


def stamp_of(book: Book) -> dict[str, str]:
    """What the hidden stamp of an opened workbook says; empty when there is none."""
    page = book.page(STAMP_SHEET)
    return dict(_pairs(page)) if page else {}


def _pairs(page: Page) -> Iterator[tuple[str, str]]:
    for line in page.lines:
        yield str(line.cells.get(1, "")), str(line.cells.get(2, ""))
