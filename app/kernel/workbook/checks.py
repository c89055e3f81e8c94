"""What a filled cell says, and what is wrong with how it says it.

One function for each kind of cell: content in, `Told` out. A number or a day that cannot
be understood is left out, so that later checks know it as unknown; words and codes are
kept as they stand, so that the rows of a table can still be told apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatch
from typing import Any

from app.kernel.workbook import kinds
from app.kernel.workbook.kinds import Choices, folded, parts, plain, tidy
from app.kernel.workbook.slips import Way, excerpt

# Codes that ISO 3166 has withdrawn; who was born there lives in a country of today.
HISTORIC = frozenset(["AN", "BU", "CS", "DD", "FX", "NT", "SU", "TP", "YD", "YU", "ZR"])

_LATIN = "ABCEHIKMOPTXYSJaceiopxysj"
_CYRILLIC = "АВСЕНІКМОРТХУЅЈасеіорхуѕј"
TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_ALIKE_LATIN, _ALIKE_CYRILLIC = frozenset(_LATIN), frozenset(_CYRILLIC)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
WEB = re.compile(r"https?://[^\s/.]+\.[^\s]+", re.IGNORECASE)
PHONE = re.compile(r"\+?[0-9(][0-9 ()\-.,;/#*+]{4,}")
LARGEST = kinds.Integer.most
SERIAL_DAYS = range(33_000, 80_000)


@dataclass(frozen=True, slots=True)
class Told:
    """The value of a cell in the form in which data are kept, None where it is left out.

    With a slip: its `way`, what was `found` and what it was `read` as.
    """

    value: Any
    way: str = ""
    found: str = ""
    read: str = ""


def told(kind: kinds.Kind, content: Any, choices: Choices, latest: date) -> Told:
    """What a cell of that kind says; `latest` is the last day that a date may name."""
    if isinstance(kind, kinds.Date):
        return _day(content, latest)
    found = _told(kind, content, choices)
    if isinstance(content, str) and not found.way and _has_stray_blanks(content):
        return Told(found.value, Way.BLANKS, excerpt(content), excerpt(tidy(content)))
    return found


def _has_stray_blanks(content: str) -> bool:
    """Blanks at the ends, doubled, or of a kind that looks like a blank and is none."""
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return any(line != " ".join(line.split()) for line in lines)


@singledispatch
def _told(kind: kinds.Kind, content: Any, choices: Choices) -> Told:
    """A text; it is what it is."""
    return Told(tidy(_words(content)))


def _words(content: Any) -> str:
    """A cell as words, where a spreadsheet may have made a number or a day of them."""
    if isinstance(content, date):
        return f"{content:%d.%m.%Y}"
    return plain(content)


@_told.register
def _key(kind: kinds.Key, content: Any, choices: Choices) -> Told:
    text = tidy(_words(content))
    mended = mended_words(text)
    if mended == text:
        return Told(text)
    return Told(mended, Way.LOOKALIKE, excerpt(text), excerpt(mended))


@_told.register(kinds.Classified)
@_told.register(kinds.Path)
def _classified(kind: kinds.Kind, content: Any, choices: Choices) -> Told:
    text = tidy(_words(content))
    latin = visible(text).translate(TO_LATIN)
    if latin == text:
        return Told(text)
    return Told(latin, Way.LOOKALIKE, excerpt(text), excerpt(latin))


@_told.register
def _email(kind: kinds.Email, content: Any, choices: Choices) -> Told:
    return _shaped(EMAIL, Way.EMAIL, content)


@_told.register
def _url(kind: kinds.Url, content: Any, choices: Choices) -> Told:
    return _shaped(WEB, Way.URL, content)


@_told.register
def _phone(kind: kinds.Phone, content: Any, choices: Choices) -> Told:
    return _shaped(PHONE, Way.PHONE, content)


def _shaped(shape: re.Pattern[str], way: str, content: Any) -> Told:
    text = tidy(_words(content))
    return Told(text) if shape.fullmatch(text) else Told(text, way, excerpt(text))


@_told.register
def _integer(kind: kinds.Integer, content: Any, choices: Choices) -> Told:
    if type(content) is int and kind.least <= content <= kind.most:
        return Told(content)
    number = kinds.number(content)
    said = excerpt(_words(content))
    if number is None:
        return Told(None, Way.NO_NUMBER, said)
    if number < 0:
        return Told(None, Way.NEGATIVE, said)
    if number != number.to_integral_value():
        return Told(None, Way.DECIMAL, said)
    if not kind.least <= number <= kind.most:
        return Told(None, Way.OUTSIDE, said, f"{kind.least}–{kind.most}")
    if isinstance(content, str):
        return Told(int(number), Way.NUMBER_AS_TEXT, said, str(int(number)))
    return Told(int(number))


@_told.register
def _number(kind: kinds.Number, content: Any, choices: Choices) -> Told:
    number = kinds.number(content)
    said = excerpt(_words(content))
    if number is None:
        return Told(None, Way.NO_NUMBER, said)
    if number < 0:
        return Told(None, Way.NEGATIVE, said)
    if number > LARGEST:
        return Told(None, Way.OUTSIDE, said, f"0–{LARGEST}")
    value = kind.settled(number)
    if isinstance(content, str):
        return Told(value, Way.NUMBER_AS_TEXT, said, f"{value:f}")
    return Told(value)


def _day(content: Any, latest: date) -> Told:
    if isinstance(content, datetime):
        content = content.date()
    day, way, said = content, "", excerpt(_words(content))
    if isinstance(content, bool) or not isinstance(content, date):
        day, way = _meant(content)
    if day is None:
        return Told(None, Way.NO_DATE, said)
    if day < kinds.EARLIEST_DAY:
        return Told(None, Way.EARLY, said, f"{kinds.EARLIEST_DAY:%d.%m.%Y}")
    if day > latest:
        return Told(None, Way.LATE, said, f"{latest:%d.%m.%Y}")
    return Told(day, way, said if way else "", f"{day:%d.%m.%Y}" if way else "")


def _meant(content: Any) -> tuple[date | None, str]:
    """The day that is meant by what is no date, and in what way it is none."""
    if isinstance(content, str):
        return kinds.day(content), Way.DATE_AS_TEXT
    if isinstance(content, int | float) and not isinstance(content, bool):
        whole = int(content)
        day = date(1899, 12, 30) + timedelta(days=whole) if whole in SERIAL_DAYS else None
        return day, Way.DATE_AS_NUMBER
    return None, ""


@_told.register
def _code(kind: kinds.Code, content: Any, choices: Choices) -> Told:
    code, way = _one(content, choices)
    if way == Way.LOOKALIKE:
        return Told(kind.settled(code), way, excerpt(content), code)
    if way:
        return Told(code, _refusal(kind, code), excerpt(code))
    return Told(kind.settled(code))


@_told.register
def _yes_or_no(kind: kinds.YesNo, content: Any, choices: Choices) -> Told:
    if isinstance(content, bool):
        return Told(content)
    found = _code(kind, content, choices)
    return found if isinstance(found.value, bool) else Told(None, found.way, found.found)


@_told.register
def _codes(kind: kinds.Codes, content: Any, choices: Choices) -> Told:
    """Several codes: the first that is wrong is spoken of."""
    said = [(one, *_one(one, choices)) for one in parts(_words(content))]
    value = tuple(code for _, code, _ in said)
    for one, code, way in said:
        if way == Way.LOOKALIKE:
            return Told(value, way, excerpt(one), code)
        if way:
            return Told(value, _refusal(kind, code), excerpt(one))
    return Told(value)


@_told.register
def _keys(kind: kinds.Keys, content: Any, choices: Choices) -> Told:
    return Told(kind.settled(parts(_words(content))))


def _one(content: Any, choices: Choices) -> tuple[str, str]:
    """The code that is meant, and whether letters had to be mended or nothing is known of it."""
    text = tidy(_words(content))
    for spelling in (text, visible(text)):
        if (code := choices.spellings.get(folded(spelling))) is not None:
            return code, ""
    for letters in (TO_LATIN, TO_CYRILLIC):
        code = choices.spellings.get(folded(visible(text).translate(letters)))
        if code is not None:
            return code, Way.LOOKALIKE
    return text, Way.NO_CODE


def _refusal(kind: kinds.Kind, code: str) -> str:
    if kinds.COUNTRY in kind.lists:
        return Way.HISTORIC if code.upper() in HISTORIC else Way.NO_COUNTRY
    return Way.NO_LANGUAGE if kinds.LANGUAGE in kind.lists else Way.NO_CODE


def visible(text: str) -> str:
    """A text without letters that nobody sees."""
    return "".join(one for one in text if unicodedata.category(one) != "Cf")


def mended_words(text: str) -> str:
    """A text in which no word mixes two alphabets, where letters that look alike allow it."""
    if text.isascii():
        return text
    return " ".join(_mended(word) for word in visible(text).split(" "))


def _mended(word: str) -> str:
    latin = {one for one in word if "A" <= one <= "z" and one.isalpha()}
    cyrillic = {one for one in word if "\u0400" <= one <= "\u04ff"}
    if not latin or not cyrillic:
        return word
    if cyrillic <= _ALIKE_CYRILLIC:
        return word.translate(TO_LATIN)
    return word.translate(TO_CYRILLIC) if latin <= _ALIKE_LATIN else word
