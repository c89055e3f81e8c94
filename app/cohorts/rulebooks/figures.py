"""What is checked of an institution's figures of one year as a whole."""

from flask_babel import lazy_gettext as _l

from app.cohorts.facts.figures import YearFacts, facts
from app.kernel.rules import Rule, Rulebook, Severity


def _fits_into_institution(f: YearFacts) -> bool:
    assert f.students is not None and f.total_contingent is not None
    assert f.foreign_students is not None and f.total_foreign is not None
    return f.students <= f.total_contingent and f.foreign_students <= f.total_foreign


FIGURES = Rulebook(
    code="year-figures",
    edition="2026",
    subject="year_figures",
    facts=facts,
    rules=(
        Rule(
            id="X101",
            severity=Severity.ERROR,
            clause=_l("Annual return, sheet 1 (institution)"),
            says=_l("A return is nil exactly when there is nothing to list in it."),
            otherwise=_l(
                "The return is called nil with entries in it, or is empty without saying so."
            ),
            remedy=_l("Enter the figures, or file the year as one without programmes."),
            needs=("is_nil",),
            holds=lambda f: f.is_nil == (f.entries == 0),
            field="contingents",
            values=("entries",),
        ),
        Rule(
            id="X103",
            severity=Severity.ERROR,
            clause=_l("Annual return, sheet 3 (programmes)"),
            says=_l("Every programme that is counted stands in the return."),
            otherwise=_l(
                "Programmes are counted that the return does not list: their key is not on "
                "sheet 3, or their agreement is not signed."
            ),
            remedy=_l(
                "Have the agreement signed and recorded, correct the key, or remove the counts."
            ),
            needs=(),
            applies=lambda f: f.entries > 0,
            holds=lambda f: not f.stray_programmes,
            field="contingents",
            values=("stray_programmes",),
        ),
        Rule(
            id="X109",
            severity=Severity.ERROR,
            clause=_l("Annual return, sheets 1 and 4 (institution, contingent)"),
            says=_l("The programmes have no more students than the whole institution."),
            otherwise=_l(
                "The programmes have more students, or more foreign citizens, than the whole "
                "institution."
            ),
            remedy=_l("Correct the totals of the institution or the contingent of programmes."),
            needs=("total_contingent", "total_foreign", "students", "foreign_students"),
            holds=_fits_into_institution,
            field="total_contingent",
            values=("students", "total_contingent", "foreign_students", "total_foreign"),
        ),
    ),
)
