"""A curriculum as its page shows it: credits against the plan, and who counts for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.curriculum.models import Module, ModuleMatch
from app.curriculum.queries import Record
from app.curriculum.totals import Way
from app.institutions.models import Institution


@dataclass(frozen=True)
class Balance:
    """Credits as the programme plans them, and as the modules have them; None is not known."""

    kind: str
    planned: Decimal | None
    mapped: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Credits too many, or (negative) missing."""
        if self.planned is None or self.mapped is None:
            return None
        return self.mapped - self.planned


@dataclass(frozen=True)
class WaySheet:
    """The balances of one way through the programme, by the partners on it."""

    partners: tuple[Institution, ...]
    balances: tuple[Balance, ...]


@dataclass(frozen=True)
class Bridge:
    """A home module and the modules of one partner that count for it."""

    home: Module | None
    pairs: tuple[tuple[ModuleMatch, Module], ...]


@dataclass(frozen=True)
class Crossing:
    """Everything between home and one partner; `unmatched` counts for nothing yet."""

    partner: Institution
    bridges: tuple[Bridge, ...]
    unmatched: tuple[Module, ...]


def sheets(record: Record) -> list[WaySheet]:
    """The balances of each way."""
    known = {partner.id: partner for partner in record.partners}
    return [
        WaySheet(tuple(known[one] for one in way.partner_ids), tuple(_balances(record, way)))
        for way in record.totals()
    ]


def _balances(record: Record, way: Way) -> Iterator[Balance]:
    programme = record.programme
    home = way.home if record.of(record.home) else None
    abroad = any(module.institution_id in way.partner_ids for module in record.modules)
    partner, recognised = (way.partner, way.recognised) if abroad else (None, None)
    both = home is not None and abroad
    yield Balance("home", programme.ects_home, home)
    yield Balance("partner", programme.ects_partner, partner)
    yield Balance("recognised", programme.ects_recognised, recognised)
    yield Balance("total", programme.ects_total, way.total if both else None)


def crossings(record: Record) -> list[Crossing]:
    """What lies between home and each partner, in the order of the home plan."""
    return [_crossing(record, partner) for partner in (*record.partners, *record.strangers)]


def _crossing(record: Record, partner: Institution) -> Crossing:
    theirs = {module.id: module for module in record.of(partner)}
    matches = [m for m in record.matches if m.partner_module_id in theirs]
    matched = {match.partner_module_id for match in matches}
    bridges = (_bridge(home, matches, theirs) for home in (*record.of(record.home), None))
    return Crossing(
        partner,
        tuple(bridge for bridge in bridges if bridge.pairs),
        tuple(module for key, module in theirs.items() if key not in matched),
    )


def _bridge(home: Module | None, matches: list[ModuleMatch], theirs: dict[int, Module]) -> Bridge:
    wanted = home.id if home else None
    pairs = [(m, theirs[m.partner_module_id]) for m in matches if m.home_module_id == wanted]
    order = list(theirs)
    return Bridge(home, tuple(sorted(pairs, key=lambda pair: order.index(pair[1].id))))


def studied_at_home(record: Record) -> list[Module]:
    """Home modules for which no partner's module counts."""
    covered = {match.home_module_id for match in record.matches}
    return [module for module in record.of(record.home) if module.id not in covered]


def covering(record: Record) -> dict[int, list[Module]]:
    """The modules that work towards each outcome, by the outcome's id."""
    found: dict[int, list[Module]] = {outcome.id: [] for outcome in record.outcomes}
    for module in record.modules:
        for outcome in module.outcomes:
            found[outcome.id].append(module)
    return found
