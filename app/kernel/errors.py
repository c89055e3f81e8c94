"""The ways in which the product says no.

A service raises one of these; the web turns it into a page with the right
status, the command line into a sentence and an exit code. Messages are lazy
strings in the reader's language.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """The request is understood and refused: 422, beside the field it is about."""

    def __init__(self, message: Any, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Conflict(Exception):
    """Somebody else changed the record since it was opened: 409.

    `values` maps a field's label to (what is stored now, what was sent), so the
    page can show both. `table` helps to name the fields. `sent` is all that was
    typed, as (label, text), so that nobody's work is lost.
    """

    def __init__(
        self, values: Mapping[str, tuple[Any, Any]] | None = None, table: str = ""
    ) -> None:
        super().__init__("changed meanwhile")
        self.values = dict(values or {})
        self.table = table
        self.sent: list[tuple[str, str]] = []


class NotAllowed(Exception):
    """The person is known and may not do this: 403."""


class SignInNeeded(Exception):
    """Nobody is signed in and the page is not public: 401, or the sign-in page."""


class Missing(Exception):
    """There is no such thing, or not for this person: 404."""
