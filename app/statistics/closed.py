"""Figures as everybody may see them: what would tell of fewer than five persons is hidden. Pure.

`Hidden` says which counts of students by level a page leaves out; programmes and partners
are no persons. Who may see whole numbers gets nothing hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.programmes.path import Level
from app.statistics.breakdown import closed_totals
from app.statistics.decomposition import Cause, Why
from app.statistics.figures import ByLevel
from app.statistics.suppression import SMALLEST_SHOWN


@dataclass(frozen=True)
class Hidden:
    """What is hidden of one figure: levels, and whether their sum is."""

    levels: frozenset[Level] = field(default_factory=frozenset)
    total: bool = False

    def of(self, level: Level | None) -> bool:
        """Whether the count of a level is hidden; None asks for the sum."""
        return self.total if level is None else level in self.levels

    def __or__(self, other: "Hidden") -> "Hidden":
        """What either hides."""
        return Hidden(self.levels | other.levels, self.total or other.total)


NOTHING = Hidden()


def hidden(counts: ByLevel, levels: Sequence[Level]) -> Hidden:
    """What is hidden of a count by level; nothing of what nobody knows."""
    if counts.counts is None:
        return NOTHING
    found = closed_totals([counts.of(level) or 0 for level in levels])
    return Hidden(
        frozenset(level for at, level in enumerate(levels) if at in found), len(levels) in found
    )


def between(one: ByLevel, other: ByLevel, levels: Sequence[Level]) -> Hidden:
    """What is hidden of a part beside its whole: where the rest would be too few."""
    rest = {level: (one.of(level) or 0) - (other.of(level) or 0) for level in levels}
    few = frozenset(level for level, n in rest.items() if 0 < abs(n) < SMALLEST_SHOWN)
    return Hidden(few, 0 < abs(sum(rest.values())) < SMALLEST_SHOWN or len(few) == 1)


def drawn(counts: ByLevel, levels: Sequence[Level], secret: Hidden) -> list[int | None]:
    """The counts for a picture, what is hidden as if it were not known."""
    return [None if secret.of(level) else counts.of(level) for level in levels]


def hidden_causes(why: Why) -> frozenset[Cause]:
    """The causes whose sum would tell of fewer than five persons, and one more beside them."""
    sizes: Mapping[Cause, int] = {p.cause: abs(p.difference) for p in why.parts or ()}
    few = {cause for cause, n in sizes.items() if 0 < n < SMALLEST_SHOWN}
    if len(few) == 1:
        others = sorted((n == 0, n, cause) for cause, n in sizes.items() if cause not in few)
        few |= {cause for *_rest, cause in others[:1]}
    return frozenset(few)
