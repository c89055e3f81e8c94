"""Gives a workbook back with every problem in the cell where it is, and all of them in a list.

`marked` is the door. The guards of `reader` come first, and openpyxl works in a process
of its own (`marking`): where a file is too large or too strange for it, what comes back
is a workbook with the list alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from app.kernel.workbook import apart, marking, styles
from app.kernel.workbook.book import Book
from app.kernel.workbook.text import clean

MIB = 1024 * 1024
LIMITS = apart.Limits(memory=1024 * MIB, seconds=25, wait=27, writes=256 * MIB)
# openpyxl keeps every cell of a file, the empty ones too.
SPREAD = 250_000
LISTED, MARKED = 20_000, 10_000


@dataclass(frozen=True)
class Weight:
    """How heavy a problem is: the word that is said and the colour beside it."""

    word: str
    colour: str


@dataclass(frozen=True)
class Mark:
    """One problem: its weight, and where it stands.

    `sheet` is the name that people know, `page` the one in the file; `cell` an address,
    empty where no cell is meant.
    """

    severity: str
    code: str
    sheet: str
    page: str
    cell: str
    column: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Listing:
    """The words of the sheet that lists all marks; `names` are all that it can have.

    `columns` are the titles with their widths in characters.
    """

    name: str
    names: tuple[str, ...]
    title: str
    summary: str
    columns: tuple[tuple[str, int], ...]


def marked(
    content: bytes,
    book: Book | None,
    marks: Sequence[Mark],
    weights: Mapping[str, Weight],
    listing: Listing,
    author: str,
) -> bytes:
    """The workbook with its marks; `book` is what was read of it, None when nothing was.

    `weights` go from the heaviest to the lightest.
    """
    request = {
        "marks": _by_cell(marks, weights),
        "severities": {code: asdict(weight) for code, weight in weights.items()},
        "list": asdict(listing) | {"rows": [_cleaned(mark) for mark in marks[:LISTED]]},
        "author": author,
        "font": styles.FONT,
    }
    if book and book.spread <= SPREAD:
        try:
            said = json.dumps(request).encode() + b"\n" + content
            return apart.run(marking, said, LIMITS)
        except apart.Stopped:
            pass
    return marking.marked(b"", request)


def _by_cell(
    marks: Sequence[Mark], weights: Mapping[str, Weight]
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """The problems of each cell of each sheet: severity, and the sentences of the comment."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for mark in [one for one in marks if one.page and one.cell][:MARKED]:
        word = weights[mark.severity].word
        said = clean(f"{word} {mark.code}. {mark.message} {mark.remedy}".strip())
        found.setdefault(mark.page, {}).setdefault(mark.cell, []).append((mark.severity, said))
    return found


def _cleaned(mark: Mark) -> dict[str, str]:
    return {name: clean(words) for name, words in asdict(mark).items()}
