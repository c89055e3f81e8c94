"""Checks on one entry of a reference file, each refusing with file and entry.

An `Entry` hands out its values checked: a text that must be there, three
languages, a day, a country. What it is asked for is what the file may hold;
`finish` refuses anything else, so that a misspelt name is not passed over.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import String, Table

from app.kernel.iso import COUNTRIES

LANGUAGES = ("kk", "ru", "en")
CONFIDENCE = ("F", "F-mirror", "G", "D")

Row = dict[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)


class SeedError(Exception):
    """A reference file says something impossible; nothing was written."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        self.file, self.entry, self.problem = file, entry, problem
        super().__init__(f"{file}, {entry}: {problem}" if entry else f"{file}: {problem}")


@dataclass
class Entry:
    """One entry of a file, and which of its values were asked for."""

    file: str
    name: str
    data: Mapping[str, Any]
    asked: set[str] = field(default_factory=set)

    def refuse(self, problem: str) -> SeedError:
        """The error to raise."""
        return SeedError(self.file, self.name, problem)

    def optional(self, key: str) -> str:
        """A text that may be missing."""
        self.asked.add(key)
        value = self.data.get(key) or ""
        if not isinstance(value, str):
            raise self.refuse(f"{key} is not a text")
        if value != value.strip():
            raise self.refuse(f"{key} begins or ends with a space")
        return value

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.optional(key)
        if not value:
            raise self.refuse(f"{key} is missing")
        return value

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """A text out of a known set."""
        return self.known(key, self.text(key), allowed)

    def known(self, key: str, value: str, allowed: Collection[str]) -> str:
        """The value, when it is one of a known set."""
        if value not in allowed:
            raise self.refuse(f"{key} {value!r} is unknown")
        return value

    def choice(self, key: str, codes: type[Choice]) -> Choice | None:
        """A code of an enum, or nothing."""
        if not self.optional(key):
            return None
        return codes(self.one_of(key, [code.value for code in codes]))

    def number(self, key: str) -> int:
        """A whole number."""
        self.asked.add(key)
        try:
            return int(self.data[key])
        except (KeyError, TypeError, ValueError):
            raise self.refuse(f"{key} is not a whole number") from None

    def flag(self, key: str) -> bool:
        """True or false; false when missing."""
        self.asked.add(key)
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(f"{key} is neither true nor false")
        return value

    def day(self, key: str) -> date | None:
        """A day as YYYY-MM-DD, or nothing."""
        value = self.optional(key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.refuse(f"{key} {value!r} is no day") from None

    def country(self, key: str) -> str:
        """A code of ISO 3166-1 alpha-2."""
        return self.known_country(self.text(key))

    def known_country(self, code: object) -> str:
        """The code, when ISO 3166-1 has it."""
        if code not in COUNTRIES:
            raise self.refuse(f"country {code!r} is unknown")
        return str(code)

    def list_of(self, key: str) -> list[Any]:
        """A list with at least one member."""
        self.asked.add(key)
        value = self.data.get(key)
        if not isinstance(value, list) or not value:
            raise self.refuse(f"{key} is missing or empty")
        return value

    def optional_list(self, key: str) -> list[Any]:
        """A list; empty when missing."""
        self.asked.add(key)
        return self.list_of(key) if self.data.get(key) else []

    def mapping(self, key: str) -> dict[str, Any]:
        """A mapping; empty when missing."""
        self.asked.add(key)
        value = self.data.get(key) or {}
        if not isinstance(value, dict):
            raise self.refuse(f"{key} is not a mapping")
        return value

    def names(self) -> Row:
        """`name_kk`, `name_ru`, `name_en` out of columns of that name."""
        return {f"name_{language}": self.text(f"name_{language}") for language in LANGUAGES}

    def within(self, key: str) -> "Entry":
        """The entry nested under `key`."""
        return Entry(self.file, f"{self.name}, {key}", self.mapping(key))

    def trilingual(self) -> Row:
        """`kk`, `ru`, `en`, and nothing else."""
        found = {language: self.text(language) for language in LANGUAGES}
        self.finish()
        return found

    def finish(self) -> None:
        """Refuse values nobody asked for."""
        left = sorted(set(self.data) - self.asked)
        if left:
            raise self.refuse(f"{', '.join(left)} is not known here")


def in_order(entry: Entry, *days: tuple[str, date | None]) -> None:
    """Refuse when a later-named day lies before an earlier-named one."""
    known = [(name, day) for name, day in days if day is not None]
    for index, (name, day) in enumerate(known):
        for earlier, before in known[:index]:
            if day < before:
                raise entry.refuse(f"{name} {day} lies before {earlier} {before}")


def unique(file: str, keys: Iterable[tuple[str, ...]], what: str) -> None:
    """Refuse a key that occurs twice."""
    seen: set[tuple[str, ...]] = set()
    for key in keys:
        if key in seen:
            raise SeedError(file, " ".join(key), f"the {what} occurs twice")
        seen.add(key)


def fit(entry: Entry, table: Table, row: Row) -> None:
    """Refuse a text longer than its column: SQLite would not, PostgreSQL would."""
    for name, value in row.items():
        kind = table.c[name].type
        limit = kind.length if isinstance(kind, String) else None
        if limit and isinstance(value, str) and len(value) > limit:
            raise entry.refuse(f"{name} is longer than {limit} letters")
