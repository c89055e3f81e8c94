"""What stands in a workbook, as plain values: sheets of lines of cells, or why it is not read."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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
