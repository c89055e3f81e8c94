"""What the counts say of a programme, shown on its page: one year, its latest.

`field` names the table of counts in which the finding is put right.
"""

from flask_babel import lazy_gettext as _l

from app.cohorts.facts.counts import CountsFacts, Diplomas, DiplomaScheme, ProgrammeKind, facts
from app.kernel.rules import Rule, Rulebook, Severity

CONDITION_2 = _l("Order 152, condition 2")
CONDITION_5 = _l("Order 152, condition 5")


def _diplomas_fit(f: CountsFacts) -> bool:
    one_joint = f.diploma_scheme is DiplomaScheme.ONE_JOINT
    joint = one_joint or f.programme_kind is ProgrammeKind.JOINT_DEGREE
    both = not one_joint and f.programme_kind is not ProgrammeKind.JOINT_PROGRAMME
    return (both or Diplomas.BOTH not in f.diplomas) and (joint or Diplomas.JOINT not in f.diplomas)


COUNTS = Rulebook(
    code="programme-counts",
    edition="2026",
    subject="programme",
    facts=facts,
    rules=(
        Rule(
            id="X105",
            internal=True,
            severity=Severity.WARNING,
            clause=_l("Annual return, sheet 4 (contingent)"),
            says=_l("The programme admits students and has some."),
            otherwise=_l("The programme admits students and has none: it is dormant."),
            remedy=_l("Enter the contingent, close the intake, or revive the programme."),
            needs=("year", "intake_open", "first_intake", "students"),
            applies=lambda f: f.intake_open and f.first_intake <= f.year,
            holds=lambda f: f.students > 0,
            field="contingents",
            values=("first_intake", "counted_on", "students"),
        ),
        Rule(
            id="X111",
            internal=True,
            severity=Severity.ERROR,
            clause=_l("Annual return, sheets 5 and 6 (movement, graduates)"),
            says=_l("Movement and diplomas have the same number of graduates."),
            otherwise=_l("Movement and diplomas have different numbers of graduates."),
            remedy=_l("Compare the two by cohort and correct the one that is wrong."),
            needs=("graduated", "graduates"),
            holds=lambda f: f.graduated == f.graduates,
            field="graduations",
            values=("counted_on", "graduated", "graduates"),
        ),
        Rule(
            id="X112",
            internal=True,
            severity=Severity.WARNING,
            clause=CONDITION_2,
            says=_l("As many students are counted at the partner as mobility has on that day."),
            otherwise=_l("Contingent and mobility have different numbers of students abroad."),
            remedy=_l("Correct the place of study in the contingent, or the periods of mobility."),
            needs=("at_partner", "mobile"),
            holds=lambda f: f.at_partner == f.mobile,
            field="mobilities",
            values=("counted_on", "at_partner", "mobile"),
        ),
        Rule(
            id="X113",
            internal=True,
            severity=Severity.WARNING,
            clause=CONDITION_5,
            says=_l("The diplomas awarded fit the kind of programme and its scheme."),
            otherwise=_l(
                "Diplomas were counted that the kind of programme or its scheme excludes."
            ),
            remedy=_l("Correct the diplomas of the graduates, or the scheme of the programme."),
            needs=("programme_kind", "diploma_scheme"),
            applies=lambda f: bool({Diplomas.BOTH, Diplomas.JOINT}.intersection(f.diplomas)),
            holds=_diplomas_fit,
            field="graduations",
            values=("diplomas", "programme_kind", "diploma_scheme"),
        ),
        Rule(
            id="X114",
            internal=True,
            severity=Severity.WARNING,
            clause=CONDITION_5,
            says=_l("Everybody who graduated more than a year ago holds the diplomas."),
            otherwise=_l("Some who graduated more than a year ago still wait for a diploma."),
            remedy=_l("Ask for the missing diplomas, and count them when they are issued."),
            needs=(),
            applies=lambda f: f.graduates_over_a_year > 0,
            holds=lambda f: f.late_diplomas == 0,
            field="graduations",
            values=("late_diplomas", "graduates_over_a_year"),
        ),
        Rule(
            id="X115",
            internal=True,
            severity=Severity.WARNING,
            clause=CONDITION_2,
            says=_l("Students are where the study path puts their course."),
            otherwise=_l("Students of some courses are where the study path does not put them."),
            remedy=_l("Correct the place of study or the course, or the study path."),
            needs=("path_text", "misplaced"),
            holds=lambda f: f.misplaced == 0,
            field="contingents",
            values=("path_text", "misplaced_in", "misplaced"),
        ),
        Rule(
            id="X117",
            internal=True,
            severity=Severity.WARNING,
            clause=_l("Annual return, sheet 7 (mobility)"),
            says=_l("Students stay in the country of the partner."),
            otherwise=_l("Students stay in a country that is not the partner's."),
            remedy=_l("Correct the country of stay, or name the campus in the agreement."),
            needs=("partner_countries",),
            applies=lambda f: bool(f.stay_countries),
            holds=lambda f: {*f.stay_countries} <= {*f.partner_countries},
            field="mobilities",
            values=("stay_countries", "partner_countries"),
        ),
    ),
)
