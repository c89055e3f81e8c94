"""What time it is: the one seam through which the product reads the clock.

Everything that depends on today asks here, so that a test (or a demonstration
of last year) can move the day with `moved_to` and nothing else has to know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

COUNTRY_ZONE = ZoneInfo("Asia/Almaty")

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """The calendar day in Kazakhstan, where deadlines fall."""
    return now().astimezone(COUNTRY_ZONE).date()


def end_of(day: date) -> datetime:
    """The last instant of a calendar day in Kazakhstan, in UTC."""
    try:
        return datetime.combine(day, time.max, COUNTRY_ZONE).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time.max, UTC)


@contextmanager
def moved_to(day: date) -> Iterator[None]:
    """Let the clock stand at noon (UTC) of `day` for the length of a block."""
    global _frozen
    before, _frozen = _frozen, datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    try:
        yield
    finally:
        _frozen = before
