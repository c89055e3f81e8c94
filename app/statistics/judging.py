"""The national result put to its own rules (N301–N306), before it is published.

What the rules are told is worked out here a second time and in another way: the total
from the rows of the deliveries, the suppressed tables by trying to solve them.
"""

from collections.abc import Iterator

from app.cohorts.models import Direction
from app.kernel import checks
from app.kernel.rules import Finding, judge
from app.returns import queries as returns
from app.returns.dataset import Dataset
from app.returns.facts.national import NationalFacts, among
from app.returns.models import Campaign
from app.statistics import queries
from app.statistics.breakdown import Breakdown, Way, breakdown, levels_of
from app.statistics.figures import National
from app.statistics.restating import Published
from app.statistics.rows import Year
from app.statistics.suppression import SMALLEST_SHOWN, Cell, Table, is_settled

RULEBOOK = "return-national"


def findings(campaign: Campaign, figures: National, year: Year) -> list[Finding]:
    """What the rules find about the national result of a campaign, in their order."""
    facts = _facts(campaign, figures, year)
    book = next(book for book in checks.rulebooks() if book.code == RULEBOOK)
    return [judge(rule, facts, book.subject) for rule in book.rules]


def _facts(campaign: Campaign, figures: National, year: Year) -> NationalFacts:
    datasets = [Dataset.loaded(one.dataset) for one in returns.counting(campaign.year)]
    small, exposed = _cells(year)
    return NationalFacts(
        **among(datasets),
        counted=_counted(datasets, campaign.year) if datasets else None,
        shown=figures.contingent.total,
        has_coverage=figures.coverage.of > 0,
        small_cells=small,
        exposed_cells=exposed,
        published_before=_published_before(campaign),
        has_decomposition=True,
    )


def _published_before(campaign: Campaign) -> int | None:
    """The students last published: of this year, or else of the year before."""
    year = campaign.academic_year
    last = queries.last_publication(year) or queries.last_publication(year.previous)
    return Published.read(last.figures).count("contingent") if last else None


def _counted(datasets: list[Dataset], year: int) -> int:
    """Own students in the rows as they came, each once."""
    rows = (row for one in datasets for row in one.rows("4_CONT"))
    own = sum(row["n"] for row in rows if row["direction"] == Direction.OUT.value)
    return int(own) - sum(pair.n for pair in queries.shared_students() if pair.year == year)


def _cells(year: Year) -> tuple[int, int]:
    """Published cells that are too small, and hidden ones that can be worked out."""
    levels = levels_of(year)
    small = exposed = 0
    for way in Way:
        whole = breakdown(year, way, levels, whole=True)
        closed = breakdown(year, way, levels, whole=False)
        small += sum(0 < n < SMALLEST_SHOWN for n in _shown(closed))
        table, secrets = Table(tuple(_rows(whole))), set(_hidden(closed))
        exposed += sum(is_settled(table, secrets, cell) for cell in secrets)
    return small, exposed


def _rows(found: Breakdown) -> Iterator[tuple[int, ...]]:
    return (tuple(n or 0 for n in line.students) for line in (*found.lines, found.total))


def _shown(found: Breakdown) -> Iterator[int]:
    """The counts of the lines that are to be read; national totals are shown as they are."""
    return (n for line in found.lines for n in line.students if n is not None)


def _hidden(found: Breakdown) -> Iterator[Cell]:
    for row, line in enumerate((*found.lines, found.total)):
        yield from ((row, at) for at, n in enumerate(line.students) if n is None)
