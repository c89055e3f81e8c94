"""The code lists behind the drop-downs: named ones are handed in, ISO ones come from CLDR.

`every_list` puts both together, `choices` turns what one kind of cell may hold into
labels of a language and the way back from any language.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale

from app.kernel import iso
from app.kernel.text import sort_key
from app.kernel.workbook.kinds import COUNTRY, LANGUAGE, Choices, Kind, folded
from app.kernel.workbook.text import LANGUAGES, Named, Text

Codebook = Mapping[str, Mapping[str, Named]]

_ALPHABETICAL = (COUNTRY, LANGUAGE)


def every_list(codes: Codebook) -> dict[str, Mapping[str, Named]]:
    """The named lists together with the countries and the languages of the world."""
    return {**codes, COUNTRY: countries(), LANGUAGE: languages()}


@cache
def countries() -> dict[str, Text]:
    """The countries of ISO 3166-1 with their names."""
    return _named(iso.COUNTRIES, "territories")


@cache
def languages() -> dict[str, Text]:
    """The languages of ISO 639-1 with their names."""
    return _named(iso.LANGUAGES, "languages")


def _named(codes: Iterable[str], part: str) -> dict[str, Text]:
    # CLDR lacks the Kazakh names of eight languages that nobody teaches in: Russian serves.
    kk, ru, en = (getattr(Locale.parse(language), part) for language in LANGUAGES)
    return {code: Text(kk.get(code) or ru[code], ru[code], en[code]) for code in codes}


def choices(kind: Kind, lists: Codebook, language: str) -> Choices:
    """What a cell of this kind may hold, in the order in which a drop-down offers it."""
    labels: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for name in kind.lists:
        labels |= _labels(name, lists[name], language)
        spellings |= _spellings(lists[name])
    return Choices(labels, spellings)


def _labels(name: str, codes: Mapping[str, Named], language: str) -> dict[str, str]:
    labels = {code: text.in_(language) for code, text in codes.items()}
    if name not in _ALPHABETICAL:
        return labels
    return dict(sorted(labels.items(), key=lambda item: sort_key(item[1])))


def _spellings(codes: Mapping[str, Named]) -> dict[str, str]:
    labels = {folded(text.in_(lang)): code for code, text in codes.items() for lang in LANGUAGES}
    return labels | {folded(code): code for code in codes}
