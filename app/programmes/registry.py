"""The code of a programme in the ministry's register: its shape, its letters, its parts.

Five characters name the training direction and two the programme (6B04101);
an interdisciplinary one has the area, 088 and two more (6B0408801). Whether the
classifier knows the direction is asked in `queries.entry_of`.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from app.programmes.path import Level

PREFIXES: Mapping[Level, str] = MappingProxyType(
    {Level.BACHELOR: "6B", Level.MASTER: "7M", Level.DOCTORAL: "8D", Level.RESIDENCY: "7R"}
)

AREA, DIRECTION, INTERDISCIPLINARY = 4, 5, 7

_USUAL = re.compile(r"(6B|7M|8D|7R)[0-9]{5}")
_ACROSS = re.compile(r"(6B|7M|8D)[0-9]{2}088[0-9]{2}")

# Cyrillic letters typed for the Latin letter of the prefix, by look or by sound.
_LETTERS = str.maketrans("ВБМДР", "BBMDR")
_ZEROS = str.maketrans("OО", "00")


def normalised(typed: str) -> str:
    """The code in Latin capitals and digits, without spaces; of any other text the same."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()
    return plain[:2].translate(_LETTERS) + plain[2:].translate(_ZEROS)


def was_mistyped(typed: str) -> bool:
    """Whether a look-alike letter was put right, which the person should hear of."""
    return normalised(typed) != re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()


def has_shape(code: str) -> bool:
    """Whether a normalised code can be one of the register's."""
    return bool(_USUAL.fullmatch(code) or _ACROSS.fullmatch(code))


def is_across(code: str) -> bool:
    """Whether the code is of an interdisciplinary programme."""
    return bool(_ACROSS.fullmatch(code))


def direction_of(code: str) -> str:
    """The classifier's code of the direction, or of the area's interdisciplinary group."""
    return code[: INTERDISCIPLINARY if is_across(code) else DIRECTION]


def fits(code: str, level: Level) -> bool:
    """Whether the prefix of the code belongs to the level."""
    return code.startswith(PREFIXES[level])
