"""Knows personal data where a return must not have any: by the words of a header, by a number.

The return counts people and names none. Words are looked for in Kazakh, Russian and
English; the contacts that the return does ask for stand in columns of its own and are
never asked about here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from app.kernel.workbook.kinds import folded

_WORDS = re.compile(
    r"""\b(
        иин|жсн|iin|individual\s+identification|жеке\s+сәйкестендіру|
        индивидуальн\w*\s+идентификационн\w*|
        фио|ф\.\s*и\.\s*о|аты[\s-]*жөні|тегі|фамили\w+|отчеств\w+|әкесінің\s+аты|
        surname|family\s+name|last\s+name|first\s+name|full\s+name|patronymic|
        имя\s+(студент|обучающ)\w*|имена\s+(студент|обучающ)\w*|
        (student|learner)s?['’]?s?[\s_]+names?|names?\s+of\s+(the\s+)?students?|
        (студент|білім\s+алушы)\w*\s+(аты|есімі)\w*|
        паспорт\w*|passport\w*|төлқұжат\w*|
        удостоверени\w+\s+личности|жеке\s+куәлі\w+|id\s+card|identity\s+card|
        дата\s+рождения|туған\s+күні|date\s+of\s+birth|birth\s*date
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
_MACHINE = re.compile(r"\b(student_name|student|fio|iin|passport_?\w*|birth_?date|dob|surname)\b")


def is_personal(header: Iterable[str]) -> bool:
    """Whether the words above a column promise personal data."""
    said = [folded(one) for one in header]
    return any(
        _WORDS.search(one) or _WORDS.search(one.replace("_", " ")) or _MACHINE.fullmatch(one)
        for one in said
    )


def personal_numbers(cells: Mapping[int, Any], columns: Iterable[int]) -> Iterator[int]:
    """The columns of a row in which an individual identification number stands."""
    for at in columns:
        content = cells.get(at)
        if type(content) is str:
            if len(content) >= 12 and _names_somebody(content):
                yield at
        elif isinstance(content, int | float) and _is_somebody(content):
            yield at


def _is_somebody(number: float) -> bool:
    """Whether it is the number of a person, kept as a number that has lost its zeros."""
    return abs(number) >= 1_000_000_000 and is_number_of_a_person(f"{int(abs(number)):012d}")


@lru_cache(maxsize=4096)
def _names_somebody(words: str) -> bool:
    return any(map(is_number_of_a_person, _NUMBER.findall(words)))


def is_number_of_a_person(digits: str) -> bool:
    """Whether twelve digits are an individual identification number (ЖСН, ИИН).

    It begins with the day of birth and the century, and ends with a check digit; a
    business number has its month of registration there instead.
    """
    if len(digits) != 12 or digits[6] not in "123456":
        return False
    century = 1800 + 100 * ((int(digits[6]) - 1) // 2)
    try:
        born = date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return born.year > 1900 and _check_digit(digits[:11]) == int(digits[11])


def _check_digit(digits: str) -> int:
    numbers = [int(one) for one in digits]
    for first in (1, 3):
        weights = [(first - 1 + at) % 11 + 1 for at in range(11)]
        found = sum(n * weight for n, weight in zip(numbers, weights, strict=True)) % 11
        if found < 10:
            return found
    return -1
