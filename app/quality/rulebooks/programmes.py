"""What the standards of quality ask of a programme that data can answer, on its page.

A rule says what its clause asks for; which standards it speaks to is in
`standards.py`. It is an error only where Order 152 or the European Approach says
that it must be so. `field` names the place where it is put right.
"""

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.quality.facts.programmes import (
    LANGUAGES,
    Level,
    ProgrammeKind,
    QualityFacts,
    programme_facts,
)

POLICY_YEARS, SURVEY_YEARS = 5, 2
ECTS_A_YEAR = (Decimal(45), Decimal(75))
# European Approach 3.3; of doctorates it says nothing.
VOLUMES = MappingProxyType({Level.BACHELOR: (180, 240), Level.MASTER: (60, 120)})
WEB = ("http://", "https://")


@dataclass(frozen=True)
class Threshold:
    """How many may leave in a year: so many, or a share of those who were there."""

    persons: int
    share: Decimal


WITHDRAWAL = Threshold(persons=3, share=Decimal("0.2"))


def _is_on_the_web(address: str | None) -> bool:
    return bool(address and address.startswith(WEB))


def _asks_for_something(f: QualityFacts) -> bool:
    """An average mark of zero asks nothing of anybody."""
    return f.admission_gpa is None or f.admission_gpa > 0


def _few_left(f: QualityFacts) -> bool:
    assert f.withdrawn is not None and f.withdrawn_share is not None
    return f.withdrawn <= WITHDRAWAL.persons or f.withdrawn_share <= WITHDRAWAL.share


def _was_filed_in_time(f: QualityFacts) -> bool:
    filed, due = f.figures_filed_on, f.figures_due_on
    return filed is not None and due is not None and filed <= due


def _is_of_usual_volume(f: QualityFacts) -> bool:
    least, most = VOLUMES[f.level]
    return least <= f.ects_total <= most


def _weight_of_volume(f: QualityFacts) -> Severity:
    """Below the least volume of a joint master it is an error; elsewhere it is unusual."""
    too_few = f.level is Level.MASTER and f.ects_total < VOLUMES[Level.MASTER][0]
    return Severity.ERROR if too_few else Severity.WARNING


def _outlasts_youngest(f: QualityFacts) -> bool:
    assert f.youngest_until and f.accredited_until
    return f.accredited_until >= f.youngest_until


def _awards_from_each_side(f: QualityFacts) -> bool:
    return f.programme_kind is not ProgrammeKind.JOINT_PROGRAMME


PROGRAMMES = Rulebook(
    code="programme-quality",
    edition="2026",
    subject="programme",
    facts=programme_facts,
    rules=(
        Rule(
            id="Q101",
            severity=Severity.WARNING,
            clause=_l("ESG 1.1; European Approach 9"),
            says=_l("The quality policy of the institution is published on the web."),
            otherwise=_l("The address of the quality policy is not one of the web."),
            remedy=_l("Enter the address under which anybody can read the policy."),
            needs=("policy_url",),
            holds=lambda f: _is_on_the_web(f.policy_url),
            field="policy_url",
            values=("policy_url",),
        ),
        Rule(
            id="Q102",
            severity=Severity.WARNING,
            clause=_l("ESG 1.1; European Approach 9"),
            says=_l("The quality policy was adopted within the last 5 years."),
            otherwise=_l("The quality policy was adopted more than 5 years ago."),
            remedy=_l("Review the policy, adopt it anew and enter the day."),
            needs=("policy_adopted_on",),
            holds=lambda f: f.is_within(POLICY_YEARS, f.policy_adopted_on),
            field="policy_adopted_on",
            values=("policy_adopted_on",),
        ),
        Rule(
            id="Q103",
            severity=Severity.WARNING,
            clause=_l("ESG 1.1 and 1.8; European Approach 9"),
            says=_l("The quality policy can be read in Kazakh, Russian and English."),
            otherwise=_l("The quality policy cannot be read in Kazakh, Russian and English alike."),
            remedy=_l("Publish the missing translation and enter the language."),
            needs=("policy_languages",),
            holds=lambda f: {*LANGUAGES} <= {*f.policy_languages},
            field="policy_languages",
            values=("policy_languages",),
        ),
        Rule(
            id="Q104",
            internal=True,
            severity=Severity.WARNING,
            clause=_l("ESG 1.3; European Approach 5.1"),
            says=_l("Students study in the languages that the programme declares."),
            otherwise=_l("Students study in a language that the programme does not declare."),
            remedy=_l("Correct the languages of study, or the language in the headcount."),
            needs=("study_languages", "taught_in"),
            holds=lambda f: {*f.taught_in} <= {*f.study_languages},
            field="languages",
            values=("study_languages", "taught_in"),
        ),
        Rule(
            id="Q105",
            severity=Severity.WARNING,
            clause=_l("ESG 1.4; European Approach 4.1"),
            says=_l("What is asked of applicants is recorded: a mark, a language or the rules."),
            otherwise=_l("An average mark of zero is asked of applicants, which is nothing."),
            remedy=_l("Enter the average mark that is really asked, or leave it empty."),
            needs=("admission",),
            holds=_asks_for_something,
            field="admission_gpa",
            values=("admission_gpa", "admission_language", "admission_url"),
        ),
        Rule(
            id="Q106",
            severity=Severity.ERROR,
            clause=_l("ESG 1.4; European Approach 4.2; Order 152, condition 3"),
            says=_l("All credits earned at the partners are planned to be recognised."),
            otherwise=_l(
                "Fewer credits are planned to be recognised than are earned at the partners."
            ),
            remedy=_l("Agree that all of them count at home, or correct the credits."),
            needs=("ects_recognised",),
            holds=lambda f: f.ects_recognised >= f.ects_partner,
            field="ects_recognised",
            values=("ects_partner", "ects_recognised"),
        ),
        Rule(
            id="Q107",
            severity=Severity.WARNING,
            clause=_l("ESG 1.4"),
            says=_l("A diploma supplement is issued with every diploma."),
            otherwise=_l("A diploma is awarded without a diploma supplement."),
            remedy=_l("Agree on a supplement with each diploma, and mark it."),
            needs=("without_supplement",),
            holds=lambda f: not f.without_supplement,
            field="awards",
            values=("without_supplement",),
        ),
        Rule(
            id="Q108",
            internal=True,
            severity=Severity.WARNING,
            clause=_l("ESG 1.4 and 1.9"),
            says=_l("Few students left the programme in the year."),
            otherwise=_l("More than 3 students and more than a fifth left in the year."),
            remedy=_l("Find out why they left, and plan what is to be done about it."),
            needs=("withdrawn", "withdrawn_share"),
            applies=lambda f: f.withdrawn > 0,
            holds=_few_left,
            field="movements",
            values=("counted_on", "withdrawn", "studied"),
        ),
        Rule(
            id="Q109",
            severity=Severity.WARNING,
            clause=_l("ESG 1.5; European Approach 1.2 and 7.1; Order 152, condition 4"),
            says=_l("Teachers of the home university take part."),
            otherwise=_l("No teacher of the home university takes part."),
            remedy=_l("Enter how many teachers of the home university teach in the programme."),
            needs=("staff_home",),
            holds=lambda f: f.staff_home > 0,
            field="staff_home",
            values=("staff_home",),
        ),
        Rule(
            id="Q110",
            severity=Severity.WARNING,
            clause=_l("ESG 1.6; European Approach 6"),
            says=_l("Students find on the web who supports them."),
            otherwise=_l("The address of what supports students is not one of the web."),
            remedy=_l("Enter the address of the page on support of students."),
            needs=("support_url",),
            holds=lambda f: _is_on_the_web(f.support_url),
            field="support_url",
            values=("support_url",),
        ),
        Rule(
            id="Q111",
            severity=Severity.WARNING,
            clause=_l("ESG 1.7"),
            says=_l("The figures of the last year that is due were filed in time."),
            otherwise=_l("The figures of the last year that is due were filed late, or not yet."),
            remedy=_l("File the figures; next year, before the last day of the collection."),
            needs=(),
            applies=lambda f: f.figures_year is not None,
            holds=_was_filed_in_time,
            field="year_figures",
            values=("figures_year", "figures_due_on", "figures_filed_on"),
        ),
        Rule(
            id="Q112",
            severity=Severity.WARNING,
            clause=_l("ESG 1.8; European Approach 8"),
            says=_l("The programme has a public page in Kazakh, Russian and English."),
            otherwise=_l("The public page of the programme is missing in some language."),
            remedy=_l("Publish the page in the missing language and enter its address."),
            needs=("public_pages",),
            holds=lambda f: {*LANGUAGES} <= {*f.public_pages},
            field="url_kk",
            values=("public_pages",),
        ),
        Rule(
            id="Q113",
            severity=Severity.WARNING,
            clause=_l("ESG 1.9"),
            says=_l("Students were asked for their opinion within the last 2 years."),
            otherwise=_l("Students were last asked for their opinion more than 2 years ago."),
            remedy=_l("Ask the students, and enter the day."),
            needs=("survey_on",),
            holds=lambda f: f.is_within(SURVEY_YEARS, f.survey_on),
            field="survey_on",
            values=("survey_on",),
        ),
        Rule(
            id="Q114",
            severity=Severity.WARNING,
            clause=_l("ESG 1.10"),
            says=_l("The programme is accredited today."),
            otherwise=_l("The programme is not accredited today."),
            remedy=_l("Record the accreditation, or apply for one."),
            needs=(),
            applies=lambda f: f.still_teaches,
            holds=lambda f: f.accredited_today,
            field="accreditations",
            values=("accredited_until",),
        ),
        Rule(
            id="Q115",
            severity=Severity.WARNING,
            clause=_l("ESG 1.10"),
            says=_l("The accreditation reaches the end of the youngest cohort's studies."),
            otherwise=_l("The accreditation ends before the youngest cohort can graduate."),
            remedy=_l("Apply for the next accreditation before this one ends."),
            needs=(),
            applies=lambda f: f.accredited_today and f.youngest_until is not None,
            holds=_outlasts_youngest,
            field="accreditations",
            values=("accredited_until", "youngest_until"),
        ),
        Rule(
            id="Q116",
            severity=Severity.WARNING,
            clause=_l("European Approach 1.1"),
            says=_l("A source or a ranking shows every partner to be a university."),
            otherwise=_l("Of some partners nothing but an entry by hand is known."),
            remedy=_l("Have the national centre add a place in a ranking or the source."),
            needs=("unsourced_partners",),
            holds=lambda f: not f.unsourced_partners,
            field="partner_status",
            values=("unsourced_partners",),
        ),
        Rule(
            id="Q117",
            severity=Severity.WARNING,
            clause=_l("European Approach 1.2"),
            says=_l("Every partner of the programme has a period of study."),
            otherwise=_l("A partner of the programme has no period of study."),
            remedy=_l("Enter who teaches each period, or take the partner out."),
            needs=("idle_partners",),
            holds=lambda f: not f.idle_partners,
            field="periods",
            values=("idle_partners",),
        ),
        Rule(
            id="Q118",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3; Order 152, condition 3"),
            says=_l("The agreement is in force while the programme admits students."),
            otherwise=_l("The programme admits students, but its agreement is not in force."),
            remedy=_l("Renew the agreement, or close the intake."),
            needs=("in_force",),
            applies=lambda f: f.is_concluded and f.intake_open,
            holds=lambda f: f.in_force,
            field="agreement_id",
        ),
        Rule(
            id="Q119",
            severity=Severity.WARNING,
            clause=_l("ESG 1.2; European Approach 3.2"),
            says=_l("A year of study has about 60 credits, from 45 to 75."),
            otherwise=_l("A year of study has fewer than 45 credits, or more than 75."),
            remedy=_l("Check the total of credits and the duration."),
            needs=("ects_a_year",),
            holds=lambda f: ECTS_A_YEAR[0] <= f.ects_a_year <= ECTS_A_YEAR[1],
            field="ects_total",
            values=("ects_total", "duration_months", "ects_a_year"),
        ),
        Rule(
            id="Q120",
            severity=Severity.WARNING,
            clause=_l("European Approach 3.3"),
            says=_l("The volume is usual of a joint programme of the level."),
            otherwise=_l(
                "The volume is not usual of a joint programme: 180 to 240 credits for a "
                "bachelor, 60 to 120 for a master, and never fewer."
            ),
            remedy=_l("Check the total of credits; be ready to explain it to an agency."),
            needs=(),
            applies=lambda f: f.level in VOLUMES,
            holds=_is_of_usual_volume,
            weighs=_weight_of_volume,
            field="ects_total",
            values=("ects_total", "level"),
        ),
        Rule(
            id="Q121",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.1; Order 152, condition 5"),
            says=_l("Each side awards its degree, or all award one joint degree."),
            otherwise=_l("A side of the programme awards no degree to coming intakes."),
            remedy=_l("Enter the degree of each side, or the joint degree."),
            needs=("not_awarding",),
            applies=_awards_from_each_side,
            holds=lambda f: not f.not_awarding,
            field="awards",
            values=("not_awarding",),
        ),
    ),
)
