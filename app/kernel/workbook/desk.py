"""What every sheet of one workbook is written with, and where things stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from app.kernel.workbook.declaration import Column, Edition
from app.kernel.workbook.kinds import Choices
from app.kernel.workbook.lists import Codebook, choices
from app.kernel.workbook.stamp import Stamp

LIST_SHEET = "_lists"
HEADER_ROW, NAME_ROW, FIRST_ROW, LAST_ROW = 1, 2, 3, 1_048_576
LAST_COLUMN = 16_384

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """What every sheet of one workbook is written with."""

    book: Workbook
    edition: Edition
    stamp: Stamp
    language: str
    lists: Codebook

    def say(self, text: Any) -> str:
        """The words in the language of the workbook."""
        return str(text.in_(self.language))

    def choices(self, column: Column) -> Choices:
        """The codes of a column with their labels."""
        return choices(column.type, self.lists, self.language)
