"""Arithmetic of a curriculum's credits, on plain values.

A home module for which a partner's module counts is not studied at home, so what is
studied at home is the home plan without what is covered. Where the study path leaves
open at which of several partners the students are, each partner is a way of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.programmes.path import Place, StudyPath

NOTHING = Decimal(0)


class Taught(NamedTuple):
    """A module as far as its credits go."""

    id: int
    institution_id: int
    ects: Decimal


class Counted(NamedTuple):
    """Credits of a partner's module that count at home, for a module or (None) as an elective."""

    partner_module_id: int
    home_module_id: int | None
    ects: Decimal


@dataclass(frozen=True)
class Way:
    """The credits of one way through the programme: at home and at these partners."""

    partner_ids: tuple[int, ...]
    home_plan: Decimal
    covered: Decimal
    elective: Decimal
    partner: Decimal

    @property
    def home(self) -> Decimal:
        """Credits that are studied at home."""
        return self.home_plan - self.covered

    @property
    def recognised(self) -> Decimal:
        """Credits of the partners that count at home."""
        return self.covered + self.elective

    @property
    def unrecognised(self) -> Decimal:
        """Credits of the partners that do not."""
        return self.partner - self.recognised

    @property
    def total(self) -> Decimal:
        """Credits with which the student graduates at home."""
        return self.home + self.recognised


def ways(partner_ids: Sequence[int], path: StudyPath | None) -> tuple[tuple[int, ...], ...]:
    """The partners at which one student studies; several ways where the path leaves it open.

    Without a path nothing is known of it, and each partner is taken by itself.
    """
    abroad = [p for p in path.periods if p.where is Place.PARTNER] if path else []
    is_open = not abroad or any(period.partner is None for period in abroad)
    if len(partner_ids) > 1 and is_open:
        return tuple((one,) for one in partner_ids)
    return (tuple(partner_ids),)


def totals(
    modules: Iterable[Taught],
    counted: Iterable[Counted],
    home_id: int,
    along: Iterable[Sequence[int]],
) -> tuple[Way, ...]:
    """The credits of each way."""
    known = {module.id: module for module in modules}
    by_side = sides(known.values())
    matches = list(counted)

    def way(partner_ids: Sequence[int]) -> Way:
        here = [m for m in matches if known[m.partner_module_id].institution_id in partner_ids]
        return Way(
            partner_ids=tuple(partner_ids),
            home_plan=by_side.get(home_id, NOTHING),
            covered=summed(m.ects for m in here if m.home_module_id is not None),
            elective=summed(m.ects for m in here if m.home_module_id is None),
            partner=summed(by_side.get(one, NOTHING) for one in partner_ids),
        )

    return tuple(way(partner_ids) for partner_ids in along)


def sides(modules: Iterable[Taught]) -> dict[int, Decimal]:
    """The credits of each institution's modules."""
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for module in modules:
        found[module.institution_id] += module.ects
    return dict(found)


def summed(credits: Iterable[Decimal]) -> Decimal:
    """The sum, nothing of none."""
    return sum(credits, NOTHING)


def overdrawn(
    modules: Mapping[int, Taught],
    counted: Iterable[Counted],
    along: Collection[Sequence[int]],
) -> frozenset[int]:
    """Modules of which more is recognised than they have: a partner's, or one at home on any way."""
    given: defaultdict[int, Decimal] = defaultdict(Decimal)
    taken: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for match in counted:
        given[match.partner_module_id] += match.ects
        host = modules[match.partner_module_id].institution_id
        for number, partner_ids in enumerate(along):
            if host in partner_ids and match.home_module_id is not None:
                taken[match.home_module_id, number] += match.ects
    most = [*given.items(), *((module_id, ects) for (module_id, _), ects in taken.items())]
    return frozenset(module_id for module_id, ects in most if ects > modules[module_id].ects)
