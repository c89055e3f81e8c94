"""This year's return beside last year's accepted one: what has to be explained.

A threshold has a relative and an absolute part, and stands in `facts/thresholds.py`.
"""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.returns.facts.thresholds import COPIED_CELLS, COPIED_SHARE, NEW_PARTNERS, THRESHOLDS
from app.returns.facts.years import (
    AgreementYears,
    CohortYears,
    InstitutionYears,
    agreement_years,
    cohort_years,
    gone_programmes,
    institution_years,
    level_years,
    programme_years,
)

CHANGE = _l("Annual return, comparison with the year before")
EXPLAIN = _l("Check the numbers of both years, and explain the change if it is real.")
POINTS = THRESHOLDS["Y213"]
FIRST_RETURN = _l("Will be compared when a return of the year before has been accepted")


def _moved_little(rule: str, before: int, now: int) -> bool:
    return not THRESHOLDS[rule].is_passed(before, now)


def _shares_moved_little(f: InstitutionYears) -> bool:
    """A share counts when it moved by so many points, which so many people stand for."""
    assert f.shares is not None and f.students_before is not None and f.students_now is not None
    if not (f.students_before and f.students_now):
        return True
    moved = (abs(n / f.students_now - b / f.students_before) for b, n in f.shares)
    return not any(by > POINTS.share and by * f.students_now > POINTS.number for by in moved)


def _is_no_copy(f: InstitutionYears) -> bool:
    assert f.cells is not None and f.cells_alike is not None
    return f.cells_alike < COPIED_CELLS or f.cells_alike < COPIED_SHARE * f.cells


def _is_no_new_ground(f: InstitutionYears) -> bool:
    assert f.new_countries is not None and f.new_partners is not None
    return not f.new_countries and len(f.new_partners) <= NEW_PARTNERS


def _weight_of_a_difference(f: CohortYears) -> Severity:
    """Those on leave explain a difference; then it is only to be confirmed."""
    return Severity.WARNING if f.is_explained_by_leave else Severity.ERROR


def _is_annexed(f: AgreementYears) -> bool:
    return not f.is_term_changed or bool(f.has_annex)


INSTITUTION_YEARS = Rulebook(
    code="return-years-institution",
    edition="2026",
    subject="return_years_institution",
    facts=institution_years,
    rules=(
        Rule(
            id="Y201",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The contingent of the institution changed by no more than usual."),
            otherwise=_l(
                "The contingent of the institution changed from %(students_before)s to "
                "%(students_now)s: by more than 25 %% and more than 10 persons."
            ),
            remedy=EXPLAIN,
            needs=("students_before", "students_now"),
            holds=lambda f: _moved_little("Y201", f.students_before, f.students_now),
            field="total_contingent",
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y204",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The number of programmes changed by no more than usual."),
            otherwise=_l(
                "The number of programmes changed from %(programmes_before)s to "
                "%(programmes_now)s: by more than 20 %% and more than 3."
            ),
            remedy=EXPLAIN,
            needs=("programmes_before", "programmes_now"),
            holds=lambda f: _moved_little("Y204", f.programmes_before, f.programmes_now),
            field="total_contingent",
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y212",
            severity=Severity.INFORMATION,
            clause=CHANGE,
            says=_l("The contingent was counted anew."),
            otherwise=_l(
                "%(cells_alike)s of %(cells)s rows of the contingent are the same as last year, "
                "years of entry and course included: was the old return copied?"
            ),
            remedy=_l("Count the contingent of this reference date."),
            needs=("cells", "cells_alike"),
            holds=_is_no_copy,
            field="total_contingent",
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y213",
            severity=Severity.INFORMATION,
            clause=CHANGE,
            says=_l("Women, foreign citizens and state grants keep about their shares."),
            otherwise=_l(
                "The share of women, foreign citizens or state grants moved by more than 20 "
                "points: women %(women_before)s and %(women_now)s, foreign citizens "
                "%(foreign_before)s and %(foreign_now)s, state grants %(grants_before)s and "
                "%(grants_now)s, of %(students_before)s and %(students_now)s students."
            ),
            remedy=_l("Check that sex, citizenship and funding stand in their columns."),
            needs=("shares", "students_before", "students_now"),
            holds=_shares_moved_little,
            field="total_contingent",
            values=(
                "women_before",
                "women_now",
                "foreign_before",
                "foreign_now",
                "grants_before",
                "grants_now",
            ),
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y214",
            severity=Severity.INFORMATION,
            clause=CHANGE,
            says=_l("No country is new, and at most 3 partners are."),
            otherwise=_l(
                "A country is new (%(new_countries)s), or more than 3 partners are "
                "(%(new_partners)s)."
            ),
            remedy=_l("Confirm that they are new, and not old ones under another code."),
            needs=("new_countries", "new_partners"),
            holds=_is_no_new_ground,
            field="inst_code",
            awaits=FIRST_RETURN,
        ),
    ),
)

LEVEL_YEARS = Rulebook(
    code="return-years-level",
    edition="2026",
    subject="return_years_level",
    facts=level_years,
    rules=(
        Rule(
            id="Y202",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The contingent of the level changed by no more than usual."),
            otherwise=_l(
                "The contingent of the level %(level)s changed from %(students_before)s to "
                "%(students_now)s: by more than 30 %% and more than 10 persons."
            ),
            remedy=EXPLAIN,
            needs=("level", "students_before", "students_now"),
            holds=lambda f: _moved_little("Y202", f.students_before, f.students_now),
            field="n",
            awaits=FIRST_RETURN,
        ),
    ),
)

PROGRAMME_YEARS = Rulebook(
    code="return-years-programme",
    edition="2026",
    subject="return_years_programme",
    facts=programme_years,
    rules=(
        Rule(
            id="Y203",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The contingent of the programme changed by no more than usual."),
            otherwise=_l(
                "The contingent of the programme changed from %(students_before)s to "
                "%(students_now)s: by more than 50 %% and more than 5 persons."
            ),
            remedy=EXPLAIN,
            needs=("students_before", "students_now"),
            holds=lambda f: _moved_little("Y203", f.students_before, f.students_now),
            field="prog_id",
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y206",
            severity=Severity.ERROR,
            clause=CHANGE,
            says=_l("The key stands for the same programme as last year."),
            otherwise=_l(
                "The key stood for another programme last year: its registry code, level or "
                "partner is not the same."
            ),
            remedy=_l("Give the new programme a key of its own, and close the old one."),
            needs=("changed",),
            holds=lambda f: not f.changed,
            field="prog_id",
            values=("changed",),
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y207",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("Students keep the credits, the path and the diplomas they were promised."),
            otherwise=_l(
                "Credits, the study path or the scheme of diplomas changed while students were "
                "on the programme."
            ),
            remedy=_l("Explain for which intakes the change holds, or correct the value."),
            needs=("reworked", "students_before"),
            applies=lambda f: f.students_before > 0,
            holds=lambda f: not f.reworked,
            field="ects_total",
            values=("reworked",),
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y210",
            severity=Severity.WARNING,
            clause=_l("Annual return, sheet 5 (movement)"),
            says=_l("No more students left than usual."),
            otherwise=_l(
                "%(withdrawn)s students left, of %(students_before)s counted last year: more "
                "than 20 %%."
            ),
            remedy=_l("Check the number, and explain why so many left."),
            needs=("withdrawn", "students_before"),
            holds=lambda f: not THRESHOLDS["Y210"].is_reached(f.withdrawn, f.students_before),
            field="prog_id",
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y211",
            severity=Severity.WARNING,
            clause=_l("Annual return, sheet 6 (graduates)"),
            says=_l("No more graduated than studied in the last year."),
            otherwise=_l(
                "%(graduated)s graduated, and last year only %(final_students)s were in the final "
                "course or repeated it."
            ),
            remedy=_l("Correct the graduates, or explain who graduated early."),
            needs=("graduated", "final_students"),
            holds=lambda f: f.graduated <= f.final_students,
            field="prog_id",
            awaits=FIRST_RETURN,
        ),
    ),
)

GONE_PROGRAMMES = Rulebook(
    code="return-years-gone",
    edition="2026",
    subject="return_years_gone",
    facts=gone_programmes,
    rules=(
        Rule(
            id="Y205",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("A programme that is not there any more was closed before."),
            otherwise=_l(
                "The programme %(missing_programme)s of last year is missing, and it was neither "
                "closed nor did its agreement end."
            ),
            remedy=_l("Add the programme with its last intake, or explain where it is."),
            needs=("missing_programme", "was_closed"),
            holds=lambda f: f.was_closed,
            field="prog_id",
            awaits=FIRST_RETURN,
        ),
    ),
)

AGREEMENT_YEARS = Rulebook(
    code="return-years-agreement",
    edition="2026",
    subject="return_years_agreement",
    facts=agreement_years,
    rules=(
        Rule(
            id="Y208",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The term is that of last year, or an annex changed it."),
            otherwise=_l(
                "The term changed since last year, and no annex, other file or protocol shows it."
            ),
            remedy=_l("Name the file of the annex, or correct the term."),
            needs=("is_term_changed", "has_annex"),
            holds=_is_annexed,
            field="end_date",
            values=("term_before", "ended_before", "term_now", "ends_now"),
            awaits=FIRST_RETURN,
        ),
    ),
)

COHORT_YEARS = Rulebook(
    code="return-years-cohort",
    edition="2026",
    subject="return_years_cohort",
    facts=cohort_years,
    rules=(
        Rule(
            id="X110",
            severity=Severity.ERROR,
            clause=_l("Annual return, sheets 4 and 5 (contingent, movement)"),
            says=_l("Last year's students, with who came and went, make this year's."),
            otherwise=_l(
                "Of the intake of %(entry_year)s there should be %(expected)s students after who "
                "came and went, and %(now)s are counted."
            ),
            remedy=_l("Correct the contingent or the movement; say who went on leave."),
            needs=("expected", "now"),
            holds=lambda f: f.expected == f.now,
            weighs=_weight_of_a_difference,
            field="n",
            values=(
                "entry_year",
                "before",
                "admitted",
                "transferred_in",
                "reinstated",
                "withdrawn",
                "graduated_total",
                "leave_before",
                "leave_now",
            ),
            awaits=FIRST_RETURN,
        ),
        Rule(
            id="Y209",
            severity=Severity.WARNING,
            clause=CHANGE,
            says=_l("The intake grew by those only who came into it later."),
            otherwise=_l(
                "The intake of %(entry_year)s has grown to %(present)s, and with those who came "
                "into it later it can be %(most)s at most."
            ),
            remedy=_l("Check the year of entry, or explain who was admitted later."),
            needs=("is_first_year", "most", "present"),
            applies=lambda f: not f.is_first_year,
            holds=lambda f: f.present <= f.most,
            field="n",
            values=("entry_year", "before", "transferred_in", "reinstated"),
            awaits=FIRST_RETURN,
        ),
    ),
)
