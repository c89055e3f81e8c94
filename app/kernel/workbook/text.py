"""A text in the three languages of the product, and any text as a file can hold it."""

import re
from dataclasses import dataclass
from typing import Protocol

LANGUAGES = ("kk", "ru", "en")

# XML has no way to write the rest, and control characters say nothing to a reader.
_UNWRITABLE = re.compile("[^\\t\\n\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Named(Protocol):
    """Anything that has a name in each language: a `Text`, a label of a code."""

    def in_(self, language: str) -> str: ...


@dataclass(frozen=True)
class Text:
    """The same words in Kazakh, Russian and English."""

    kk: str
    ru: str
    en: str

    def in_(self, language: str) -> str:
        """The words in `language`, Kazakh when it is none of the three."""
        return str(getattr(self, language if language in LANGUAGES else "kk"))


def clean(words: str) -> str:
    """Text as a file can hold it: lines ended one way, nothing that XML cannot write."""
    return _UNWRITABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
