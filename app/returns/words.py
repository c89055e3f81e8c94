"""The words for what findings about a return show."""

from app.returns.rulebooks.words import WORDS

__all__ = ["WORDS"]
