"""The words for columns and events, so that a journal line reads like a sentence.

Each feature's `WORDS` maps a column (or "table.column" where the same column
means different things) or an event to a `Word`. To add: one line there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _

from app.kernel import i18n
from app.kernel.features import Feature


@dataclass(frozen=True)
class Word:
    """A label, and the code list of the values when they are codes."""

    label: Any
    codes: str = ""
    countries: bool = False


def word(key: str, table: str = "") -> str:
    """The label of a column or event in the reader's language; the key if unknown."""
    found = _word(key, table)
    return str(found.label) if found else key


def shown(value: Any, key: str = "", table: str = "") -> str:
    """A stored value as a person reads it."""
    found = _word(key, table)
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(v, key, table) for v in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if found and found.codes:
        return i18n.code(value, found.codes)
    if found and found.countries:
        return i18n.country(str(value))
    if isinstance(value, date):
        return i18n.day(value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return i18n.day(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{word(k, table)}: {shown(v, k, table)}" for k, v in value.items())
    return str(value)


def install(app: Flask, features: Iterable[Feature]) -> None:
    """Merge the features' words; templates use `word` and `shown`."""
    merged: dict[str, Word] = {}
    for feature in features:
        if feature.words:
            merged |= feature.part(feature.words)
    app.extensions["words"] = merged
    app.jinja_env.filters.update(word=word, shown=shown, field_label=word)


def _word(key: str, table: str) -> Word | None:
    words: Mapping[str, Word] = current_app.extensions["words"]
    return words.get(f"{table}.{key}") or words.get(key)
