"""The matrix: programme × standard, what the data show beside what people judge.

Rows and cells are plain values; the page, the workbook and the tests read the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.permissions import Actor
from app.kernel.rules import Finding
from app.quality import checks, queries, standards
from app.quality.checks import Sum
from app.quality.models import LOW, Framework, Grade, Standard
from app.quality.permissions import of_institution
from app.quality.queries import Judged, Missing, Row


@dataclass(frozen=True)
class Cell:
    """One programme under one standard."""

    standard: Standard
    sum: Sum
    judged: Judged | None

    @property
    def grade(self) -> Grade:
        """The judgement; not assessed when nobody has judged."""
        return self.judged.judgement.grade if self.judged else Grade.NOT_ASSESSED

    @property
    def is_inherited(self) -> bool:
        """Whether the judgement is that of the agreement or of the whole institution."""
        return self.judged is not None and self.judged.review.programme_id is None

    def misses(self, what: Missing) -> bool:
        """Whether this is missing here."""
        return {
            Missing.BROKEN: bool(self.sum.errors or self.sum.warnings),
            Missing.UNKNOWN: bool(self.sum.unknown),
            Missing.UNJUDGED: self.grade is Grade.NOT_ASSESSED,
            Missing.LOW: self.grade in LOW,
        }[what]


@dataclass(frozen=True)
class Line:
    """A programme with a cell for each standard, in the framework's order."""

    row: Row
    cells: tuple[Cell, ...]

    def misses(self, what: Missing | None) -> bool:
        """Whether this is missing under at least one standard."""
        return what is None or any(cell.misses(what) for cell in self.cells)


def lines(rows: Sequence[Row], framework: Framework, actor: Actor) -> list[Line]:
    """The rows with their cells; the same number of queries for 2 rows and for 200."""
    programmes = [row.programme for row in rows]
    if not programmes:
        return []
    found = checks.of_programmes(programmes)
    speaking = standards.speakers(framework.code)
    judged = queries.judgements_on(programmes, framework, actor)
    return [
        Line(
            row,
            _cells(
                framework,
                speaking,
                _readable(found[row.programme.id], of_institution(actor, row.programme)),
                judged[row.programme.id],
            ),
        )
        for row in rows
    ]


def _readable(found: Sequence[Finding], whole: bool) -> list[Finding]:
    """What speaks of figures that may not be filed is for the institution alone."""
    return [finding for finding in found if whole or not finding.rule.internal]


def _cells(
    framework: Framework,
    speaking: checks.Speakers,
    found: Sequence[Finding],
    judged: dict[int, Judged],
) -> tuple[Cell, ...]:
    sorted_ = checks.by_speaker(framework, speaking, found)
    return tuple(
        Cell(one, checks.summed(sorted_[one.id]), judged.get(one.id)) for one in framework.standards
    )
