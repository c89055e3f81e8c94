"""A return as data: what one institution declares for one year, whatever door it came by.

The register, an uploaded workbook and a kept delivery all become a `Dataset`; rules,
comparisons, figures and signatures know nothing else. Its canonical form is one text
for one content: the order of rows, the language of labels and blanks at the ends of
words do not matter. What is signed is the SHA-256 of that text.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from app.kernel.workbook.declaration import SYSTEM, Edition, Sheet
from app.kernel.workbook.gaps import is_blank
from app.kernel.years import AcademicYear
from app.returns.editions import EDITIONS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Dataset:
    """The rows of every sheet by sheet name, settled: see `settled`.

    `institution` is the code in the national list; `reference_on` the day on which
    students were counted.
    """

    edition: str
    institution: str
    year: AcademicYear
    reference_on: date
    sheets: Mapping[str, tuple[Row, ...]]

    @classmethod
    def of(
        cls,
        edition: Edition,
        institution: str,
        year: AcademicYear,
        reference_on: date,
        rows: Mapping[str, Iterable[Row]],
    ) -> Self:
        """A dataset of rows as the register or a reader has them."""
        sheets = {
            sheet.name: tuple(settled(sheet, row) for row in rows.get(sheet.name, ()))
            for sheet in edition.sheets
        }
        return cls(edition.code, institution, year, reference_on, sheets)

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a sheet; none where the sheet is empty."""
        return self.sheets.get(sheet, ())

    @property
    def head(self) -> Row:
        """The one row of 1_INST; empty while there is none."""
        return next(iter(self.rows("1_INST")), {})

    @cached_property
    def canonical(self) -> bytes:
        """The one text of this content, as UTF-8."""
        return _text(self._plain(in_order=True)).encode()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    def dumped(self) -> str:
        """The dataset as text to keep; the rows keep their order."""
        return _text(self._plain())

    @classmethod
    def loaded(cls, text: str) -> Self:
        """The dataset behind a kept text; KeyError for an edition that is not known."""
        found = json.loads(text)
        edition = edition_of(found["edition"])
        sheets = {
            sheet.name: tuple(_restored(sheet, row) for row in found["sheets"].get(sheet.name, ()))
            for sheet in edition.sheets
        }
        year = AcademicYear.parse(found["year"])
        day = date.fromisoformat(found["reference_date"])
        return cls(edition.code, found["institution"], year, day, sheets)

    def _plain(self, *, in_order: bool = False) -> dict[str, Any]:
        edition = edition_of(self.edition)
        sheets = {
            name: [_stored(edition.sheet(name), row) for row in rows]
            for name, rows in self.sheets.items()
            if rows
        }
        if in_order:
            sheets = {name: sorted(rows, key=_text) for name, rows in sheets.items()}
        return {
            "edition": self.edition,
            "institution": self.institution,
            "year": str(self.year),
            "reference_date": self.reference_on.isoformat(),
            "sheets": sheets,
        }


def edition_of(code: str) -> Edition:
    """The edition of that code; KeyError when there is none."""
    for edition in EDITIONS:
        if edition.code == code:
            return edition
    raise KeyError(f"there is no edition {code!r}")


def settled(sheet: Sheet, row: Row) -> Row:
    """A row as a dataset keeps it: each value in the one form of its kind, nothing blank.

    What the system itself writes at submission is no part of what is declared.
    """
    found = {}
    for column in sheet.columns:
        value = row.get(column.name)
        if column.required is not SYSTEM and not is_blank(value):
            found[column.name] = column.type.settled(value)
    return {name: value for name, value in found.items() if not is_blank(value)}


def key_of(sheet: str, row: Row) -> str:
    """What a row is known by when the workbook comes again: its key columns, in words.

    Rows of counts have no key of their own; theirs is everything that is not a number
    to be counted.
    """
    return "|".join(_told(row.get(name)) for name in KEYS[sheet]) if sheet in KEYS else ""


KEYS: Mapping[str, tuple[str, ...]] = {
    "1_INST": ("inst_code",),
    "2_AGR": ("agr_id",),
    "3_PROG": ("prog_id",),
    "4_CONT": (
        "prog_id",
        "direction",
        "entry_year",
        "course_year",
        "citizenship",
        "residence",
        "sex",
        "funding",
        "funding_partner",
        "place_now",
        "lang",
        "study_mode",
    ),
    "5_MOVE": (
        "prog_id",
        "entry_year",
        "sex",
        "citizenship_group",
        "funding",
        "withdraw_reason",
    ),
    "6_GRAD": ("prog_id", "entry_year", "grad_year", "sex", "citizenship_group", "award"),
    "7_MOB": (
        "prog_id",
        "flow",
        "period_start",
        "period_end",
        "country",
        "host",
        "mode",
        "sex",
        "funding",
        "person_type",
    ),
    "8_QA": ("prog_id", "framework", "std_code"),
}


def _told(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _stored(sheet: Sheet, row: Row) -> dict[str, Any]:
    kinds = {column.name: column.type for column in sheet.columns}
    return {name: kinds[name].stored(value) for name, value in row.items()}


def _restored(sheet: Sheet, row: Mapping[str, Any]) -> Row:
    kinds = {column.name: column.type for column in sheet.columns}
    return {name: kinds[name].restored(value) for name, value in row.items()}


def _text(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def walk(dataset: Dataset) -> Iterator[tuple[str, int, Row]]:
    """Every row with its sheet and its place in it, counted from zero."""
    for name, rows in dataset.sheets.items():
        for at, row in enumerate(rows):
            yield name, at, row
