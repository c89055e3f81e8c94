"""The rows of counts, one by one (sheets 4 to 8)."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.returns.facts.lines import (
    STATE_GRANT,
    Direction,
    Grade,
    StudyPlace,
    contingent,
    graduates,
    judgements,
    mobility,
    movement,
)
from app.returns.facts.thresholds import MOST_ALIKE

SHEET_4 = _l("Annual return, sheet 4 (contingent)")
SHEET_5 = _l("Annual return, sheet 5 (movement)")
SHEET_6 = _l("Annual return, sheet 6 (graduates)")
SHEET_7 = _l("Annual return, sheet 7 (mobility)")
SHEET_8 = _l("Annual return, sheet 8 (quality assurance)")
CONDITION_2 = _l("Order 152, condition 2")
HOME_COUNTRY = "KZ"

CONTINGENT = Rulebook(
    code="return-contingent",
    edition="2026",
    subject="return_contingent",
    facts=contingent,
    rules=(
        Rule(
            id="F401",
            severity=Severity.ERROR,
            clause=SHEET_4,
            says=_l("The row counts somebody."),
            otherwise=_l("The row counts nobody: neither students nor anybody on leave."),
            remedy=_l("Enter how many there are, or delete the row."),
            needs=("n",),
            holds=lambda f: f.n + f.n_leave >= 1,
            field="n",
            values=("n", "n_leave"),
        ),
        Rule(
            id="F402",
            severity=Severity.ERROR,
            clause=SHEET_4,
            says=_l("The course year is one that the programme has, or a repeated one."),
            otherwise=_l(
                "The course year is %(course_year)s, and the programme has %(nominal_years)s; "
                "one more is possible for those who repeat."
            ),
            remedy=_l("Correct the course year, or the duration of the programme."),
            needs=("course_year", "longest_course"),
            holds=lambda f: f.course_year <= f.longest_course,
            field="course_year",
            values=("nominal_years",),
        ),
        Rule(
            id="F403",
            severity=Severity.ERROR,
            clause=SHEET_4,
            says=_l("No other row has the same attributes."),
            otherwise=_l("%(alike)s rows have exactly the same attributes."),
            remedy=_l("Add the rows up into one, or correct the attribute that differs."),
            needs=(),
            holds=lambda f: f.alike == 1,
            field="prog_id",
            values=("alike",),
        ),
        Rule(
            id="F404",
            severity=Severity.WARNING,
            clause=CONDITION_2,
            says=_l("It is said who pays for the time at the partner."),
            otherwise=_l("These students are at the partner, and it is not said who pays there."),
            remedy=_l("Enter the funding at the partner; choose free of charge if nobody pays."),
            needs=("direction", "place_now"),
            applies=lambda f: f.direction is Direction.OUT and f.place_now is StudyPlace.PARTNER,
            holds=lambda f: f.is_paid_at_partner,
            field="funding_partner",
        ),
        Rule(
            id="F405",
            severity=Severity.ERROR,
            clause=SHEET_4,
            says=_l("The students entered between the first intake and the year of the return."),
            otherwise=_l(
                "The year of entry is %(entry_year)s: before the first intake (%(first_intake)s) "
                "or after the year of the return."
            ),
            remedy=_l("Correct the year of entry, or the first intake of the programme."),
            needs=("entry_year", "first_intake"),
            holds=lambda f: f.first_intake <= f.entry_year <= f.year,
            field="entry_year",
        ),
        Rule(
            id="F406",
            severity=Severity.WARNING,
            clause=SHEET_4,
            says=_l("State grants go to citizens of Kazakhstan."),
            otherwise=_l(
                "Foreign citizens are counted with a state grant; that is possible by quota only."
            ),
            remedy=_l("Correct the funding or the citizenship, or confirm the quota."),
            needs=("funding", "citizenship"),
            applies=lambda f: f.funding == STATE_GRANT,
            holds=lambda f: f.citizenship == HOME_COUNTRY,
            field="funding",
            values=("citizenship",),
        ),
        Rule(
            id="F407",
            severity=Severity.WARNING,
            clause=SHEET_4,
            says=_l("The row counts no more students than are alike in everything."),
            otherwise=_l("%(n)s students are alike in everything: a total was probably entered."),
            remedy=_l("Divide them by sex, citizenship, funding and place, or confirm the number."),
            needs=("n",),
            holds=lambda f: f.n <= MOST_ALIKE,
            field="n",
        ),
    ),
)

MOVEMENT = Rulebook(
    code="return-movement",
    edition="2026",
    subject="return_movement",
    facts=movement,
    rules=(
        Rule(
            id="F501",
            severity=Severity.ERROR,
            clause=SHEET_5,
            says=_l("It is said why students left."),
            otherwise=_l("%(withdrawn)s students left, and no reason is given."),
            remedy=_l("Choose the reason; write one row for each reason."),
            needs=("withdrawn",),
            applies=lambda f: f.withdrawn > 0,
            holds=lambda f: f.withdraw_reason is not None,
            field="withdraw_reason",
        ),
    ),
)

GRADUATES = Rulebook(
    code="return-graduates",
    edition="2026",
    subject="return_graduates",
    facts=graduates,
    rules=(
        Rule(
            id="F601",
            severity=Severity.ERROR,
            clause=SHEET_6,
            says=_l("No part of the graduates is larger than all of them."),
            otherwise=_l("A part of the graduates (%(largest_part)s) is larger than all (%(n)s)."),
            remedy=_l(
                "Correct the number of graduates, or of those on time, with honours, with a "
                "supplement, recognised or employed."
            ),
            needs=("n", "largest_part"),
            holds=lambda f: f.largest_part <= f.n,
            field="n",
            values=("on_time", "honours", "ds_issued", "recog_cert", "employed_1y"),
        ),
    ),
)

MOBILITY = Rulebook(
    code="return-mobility",
    edition="2026",
    subject="return_mobility",
    facts=mobility,
    rules=(
        Rule(
            id="F701",
            severity=Severity.ERROR,
            clause=SHEET_7,
            says=_l("The period abroad has a possible length and a country abroad."),
            otherwise=_l(
                "The period ends before it begins, is longer than 36 months, or is in Kazakhstan "
                "without a partner there."
            ),
            remedy=_l("Correct the days of the period, or the country."),
            needs=("is_possible",),
            holds=lambda f: f.is_possible,
            field="period_end",
            values=("period_start", "period_end", "country"),
        ),
        Rule(
            id="F702",
            severity=Severity.WARNING,
            clause=_l("Order 152, condition 3"),
            says=_l("All credits that were earned are recognised."),
            otherwise=_l(
                "Of %(ects_earned)s credits earned only %(ects_recognised)s are recognised; they "
                "have to be transferred without more ado."
            ),
            remedy=_l("Recognise the rest, or explain why it is not recognised."),
            needs=("ects_recognised",),
            applies=lambda f: f.ects_earned is not None,
            holds=lambda f: f.ects_recognised >= f.ects_earned,
            field="ects_recognised",
            values=("ects_earned",),
        ),
    ),
)

JUDGEMENTS = Rulebook(
    code="return-quality",
    edition="2026",
    subject="return_quality",
    facts=judgements,
    rules=(
        Rule(
            id="F801",
            severity=Severity.ERROR,
            clause=SHEET_8,
            says=_l("The judgement has what belongs to it: evidence, or a plan."),
            otherwise=_l(
                "A low judgement lacks its comment, its action or the day by which it is done; "
                "or a high one lacks its evidence."
            ),
            remedy=_l(
                "Below substantial compliance, write why, what will be done and until when; "
                "otherwise name the evidence."
            ),
            needs=("judgement",),
            applies=lambda f: f.judgement is not Grade.NOT_ASSESSED,
            holds=lambda f: f.has_plan if f.is_low else f.evidence_ref is not None,
            field="judgement",
            values=("judgement", "comment", "action", "action_due", "evidence_ref"),
        ),
    ),
)
