"""Kazakh, Russian, English: texts by gettext, names and numbers by CLDR.

Templates find here the filters that write a date, a number, a country or a code
for the reader. Catalogs are under `app/translations`, compiled by `make`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, has_request_context, session
from flask_babel import Babel, force_locale, get_locale
from flask_babel import format_date as babel_date
from flask_babel import format_datetime as babel_datetime
from flask_babel import format_decimal as babel_decimal
from flask_babel import gettext as _

from app.kernel import codes
from app.kernel.text import sort_key
from config import ConfigurationError

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
DEFAULT = "kk"
DATE = "dd.MM.y"
JOINED = "\N{WORD JOINER}"

LOCALES = {code: Locale.parse(code) for code in LANGUAGES}

in_language = force_locale


def current_language() -> str:
    """The reader's language: kk, ru or en."""
    found = get_locale()
    return found.language if found and found.language in LANGUAGES else DEFAULT


def chosen_language() -> str:
    """What the reader chose, or Kazakh."""
    if has_request_context() and session.get("language") in LANGUAGES:
        return str(session["language"])
    return DEFAULT


def name(thing: Any, language: str | None = None) -> str:
    """The thing's name in the reader's language (`name_kk`, `name_ru`, `name_en`)."""
    if thing is None:
        return ""
    found = getattr(thing, f"name_{language or current_language()}")
    return str(found or thing.name_en or thing.name_kk or thing.name_ru)


def city(institution: Any) -> str:
    """The city of an institution in the reader's language."""
    return str(getattr(institution, f"city_{current_language()}") or institution.city_en)


def country(code: str | None, language: str | None = None) -> str:
    """The country's name, or the code itself when CLDR has none."""
    if not code:
        return ""
    if code == "XX":
        return _("Stateless")
    return str(LOCALES[language or current_language()].territories.get(code, code))


def language_name(code: str) -> str:
    """The name of a language of study."""
    return str(LOCALES[current_language()].languages.get(code, code))


def countries(codes_: Sequence[str]) -> list[tuple[str, str]]:
    """Codes with names, in the order of the reader's alphabet."""
    return sorted(((c, country(c)) for c in codes_), key=lambda pair: sort_key(pair[1]))


def code(value: Any, list_name: str) -> str:
    """A code's label in the reader's language."""
    return codes.label(list_name, value, current_language())


def day(value: date | str | None) -> str:
    """A date as 22.11.2026; an unknown one as a dash that is read out."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return babel_date(value, DATE, rebase=False)


def long_day(value: date | None) -> str:
    """A date in words: 22 November 2026."""
    return "—" if value is None else babel_date(value, "long", rebase=False)


def moment(value: datetime | None) -> str:
    """An instant in Kazakhstan's time, to the minute."""
    return "—" if value is None else babel_datetime(value, f"{DATE} HH:mm")


def number(value: int | float | Decimal | None) -> str:
    """A number with the reader's separators; unknown is not zero."""
    return "—" if value is None else babel_decimal(value)


def signed(value: float | Decimal | None) -> str:
    """A difference with its sign: +69, −117."""
    if value is None:
        return "—"
    text = number(value if value >= 0 else -value)
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def percent(value: float | None) -> str:
    """A share of one as a percentage with at most one decimal; signed for changes."""
    if value is None:
        return "—"
    rounded = round(value * 100, 1)
    return f"{signed(rounded)}\N{NO-BREAK SPACE}%"


def academic_year(start: int | None) -> str:
    """An academic year by the calendar year in which it starts: 2025–2026, never broken."""
    return "—" if start is None else f"{start}{JOINED}–{JOINED}{start + 1}"


def capital(label: str) -> str:
    """A label of a code list as it begins a fact or a cell."""
    return label[:1].upper() + label[1:]


FILTERS = {
    "name": name,
    "city": city,
    "country": country,
    "language_name": language_name,
    "code": code,
    "day": day,
    "long_day": long_day,
    "moment": moment,
    "number": number,
    "signed": signed,
    "percent": percent,
    "academic_year": academic_year,
    "capital": capital,
}


def install(app: Flask) -> None:
    """Switch on gettext and the filters; refuse to start without catalogs."""
    folder = Path(app.root_path) / "translations"
    for language in LANGUAGES:
        if not (folder / language / "LC_MESSAGES" / "messages.mo").exists() and language != "en":
            raise ConfigurationError("the translations are not compiled. Run: make catalogs")
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(country_name=country)
    app.context_processor(lambda: {"current_language": current_language()})
