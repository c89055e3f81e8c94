"""What the signatory reads before signing, put together from the accepted delivery."""

from collections import Counter
from dataclasses import dataclass

from app.kernel.rules import Severity
from app.returns import checking, queries, services
from app.returns.dataset import Dataset, edition_of
from app.returns.explaining import Stand, Standing
from app.returns.grouping import Group, grouped
from app.returns.models import Delivery, Return
from app.returns.peers import Beside, beside
from app.returns.problems import Problem
from app.returns.totals import Totals


@dataclass(frozen=True)
class Line:
    """A number of this year beside that of the last one; None is not known."""

    name: str
    level: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Flag:
    """What one rule found, with what was said of each place."""

    group: Group
    standings: tuple[Standing, ...]

    @property
    def states(self) -> Counter[Stand]:
        """How many places stand how."""
        return Counter(one.state for one in self.standings)

    @property
    def places(self) -> tuple[tuple[Problem, Standing], ...]:
        """Each place with what was said of it."""
        return tuple(zip(self.group.problems, self.standings, strict=True))


@dataclass(frozen=True)
class Summary:
    """The page: what is declared, what changed, what to look at, how others stand."""

    delivery: Delivery
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]
    beside: Beside | None
    compared: bool


def summary(filing: Return, delivery: Delivery) -> Summary:
    """The summary of a delivery of a return. Needs its data and findings loaded."""
    earlier = queries.counting_before(filing)
    before = Totals.of(Dataset.loaded(earlier.dataset)) if earlier else None
    data = Dataset.loaded(delivery.dataset)
    asked = {sheet.name for sheet in edition_of(data.edition).sheets}
    return Summary(
        delivery=delivery,
        lines=tuple(one for one in _lines(Totals.of(data), before) if SHEETS[one.name] in asked),
        flags=tuple(_flags(filing, delivery)),
        beside=_beside(filing),
        compared=before is not None,
    )


# The sheet that each number is counted on: what an edition does not ask is not told.
SHEETS = {
    "programmes": "3_PROG",
    "students": "4_CONT",
    "level": "4_CONT",
    "partners": "2_AGR",
    "graduates": "6_GRAD",
}


def _lines(after: Totals, before: Totals | None) -> list[Line]:
    levels = [*after.by_level, *(before.by_level if before else ())]
    return [
        Line("programmes", "", before.programmes if before else None, after.programmes),
        Line("students", "", before.students if before else None, after.students),
        *(
            Line("level", level, _of_level(before, level), after.by_level.get(level, 0))
            for level in dict.fromkeys(levels)
        ),
        Line("partners", "", before.partners if before else None, after.partners),
        Line("graduates", "", before.graduates if before else None, after.graduates),
    ]


def _of_level(totals: Totals | None, level: str) -> int | None:
    return totals.by_level.get(level, 0) if totals else None


def _flags(filing: Return, delivery: Delivery) -> list[Flag]:
    """The warnings that stand, and the errors that were let pass, rule by rule."""
    said = services.standings(filing)
    found = (one for one in checking.problems_of(delivery) if one.is_broken)
    grave = [one for one in found if one.severity is not Severity.INFORMATION]
    return [Flag(one, tuple(map(said.of, one.problems))) for one in grouped(grave)]


def _beside(filing: Return) -> Beside | None:
    known = queries.peers(filing)
    own = known.pop(filing.institution_id, None)
    return beside(own, known.values()) if own else None
