"""The cross-walk between standards, as values: what continues what, what covers what.

Evidence and open actions travel from a standard to those that continue it; evidence
under a standard is worth a look under those that cover the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.quality.models import LinkKind

Links = Iterable[tuple[int, int, LinkKind]]


@dataclass(frozen=True)
class Crosswalk:
    """Standards by id: the direct predecessors, and the neighbours on both sides."""

    before: Mapping[int, frozenset[int]]
    beside: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, links: Links) -> "Crosswalk":
        """Made of (standard, other, kind): standard continues or covers other."""
        before: defaultdict[int, set[int]] = defaultdict(set)
        beside: defaultdict[int, set[int]] = defaultdict(set)
        for standard, other, kind in links:
            if kind is LinkKind.CONTINUES:
                before[standard].add(other)
            else:
                beside[standard].add(other)
                beside[other].add(standard)
        return cls(
            {key: frozenset(many) for key, many in before.items()},
            {key: frozenset(many) for key, many in beside.items()},
        )

    def lineage(self, standard_id: int) -> frozenset[int]:
        """The standard and everything that it continues, however far back."""
        found: set[int] = set()
        waiting = [standard_id]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.before.get(one, ()))
        return frozenset(found)

    def neighbours(self, standard_id: int) -> frozenset[int]:
        """What covers, or is covered by, the standard or one that it continues."""
        lineage = self.lineage(standard_id)
        beside = {other for one in lineage for other in self.beside.get(one, ())}
        return frozenset(beside - lineage)
