"""Opens a workbook that nobody vouches for, and says what stands in it.

`opened` is the door. The file is looked at and read in a process of its own
(`parsing.py`), which may use `MEMORY` bytes of address space, `SECONDS` of processor time
and `WAIT` seconds on the clock. What it says back is bounded too, by `parsing.ROWS`, `CELLS`
and `LETTERS`, so that this process needs at most `KEPT` bytes more for any file. One
that wants more is refused with a `Fault`; nothing else is raised for any bytes.

`cells` is what a program wants of a workbook that it has written itself: values by
sheet and column. What a person has filled in goes through `reading`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.kernel.workbook import apart, parsing
from app.kernel.workbook.book import Book, Broken, Fault, Formula, Line, Page, Unreadable
from app.kernel.workbook.declaration import Edition
from app.kernel.workbook.lists import Codebook, choices, every_list
from app.kernel.workbook.stamp import STAMP_SHEET
from app.kernel.workbook.tables import tables
from app.kernel.workbook.text import LANGUAGES

MIB = parsing.MIB
LARGEST = 10 * MIB
# The address space of the reading process, and what the values cost in this one at most.
MEMORY, KEPT = 512 * MIB, 300 * MIB
SECONDS, WAIT = 15, 20
LIMITS = apart.Limits(MEMORY, SECONDS, WAIT)


def opened(content: bytes, names: frozenset[str]) -> Book:
    """What stands in the file; `names` are those by which a table's header is known.

    Raises Unreadable and nothing else.
    """
    if len(content) > LARGEST:
        raise Unreadable(Fault.LARGE, -(-len(content) // MIB))
    if not content:
        raise Unreadable(Fault.EMPTY)
    said = _said(json.dumps({"names": sorted(names)}).encode() + b"\n" + content)
    return _book(said)


def _said(request: bytes) -> BytesIO:
    """The lines that the reading process says, to be taken one by one."""
    try:
        said = apart.run(parsing, request, LIMITS, bare=True)
    except apart.Stopped:
        raise Unreadable(Fault.MUCH) from None
    return BytesIO(said)


def _book(said: Iterable[bytes]) -> Book:
    pages: list[Page] = []
    # The same words stand in many cells; they are kept once.
    once: dict[Any, Any] = {}
    linked = finished = False
    for line in said:
        found = json.loads(line)
        if isinstance(found, list):
            number, hidden, at, values = found
            values = [
                once.setdefault(value, value) if type(value) is str else _value(value)
                for value in values
            ]
            pages[-1].lines.append(Line(number, hidden, dict(zip(at, values, strict=True))))
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
