"""What is checked of a curriculum: outcomes, modules, recognition, conversion of grades.

Nothing recorded is unknown, never broken. `field` names the part of the curriculum in
which a finding is put right. Only the figures of credits that were earned are internal.
"""

from flask_babel import lazy_gettext as _l

from app.curriculum.facts import CurriculumFacts, programme_facts
from app.kernel.rules import Rule, Rulebook, Severity

OUTCOMES = _l("ESG 1.2; European Approach 2.1")
CREDITS = _l("European Approach 3.2")
RECOGNITION = _l("Order 152, condition 3; European Approach 4.2")
GRADES = _l("European Approach 1.3 and 5.2")


def _all_earned_is_recognised(f: CurriculumFacts) -> bool:
    assert f.credits_earned is not None and f.credits_earned_recognised is not None
    return f.credits_earned_recognised >= f.credits_earned


CURRICULUM = Rulebook(
    code="programme-curriculum",
    edition="2026",
    subject="programme",
    facts=programme_facts,
    rules=(
        Rule(
            id="C101",
            severity=Severity.WARNING,
            clause=OUTCOMES,
            says=_l("The learning outcomes of the programme are recorded."),
            otherwise=_l("The curriculum has no learning outcomes."),
            remedy=_l("Enter what graduates know and can do."),
            needs=("outcomes",),
            holds=lambda f: f.outcomes > 0,
            field="outcomes",
            values=("outcomes",),
        ),
        Rule(
            id="C102",
            severity=Severity.WARNING,
            clause=_l("ESG 1.2; European Approach 3.1"),
            says=_l("Each outcome is covered by at least one module."),
            otherwise=_l("No module covers some of the outcomes."),
            remedy=_l("Name the outcomes beside the modules that work towards them."),
            needs=("uncovered",),
            holds=lambda f: not f.uncovered,
            field="modules_home",
            values=("uncovered",),
        ),
        Rule(
            id="C103",
            severity=Severity.WARNING,
            clause=RECOGNITION,
            says=_l("Each module of the partners counts at home, for a module or as an elective."),
            otherwise=_l("Some modules of the partners count for nothing at home."),
            remedy=_l("Say for which module each counts, or count it as an elective."),
            needs=("unmatched",),
            holds=lambda f: not f.unmatched,
            field="matches",
            values=("unmatched",),
        ),
        Rule(
            id="C104",
            severity=Severity.WARNING,
            clause=CREDITS,
            says=_l("The modules studied at home add up to the credits at home."),
            otherwise=_l("The modules studied at home do not add up to the credits at home."),
            remedy=_l("Complete the home plan, or correct the credits of the programme."),
            needs=("credits_home",),
            holds=lambda f: f.credits_home == f.ects_home,
            field="modules_home",
            values=("ects_home", "credits_home"),
        ),
        Rule(
            id="C105",
            severity=Severity.WARNING,
            clause=CREDITS,
            says=_l("The partner's modules add up to the credits at the partner."),
            otherwise=_l("The partner's modules do not add up to the credits at the partner."),
            remedy=_l("Complete the partner's modules, or correct the credits of the programme."),
            needs=("credits_partner",),
            holds=lambda f: f.credits_partner == f.ects_partner,
            field="modules_partner",
            values=("ects_partner", "credits_partner"),
        ),
        Rule(
            id="C106",
            severity=Severity.WARNING,
            clause=RECOGNITION,
            says=_l("All credits of the partners' modules are recognised at home."),
            otherwise=_l("Credits of the partners' modules are left that nobody recognises."),
            remedy=_l("Recognise the rest as electives, or agree on other modules."),
            needs=("credits_unrecognised",),
            holds=lambda f: f.credits_unrecognised == 0,
            field="matches",
            values=("credits_partner", "credits_unrecognised"),
        ),
        Rule(
            id="C107",
            severity=Severity.INFORMATION,
            clause=RECOGNITION,
            says=_l("As many credits are recognised by modules as the programme plans."),
            otherwise=_l("Other credits are recognised by modules than the programme plans."),
            remedy=_l("Correct the recognition of modules, or the credits of the programme."),
            needs=("ects_recognised", "credits_recognised"),
            holds=lambda f: f.credits_recognised == f.ects_recognised,
            field="matches",
            values=("ects_recognised", "credits_recognised"),
        ),
        Rule(
            id="C108",
            severity=Severity.WARNING,
            clause=_l("European Approach 1.2"),
            says=_l("Each university that takes part teaches at least one module."),
            otherwise=_l("A university takes part, but no module of it is recorded."),
            remedy=_l("Enter what it teaches, or take it from the partners of the programme."),
            needs=("silent_sides",),
            holds=lambda f: not f.silent_sides,
            field="silent_sides",
            values=("silent_sides", "modules_home", "modules_partner"),
        ),
        Rule(
            id="C109",
            severity=Severity.WARNING,
            clause=GRADES,
            says=_l("The grades of each partner are converted."),
            otherwise=_l("Of some partner it is not recorded what its grades become at home."),
            remedy=_l("Enter the conversion of grades that was agreed with the partner."),
            needs=("unconverted",),
            holds=lambda f: not f.unconverted,
            field="grades",
            values=("unconverted",),
        ),
        Rule(
            id="C110",
            severity=Severity.WARNING,
            clause=GRADES,
            says=_l("Each grade of the partners has its grade at home."),
            otherwise=_l("Some grades of a partner have no grade at home."),
            remedy=_l("Agree with the partner what they become, and enter it."),
            needs=("undecided",),
            holds=lambda f: not f.undecided,
            field="grades",
            values=("undecided",),
        ),
        Rule(
            id="C111",
            internal=True,
            severity=Severity.WARNING,
            clause=RECOGNITION,
            says=_l("All credits that students earned at the partners were recognised."),
            otherwise=_l("Students earned credits at the partners that were not recognised."),
            remedy=_l("Recognise what was earned, or put the credits of the stays right."),
            needs=("credits_earned", "credits_earned_recognised"),
            applies=lambda f: f.stays != 0,
            holds=_all_earned_is_recognised,
            field="mobilities",
            values=("credits_earned", "credits_earned_recognised"),
        ),
    ),
)
