"""How much a number may differ before somebody is asked: every threshold of the return.

A threshold has a relative and an absolute part, and both must be passed: from 3 to 5
students is a change by two thirds, and nothing to ask about. To change one, change its
line; a changed line is a new edition of the rulebook (`check.RULEBOOK_EDITION`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Threshold:
    """A change that is more than a share of what was there, and more than so many."""

    share: float
    number: int

    def is_passed(self, before: float, now: float) -> bool:
        """Whether the change is larger than both parts."""
        return self.is_reached(abs(now - before), before)

    def is_reached(self, change: float, whole: float) -> bool:
        """Whether a number is larger than the share of a whole, and than the number."""
        return change > self.share * whole and change > self.number


THRESHOLDS: Mapping[str, Threshold] = MappingProxyType(
    {
        "Y201": Threshold(0.25, 10),
        "Y202": Threshold(0.30, 10),
        "Y203": Threshold(0.50, 5),
        "Y204": Threshold(0.20, 3),
        "Y210": Threshold(0.20, 4),
        "Y213": Threshold(0.20, 5),
        "N306": Threshold(0.10, 0),
    }
)

# More students alike in everything than this are probably a total.
MOST_ALIKE = 200
# A course year beyond the nominal ones, for those who repeat.
REPEATED_YEARS = 1
LONGEST_STAY_MONTHS = 36
# A return is a copy when this share of its cells, and so many at least, stood in the last one.
COPIED_SHARE, COPIED_CELLS = 0.9, 10
NEW_PARTNERS = 3
# An institution is an outlier against at least so many of its size, beyond so many times
# the middle half's width.
PEERS, FENCE = 8, 3.0
SMALLEST_SHOWN = 5
