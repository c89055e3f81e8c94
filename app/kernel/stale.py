"""Two people at once: the later one sees both values, and nothing is lost."""

from collections.abc import Mapping
from typing import Any

from app.kernel.errors import Conflict


def check_fresh(thing: Any, seen: int, proposed: Mapping[str, Any] | None = None) -> None:
    """Raise Conflict when `thing` was changed since version `seen` was shown.

    `proposed` maps a column's name to what this person sent; the page shows it
    beside what is stored now. `seen` 0 is for callers that show nobody a version.
    """
    if seen and seen != thing.version:
        sent = proposed or {}
        raise Conflict(
            {
                column: (getattr(thing, column), value)
                for column, value in sent.items()
                if getattr(thing, column) != value
            },
            type(thing).__tablename__,
        )
