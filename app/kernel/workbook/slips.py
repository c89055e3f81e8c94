"""What reading a workbook can come upon, each with a word of its own.

A slip says what was found and where, not how bad it is: whoever collects the workbook
has rules for that. To add one: a `Way` here, the place in `reading` or `checks` that
notices it, and a rule that speaks of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST = 200


class Way(StrEnum):
    """In what way a workbook is not as it should be."""

    MORE = "more"

    MISSING_SHEET = "missing_sheet"
    RENAMED_SHEET = "renamed_sheet"
    WITHOUT_HEADER = "without_header"
    EXTRA_SHEET = "extra_sheet"

    MISSING_COLUMN = "missing_column"
    ABSENT_COLUMN = "absent_column"
    UNKNOWN_COLUMN = "unknown_column"
    NAMELESS_COLUMN = "nameless_column"
    COLUMN_TWICE = "column_twice"

    FORMULA = "formula"
    MERGED = "merged"
    ERROR = "error"
    LINKED = "linked"

    BLANKS = "blanks"
    LOOKALIKE = "lookalike"

    EMPTY_CELL = "empty_cell"
    EMPTY_ROWS = "empty_rows"
    HIDDEN_ROWS = "hidden_rows"

    NO_ROW = "no_row"
    MANY_ROWS = "many_rows"

    EMAIL = "email"
    PHONE = "phone"
    URL = "url"

    NO_DATE = "no_date"
    DATE_AS_TEXT = "date_as_text"
    DATE_AS_NUMBER = "date_as_number"
    EARLY = "early"
    LATE = "late"

    NO_NUMBER = "no_number"
    NUMBER_AS_TEXT = "number_as_text"
    DECIMAL = "decimal"
    NEGATIVE = "negative"
    OUTSIDE = "outside"

    NO_CODE = "no_code"
    NO_COUNTRY = "no_country"
    HISTORIC = "historic"
    NO_LANGUAGE = "no_language"


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that was come upon.

    `row` and `at` count from 1 and are 0 where no cell is meant; `column` is the machine
    name. `found` is what stands there, `read` what was taken for it or what is allowed,
    `count` how many there are.
    """

    way: str
    sheet: str = ""
    row: int = 0
    at: int = 0
    column: str = ""
    found: str = ""
    read: str = ""
    count: int = 1


class Slips:
    """What was come upon so far: of each way the first `MOST`, and how many more there are."""

    def __init__(self) -> None:
        self._kept: list[Slip] = []
        self._met: Counter[str] = Counter()

    def add(self, slip: Slip) -> None:
        """Keep a slip, or only count it once there are too many of its way."""
        self._met[slip.way] += 1
        if self._met[slip.way] <= MOST:
            self._kept.append(slip)

    def is_full(self, way: str) -> bool:
        """Whether more of this way are only counted."""
        return self._met[way] >= MOST

    def __iter__(self) -> Iterator[Slip]:
        return iter(self._kept)

    @property
    def more(self) -> dict[str, int]:
        """How many of each way are counted and not kept."""
        return {way: met - MOST for way, met in self._met.items() if met > MOST}


def excerpt(content: object, most: int = 60) -> str:
    """What stands in a cell, short enough for a sentence."""
    words = " ".join(str(content).split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
