"""Where an agreement settles what a standard asks about, shown on the agreement's page.

Rule F209 asks for every topic at once; these say of which standard a topic speaks.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.quality.facts.agreements import ClauseFacts, Kind, Topic, agreement_facts

REMEDY = _l("Enter the page or clause; settle in an annex what the text leaves open.")


def _is_no_memorandum(f: ClauseFacts) -> bool:
    return f.kind is not Kind.MEMORANDUM


def _located(id_: str, topic: Topic, clause: Any, says: Any, otherwise: Any) -> Rule:
    """The place of one topic is known; unknown while no place at all is entered."""
    return Rule(
        id=id_,
        severity=Severity.WARNING,
        clause=clause,
        says=says,
        otherwise=otherwise,
        remedy=REMEDY,
        needs=("located",),
        applies=_is_no_memorandum,
        holds=lambda f: topic in f.located,
        field="clauses",
    )


AGREEMENTS = Rulebook(
    code="agreement-quality",
    edition="2026",
    subject="agreement",
    facts=agreement_facts,
    rules=(
        _located(
            "Q201",
            Topic.QUALITY,
            _l("ESG 1.1; European Approach 9"),
            _l("The agreement says how the sides assure quality together."),
            _l("No page or clause is named on how the sides assure quality together."),
        ),
        _located(
            "Q202",
            Topic.ASSESSMENT,
            _l("ESG 1.3; European Approach 5.2"),
            _l("The agreement says how students are examined and assessed."),
            _l("No page or clause is named on how students are examined and assessed."),
        ),
        _located(
            "Q203",
            Topic.ADMISSION,
            _l("ESG 1.4; European Approach 4.1"),
            _l("The agreement says how students are admitted and selected."),
            _l("No page or clause is named on how students are admitted and selected."),
        ),
        _located(
            "Q204",
            Topic.CREDITS,
            _l("ESG 1.4; European Approach 4.2; Order 152, condition 3"),
            _l("The agreement says how credits are recognised."),
            _l("No page or clause is named on how credits are recognised."),
        ),
        _located(
            "Q205",
            Topic.STAFF_MOBILITY,
            _l("European Approach 1.2 and 1.3; Order 152, condition 4"),
            _l("The agreement says how teachers take part on both sides."),
            _l("No page or clause is named on how teachers take part on both sides."),
        ),
        _located(
            "Q206",
            Topic.AWARD,
            _l("ESG 1.4; European Approach 1.3; Order 152, condition 5"),
            _l("The agreement says how the degrees are awarded."),
            _l("No page or clause is named on how the degrees are awarded."),
        ),
        Rule(
            id="Q207",
            severity=Severity.INFORMATION,
            clause=_l("European Approach 1.3"),
            says=_l("The quality manager has found every topic at the place that is named."),
            otherwise=_l("The quality manager has not confirmed the place of every topic."),
            remedy=_l("Have the quality manager look the topics up and confirm them."),
            needs=("located",),
            applies=_is_no_memorandum,
            holds=lambda f: not f.unconfirmed,
            field="clauses",
            values=("unconfirmed",),
        ),
    ),
)
