"""Whose return it is, of which year, and the institution as a whole (sheet 1_INST)."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.returns.facts.institution import InstitutionFacts, heads

SHEET = _l("Annual return, sheet 1 (institution)")
WHEN_FILED = _l("Will be checked when the return is filed")


def _fits(f: InstitutionFacts) -> bool:
    assert f.total_contingent is not None and f.total_foreign is not None
    return 0 <= f.total_foreign <= f.total_contingent


HEADS = Rulebook(
    code="return-institution",
    edition="2026",
    subject="return_institution",
    facts=heads,
    rules=(
        Rule(
            id="F101",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The return is that of the institution that files it."),
            otherwise=_l(
                "The return carries the code %(inst_code)s: it is of another institution, or of "
                "none on the national list."
            ),
            remedy=_l("Choose the file of your own institution, or correct the code."),
            needs=("inst_code", "is_own"),
            holds=lambda f: f.is_own,
            field="inst_code",
            values=("expected_code",),
            awaits=WHEN_FILED,
        ),
        Rule(
            id="F102",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The return is of the academic year that is collected."),
            otherwise=_l(
                "The return is of the year %(report_year)s: that is not the academic year that "
                "is collected, or not written as 2025-2026."
            ),
            remedy=_l("Choose the file of this collection, or correct the year."),
            needs=("report_year", "is_of_the_year"),
            holds=lambda f: f.is_of_the_year,
            field="report_year",
            values=("expected_year",),
            awaits=WHEN_FILED,
        ),
        Rule(
            id="F103",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("Students were counted on the reference date of the collection."),
            otherwise=_l(
                "Students were counted on %(reference_date)s, and the reference date of the "
                "collection is %(expected_date)s."
            ),
            remedy=_l("Count on the reference date, and enter that day."),
            needs=("reference_date", "expected_date"),
            holds=lambda f: f.reference_date == f.expected_date,
            field="reference_date",
        ),
        Rule(
            id="F104",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The institution has no more foreign citizens than students."),
            otherwise=_l(
                "The institution has %(total_foreign)s foreign citizens among "
                "%(total_contingent)s students."
            ),
            remedy=_l("Correct one of the two totals."),
            needs=("total_contingent", "total_foreign"),
            holds=_fits,
            field="total_foreign",
        ),
    ),
)
