"""Whether an agreement carries its cohorts to their end, shown on the agreement's page."""

from flask_babel import lazy_gettext as _l

from app.cohorts.facts.teachout import TeachOutFacts, facts
from app.kernel.rules import Rule, Rulebook, Severity

PROTECTION = _l("European Approach 1.3; protection of enrolled students")


def _teachout_covers_students(f: TeachOutFacts) -> bool:
    if not f.students or f.studying_until is None:
        return True
    return f.teachout_until is not None and f.teachout_until >= f.studying_until


def _outlives_youngest(f: TeachOutFacts) -> bool:
    """In force to the end of its studies, or taught out to it. What renews by itself never ends."""
    assert f.youngest_until
    last = max((day for day in (f.ends_on, f.teachout_until) if day), default=None)
    return bool(f.never_ends or (last and last >= f.youngest_until))


TEACH_OUT = Rulebook(
    code="agreement-teach-out",
    edition="2026",
    subject="agreement",
    facts=facts,
    rules=(
        Rule(
            id="X106",
            internal=True,
            severity=Severity.ERROR,
            clause=PROTECTION,
            says=_l("No student is left without a teach-out after the agreement has ended."),
            otherwise=_l(
                "The agreement has ended, students still study under it, and no teach-out covers "
                "them to the end of their studies."
            ),
            remedy=_l(
                "Agree with the partner on a teach-out up to the end of their studies and enter "
                "its last day, or renew the agreement."
            ),
            needs=("has_ended", "students"),
            applies=lambda f: f.is_concluded and f.has_ended,
            holds=_teachout_covers_students,
            field="teachout_until",
            values=("ends_on", "counted_on", "students", "studying_until", "teachout_until"),
        ),
        Rule(
            id="X107",
            severity=Severity.WARNING,
            clause=PROTECTION,
            says=_l("The agreement or its teach-out outlasts the youngest cohort."),
            otherwise=_l(
                "The agreement ends before its youngest cohort can graduate, and no teach-out "
                "covers it."
            ),
            remedy=_l("Agree on a renewal, an extension or a teach-out before the agreement ends."),
            needs=("never_ends",),
            applies=lambda f: f.has_cohorts,
            holds=_outlives_youngest,
            field="terms",
            values=("term_kind", "ends_on", "teachout_until", "youngest_entry", "youngest_until"),
        ),
    ),
)
