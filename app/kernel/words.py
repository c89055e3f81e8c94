"""The words for columns and events, so that a journal line reads like a sentence.

Each feature's `WORDS` maps a column (or "table.column" where the same column
means different things) or an event to a `Word`. To add: one line there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _

from app.kernel import i18n
from app.kernel.features import Feature
from app.kernel.journal import JournalEntry


@dataclass(frozen=True)
class Word:
    """A label; and for coded values the code list, names of our own, or how to write them."""

    label: Any
    codes: str = ""
    countries: bool = False
    names: Mapping[Any, Any] | None = None
    written: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Line:
    """A journal entry as a page tells it."""

    at: str
    who: str
    event: str
    subject: str
    changes: tuple[tuple[str, str, str], ...]


def word(key: str, table: str = "") -> str:
    """The label of a column or event in the reader's language; the key if unknown."""
    found = _word(key, table)
    return str(found.label) if found else key


def shown(value: Any, key: str = "", table: str = "") -> str:
    """A stored value as a person reads it."""
    found = _word(key, table)
    if value is None or value == "" or value == []:
        return "—"
    if found and found.written is not None:
        return found.written(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v, key, table) for v in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found and found.names is not None:
        return str(found.names.get(str(value), value))
    if found and found.codes:
        return i18n.code(value, found.codes)
    if found and found.countries:
        return i18n.country(str(value))
    if isinstance(value, date):
        return i18n.day(value)
    if isinstance(value, str) and _is_day(value):
        return i18n.day(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{word(k, table)}: {shown(v, k, table)}" for k, v in value.items())
    return str(value)


def told(entries: Iterable[JournalEntry]) -> list[Line]:
    """Journal entries in the reader's words."""
    return [
        Line(
            at=i18n.moment(entry.at),
            who=entry.actor_name,
            event=word(entry.event),
            subject=entry.subject_name,
            changes=tuple(_changes(entry)),
        )
        for entry in entries
    ]


def _changes(entry: JournalEntry) -> Iterable[tuple[str, str, str]]:
    table = entry.subject_kind
    for key, before, after in entry.changes:
        yield word(key, table), shown(before, key, table), shown(after, key, table)
    for key, value in entry.data.items():
        if key != "changes":
            yield word(key, table), "", shown(value, key, table)


def install(app: Flask, features: Iterable[Feature]) -> None:
    """Merge the features' words; templates use `word` and `shown`."""
    merged: dict[str, Word] = {}
    for feature in features:
        if feature.words:
            merged |= feature.part(feature.words)
    app.extensions["words"] = merged
    app.jinja_env.filters.update(word=word, shown=shown, field_label=word, told=told)


def _is_day(text: str) -> bool:
    """Whether a text is a date as the journal keeps it."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _word(key: str, table: str) -> Word | None:
    words: Mapping[str, Word] = current_app.extensions["words"]
    return words.get(f"{table}.{key}") or words.get(key)
