"""A return among the others of its year, and the national result and its publication."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.returns.facts.national import NationalFacts, results
from app.returns.facts.thresholds import THRESHOLDS

TOGETHER = _l("Consolidation of the returns by NCHED")
PUBLISHING = _l("Publication of national figures by NCHED")


def _adds_up(f: NationalFacts) -> bool:
    return f.counted == f.shown and bool(f.has_coverage)


def _is_taken_apart(f: NationalFacts) -> bool:
    assert f.published_before is not None and f.shown is not None
    return bool(f.has_decomposition) or not THRESHOLDS["N306"].is_passed(
        f.published_before, f.shown
    )


NATIONAL = Rulebook(
    code="return-national",
    edition="2026",
    subject="national_result",
    facts=results,
    rules=(
        Rule(
            id="N301",
            severity=Severity.WARNING,
            clause=TOGETHER,
            says=_l("Both universities of the country that share a programme name each other."),
            otherwise=_l(
                "A partner in Kazakhstan does not name this university in its own return: "
                "%(unanswered)s."
            ),
            remedy=_l("Ask both which of them teaches; students are counted once nationally."),
            needs=("unanswered",),
            holds=lambda f: not f.unanswered,
            field="partner_id",
            values=("unanswered",),
            awaits=_l("Will be checked when the partner's return has been accepted"),
        ),
        Rule(
            id="N302",
            severity=Severity.WARNING,
            clause=TOGETHER,
            says=_l("Every return writes the partner in the same way."),
            otherwise=_l("Other returns write this partner in another way: %(spellings)s."),
            remedy=_l("Choose one name and code for the partner, and have the others merged."),
            needs=("spellings",),
            holds=lambda f: not f.spellings,
            field="partner_name_en",
            values=("spellings",),
        ),
        Rule(
            id="N303",
            severity=Severity.INFORMATION,
            clause=TOGETHER,
            says=_l("The share of students on these programmes is like that of others."),
            otherwise=_l(
                "The share of students on these programmes is far from that of institutions of "
                "the same size: %(outliers)s."
            ),
            remedy=_l("Look at both totals; the number may be right."),
            needs=("outliers",),
            holds=lambda f: not f.outliers,
            field="total_contingent",
            values=("outliers",),
            awaits=_l("Will be checked when enough institutions of its size have filed"),
        ),
        Rule(
            id="N304",
            severity=Severity.ERROR,
            clause=PUBLISHING,
            says=_l("The national totals are the sum of accepted returns, with coverage and day."),
            otherwise=_l(
                "The national total is %(shown)s and the accepted returns make %(counted)s, or "
                "the figure does not say how many institutions it covers and on which day."
            ),
            remedy=_l("Work out the totals again from the accepted returns, and say the coverage."),
            needs=("counted", "shown", "has_coverage"),
            holds=_adds_up,
            field="n",
        ),
        Rule(
            id="N305",
            severity=Severity.INFORMATION,
            clause=PUBLISHING,
            says=_l("No published cell is so small that it tells of a person."),
            otherwise=_l(
                "Published cells are under 5 persons (%(small_cells)s), or can be worked out from "
                "their row or column (%(exposed_cells)s)."
            ),
            remedy=_l("Suppress the small cells, and one more in each row and column."),
            needs=("small_cells", "exposed_cells"),
            holds=lambda f: f.small_cells == 0 and f.exposed_cells == 0,
            field="n",
        ),
        Rule(
            id="N306",
            severity=Severity.WARNING,
            clause=PUBLISHING,
            says=_l("A change of the national result by more than a tenth is taken apart."),
            otherwise=_l(
                "The national result changed from %(published_before)s to %(shown)s, and it is "
                "not shown what opened, closed, grew, shrank or reports for the first time."
            ),
            remedy=_l("Take the change apart before it is published."),
            needs=("published_before", "shown", "has_decomposition"),
            holds=_is_taken_apart,
            field="n",
        ),
    ),
)
