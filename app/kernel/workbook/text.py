"""A text in the three languages of the product."""

from dataclasses import dataclass
from typing import Protocol

LANGUAGES = ("kk", "ru", "en")


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
