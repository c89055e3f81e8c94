"""The cross-walk between standards, as values: what continues what, what covers what.

Evidence and open actions travel from a standard to those that continue it; evidence
under a standard is worth a look under those that cover the same.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.quality.models import LinkKind

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Crosswalk(Generic[Key]):
    """Standards, by id or by name: what each continues, what it covers, and who covers it."""

    before: Mapping[Key, frozenset[Key]]
    covers: Mapping[Key, frozenset[Key]]
    covered: Mapping[Key, frozenset[Key]]

    @classmethod
    def of(cls, links: Iterable[tuple[Key, Key, LinkKind]]) -> "Crosswalk[Key]":
        """Made of (standard, other, kind): standard continues or covers other."""
        before: defaultdict[Key, set[Key]] = defaultdict(set)
        covers: defaultdict[Key, set[Key]] = defaultdict(set)
        covered: defaultdict[Key, set[Key]] = defaultdict(set)
        for standard, other, kind in links:
            if kind is LinkKind.CONTINUES:
                before[standard].add(other)
            else:
                covers[standard].add(other)
                covered[other].add(standard)
        return cls(_settled(before), _settled(covers), _settled(covered))

    def lineage(self, standard: Key) -> frozenset[Key]:
        """The standard and everything that it continues, however far back."""
        found: set[Key] = set()
        waiting = [standard]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.before.get(one, ()))
        return frozenset(found)

    def neighbours(self, standard: Key) -> frozenset[Key]:
        """What covers, or is covered by, the standard or one that it continues."""
        lineage = self.lineage(standard)
        beside = {
            other
            for one in lineage
            for way in (self.covers, self.covered)
            for other in way.get(one, ())
        }
        return frozenset(beside - lineage)


def _settled(found: Mapping[Key, set[Key]]) -> dict[Key, frozenset[Key]]:
    return {key: frozenset(many) for key, many in found.items()}
