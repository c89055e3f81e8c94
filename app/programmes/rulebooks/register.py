"""What the register checks of a programme by itself, shown on its page.

The identifiers and severities are those of the annual return, and its texts stand
in `seed/reference/return_rules.csv`; R001 and on are the register's own. To add a
check: a `Rule` here, and a fact in `facts.py` if it needs one. `field` names the
field of the edit page.
"""

import re
import unicodedata
from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.programmes.facts import (
    DiplomaScheme,
    Level,
    ProgrammeFacts,
    ProgrammeKind,
    RegistryStatus,
    facts,
)

CODE = re.compile(r"(6B|7M|8D|7R)[0-9]{5}|(6B|7M|8D)[0-9]{2}088[0-9]{2}")
PREFIXES = MappingProxyType(
    {Level.BACHELOR: "6B", Level.MASTER: "7M", Level.DOCTORAL: "8D", Level.RESIDENCY: "7R"}
)
LEAST_ECTS = MappingProxyType({"B": 240, "M-SP": 120, "M-PR": 60, "D": 180})
# Bachelors of five years: veterinary medicine and health care whole, and of two wider
# directions what calls itself architecture or design.
LONG_ECTS = 300
LONG_DIRECTIONS = ("6B091", "6B101")
LONG_BY_NAME = ("6B073", "6B021")
LONG_NAMES = re.compile("architect|design|архитект|дизайн|сәулет", re.IGNORECASE)
TOLERANCE_MONTHS = 2
ACCREDITED_YEARS, ACCREDITED_YEARS_BY_EUROPEAN_APPROACH = 7, 6
REVIEW_YEARS = 5
TAUGHT_ON_BOTH_SIDES = (ProgrammeKind.DOUBLE, ProgrammeKind.MULTIPLE, ProgrammeKind.JOINT_DEGREE)

SHEET = _l("Annual return, sheet 3 (programmes)")
REGISTRY = _l("Register of educational programmes")
CLASSIFIER = _l("Classifier of training directions, Order 569")


def _has_enough_credits(f: ProgrammeFacts) -> bool:
    assert f.ects_total is not None and f.ects_home is not None and f.ects_partner is not None
    parts = f.ects_home, f.ects_partner
    divided = f.programme_kind not in TAUGHT_ON_BOTH_SIDES or all(part > 0 for part in parts)
    return divided and sum(parts) >= f.ects_total


def _has_periods_on_both_sides(f: ProgrammeFacts) -> bool:
    given = f.periods_home, f.periods_partner
    laid = (f.path.periods_home, f.path.periods_partner) if f.path else None
    agrees = given == laid if laid else f.path_text is None
    return agrees and all(number and number >= 1 for number in given)


def _is_long(f: ProgrammeFacts) -> bool:
    code = f.registry_code or ""
    named = LONG_NAMES.search(f"{f.name_kk} {f.name_ru} {f.name_en}")
    return code.startswith(LONG_DIRECTIONS) or (code.startswith(LONG_BY_NAME) and bool(named))


def _usual_ects(f: ProgrammeFacts) -> int:
    return LONG_ECTS if _is_long(f) else LEAST_ECTS[f.volume or ""]


def _weight_of_few_credits(f: ProgrammeFacts) -> Severity:
    """An error below the least of the level, a warning between that and five years."""
    assert f.ects_total is not None
    too_few = f.ects_total < LEAST_ECTS[f.volume or ""]
    return Severity.ERROR if too_few else Severity.WARNING


def _names_differ(f: ProgrammeFacts) -> bool:
    names = [name.strip().casefold() for name in (f.name_kk, f.name_ru, f.name_en)]
    return all(names) and len({*names}) > 1


def _letters(name: str) -> list[str]:
    """The alphabets of a name's letters, one for each letter; some letters have no name."""
    return [unicodedata.name(ch, "OTHER").split()[0] for ch in name if ch.isalpha()]


def _names_are_in_their_letters(f: ProgrammeFacts) -> bool:
    return "CYRILLIC" in _letters(f.name_kk) and {*_letters(f.name_en)} == {"LATIN"}


def _accreditations_are_of_proper_length(f: ProgrammeFacts) -> bool:
    return all(
        0
        < decision.years
        <= (
            ACCREDITED_YEARS_BY_EUROPEAN_APPROACH
            if decision.by_european_approach
            else ACCREDITED_YEARS
        )
        for decision in f.accreditations or ()
    )


REGISTER = Rulebook(
    code="programme-register",
    edition="2026",
    subject="programme",
    facts=facts,
    rules=(
        Rule(
            id="F301",
            severity=Severity.ERROR,
            clause=CLASSIFIER,
            says=_l("The registry code is well formed and its direction is in the classifier."),
            otherwise=_l(
                "The registry code is not of the form 6B04101 or 6B0408801, or its direction is "
                "not in the classifier."
            ),
            remedy=_l("Copy the code from the register of educational programmes."),
            needs=("registry_code", "is_in_classifier"),
            holds=lambda f: bool(CODE.fullmatch(f.registry_code)) and f.is_in_classifier,
            field="registry_code",
            values=("registry_code",),
        ),
        Rule(
            id="F302",
            severity=Severity.ERROR,
            clause=CLASSIFIER,
            says=_l("The registry code begins as the level requires."),
            otherwise=_l(
                "The registry code does not begin as the level requires: 6B for a bachelor, 7M "
                "for a master, 8D for a doctoral programme, 7R for residency."
            ),
            remedy=_l("Correct the code or the level."),
            needs=("registry_code", "level"),
            holds=lambda f: f.registry_code.startswith(PREFIXES[f.level]),
            field="registry_code",
            values=("registry_code", "level"),
        ),
        Rule(
            id="F303",
            severity=Severity.ERROR,
            clause=_l("European Approach 3.2; Order 152, condition 2"),
            says=_l("The credits of the sides make up the whole, and each side gives some."),
            otherwise=_l(
                "The credits of the sides together are fewer than the whole, or one side of a "
                "double or joint degree gives none."
            ),
            remedy=_l("Enter the credits of each side as the joint curriculum divides them."),
            needs=("programme_kind", "ects_total", "ects_home", "ects_partner"),
            holds=_has_enough_credits,
            field="ects_total",
            values=("ects_total", "ects_home", "ects_partner"),
        ),
        Rule(
            id="F304",
            severity=Severity.ERROR,
            clause=_l("European Approach 3.3; credit volumes of the levels in Kazakhstan"),
            says=_l("The credits reach the least volume of the level."),
            otherwise=_l(
                "The credits do not reach the least volume of the level: 240 for a bachelor, 120 "
                "for a scientific and pedagogical master, 60 for a profile master, 180 for a "
                "doctoral programme; 300 is usual for a bachelor of veterinary medicine, health "
                "care, architecture or design."
            ),
            remedy=_l("Correct the total of credits, the level or the track."),
            needs=("volume", "ects_total"),
            applies=lambda f: f.volume in LEAST_ECTS,
            holds=lambda f: f.ects_total >= _usual_ects(f),
            weighs=_weight_of_few_credits,
            field="ects_total",
            values=("ects_total", "level", "track"),
        ),
        Rule(
            id="F305",
            severity=Severity.ERROR,
            clause=_l("Order 152, condition 2"),
            says=_l("The study path has periods at home and at the partner."),
            otherwise=_l(
                "The study path has no period at home or none at the partner, or it is not made of "
                "the periods that are given."
            ),
            remedy=_l("Correct the study path, or the number of periods."),
            needs=("programme_kind", "periods_home", "periods_partner"),
            applies=lambda f: f.programme_kind in TAUGHT_ON_BOTH_SIDES,
            holds=_has_periods_on_both_sides,
            field="periods",
            values=("path_text",),
        ),
        Rule(
            id="F306",
            severity=Severity.WARNING,
            clause=SHEET,
            says=_l("The study path is as long as the programme, give or take 2 months."),
            otherwise=_l("The study path and the duration of the programme do not agree."),
            remedy=_l("Correct the periods, their unit, or the duration in months."),
            needs=("path_months", "duration_months"),
            holds=lambda f: abs(f.path_months - f.duration_months) <= TOLERANCE_MONTHS,
            field="periods",
            values=("path_text", "path_months", "duration_months"),
        ),
        Rule(
            id="F307",
            severity=Severity.WARNING,
            clause=_l("Reviews of double-degree education by NCHED: formats of study"),
            says=_l("The format is one of the usual ones of the level."),
            otherwise=_l(
                "The format is unusual for the level. Usual are 2+2, 1+3 and 3+1 years for a "
                "bachelor; 1+1, 2+2, 1+3 and 3+1 semesters for a master."
            ),
            remedy=_l("Check the periods and their unit; keep the path if it is right."),
            needs=("path", "level"),
            holds=lambda f: f.path.is_usual(f.level),
            field="periods",
            values=("path_text", "level"),
        ),
        Rule(
            id="F308",
            severity=Severity.ERROR,
            clause=_l("ESG 1.8; European Approach 8"),
            says=_l("The name is given in Kazakh, Russian and English."),
            otherwise=_l(
                "A name is missing, or the same text stands for Kazakh, Russian and English."
            ),
            remedy=_l("Translate the name; only a proper name stays the same in all three."),
            needs=(),
            holds=_names_differ,
            field="name_kk",
            values=("name_kk", "name_ru", "name_en"),
        ),
        Rule(
            id="F309",
            severity=Severity.WARNING,
            clause=_l("ESG 1.8; European Approach 8"),
            says=_l("The Kazakh name is in Cyrillic letters, the English one in Latin."),
            otherwise=_l(
                "The Kazakh name has no Cyrillic letter, or the English one has other letters "
                "than Latin."
            ),
            remedy=_l("Check that each name stands in its own field and is typed in its alphabet."),
            needs=(),
            applies=lambda f: bool(f.name_kk and f.name_en),
            holds=_names_are_in_their_letters,
            field="name_kk",
            values=("name_kk", "name_en"),
        ),
        Rule(
            id="F310",
            severity=Severity.ERROR,
            clause=_l("Order 152, condition 5"),
            says=_l("One joint diploma is awarded by a joint-degree programme."),
            otherwise=_l("One joint diploma is chosen, but the programme is not a joint degree."),
            remedy=_l("Correct the kind of programme or the scheme of diplomas."),
            needs=("diploma_scheme", "programme_kind"),
            applies=lambda f: f.diploma_scheme is DiplomaScheme.ONE_JOINT,
            holds=lambda f: f.programme_kind is ProgrammeKind.JOINT_DEGREE,
            field="diploma_scheme",
            values=("diploma_scheme", "programme_kind"),
        ),
        Rule(
            id="F312",
            severity=Severity.WARNING,
            clause=REGISTRY,
            says=_l("The programme admits students and is in the register."),
            otherwise=_l("The programme admits students, but it is not in the register."),
            remedy=_l("Apply for inclusion, record the new status, or close the intake."),
            needs=("intake_open", "registry_status"),
            applies=lambda f: f.intake_open,
            holds=lambda f: f.registry_status is RegistryStatus.INCLUDED,
            field="registry_status",
            values=("registry_status",),
        ),
        Rule(
            id="F313",
            severity=Severity.WARNING,
            clause=_l("ESG 1.10"),
            says=_l("The accreditation reaches the next reference date."),
            otherwise=_l(
                "There is no accreditation, or it has ended or ends before the next reference date."
            ),
            remedy=_l("Record the accreditation, or apply for a new one in time."),
            needs=("still_teaches",),
            applies=lambda f: f.still_teaches,
            holds=lambda f: bool(f.accredited_until and f.accredited_until >= f.next_reference_on),
            field="accreditations",
            values=("accredited_until", "next_reference_on"),
        ),
        Rule(
            id="F314",
            severity=Severity.ERROR,
            clause=_l("ESG 1.10; European Approach, validity of 6 years"),
            says=_l(
                "Each accreditation is valid for at most 7 years, or 6 by the European Approach."
            ),
            otherwise=_l(
                "An accreditation is valid for more than 7 years (6 by the European Approach), "
                "or ends before it begins."
            ),
            remedy=_l("Correct the days of the accreditation."),
            needs=("accreditations",),
            applies=lambda f: bool(f.accreditations),
            holds=_accreditations_are_of_proper_length,
            field="accreditations",
            values=("agencies",),
        ),
        Rule(
            id="F315",
            severity=Severity.WARNING,
            clause=_l("Order 152, condition 4; European Approach 1.2"),
            says=_l("Teachers of the partner take part."),
            otherwise=_l("No teacher of the partner takes part: joint teaching is not shown."),
            remedy=_l("Enter how many teachers of the partner teach in the programme."),
            needs=("staff_partner",),
            holds=lambda f: f.staff_partner > 0,
            field="staff_partner",
            values=("staff_partner",),
        ),
        Rule(
            id="F316",
            severity=Severity.WARNING,
            clause=_l("ESG 1.6; European Approach 6"),
            says=_l("The coordinators of the sides write from addresses of their own."),
            otherwise=_l("The coordinators of both sides have addresses of the same domain."),
            remedy=_l("Enter the partner's own coordinator and address."),
            needs=("coordinator_domain", "partner_domains"),
            holds=lambda f: f.coordinator_domain not in f.partner_domains,
            field="partners",
            values=("coordinator_domain", "partner_domains"),
        ),
        Rule(
            id="F317",
            severity=Severity.INFORMATION,
            clause=_l("ESG 1.9"),
            says=_l("The programme was reviewed within the last 5 years."),
            otherwise=_l("The programme was never reviewed, or more than 5 years ago."),
            remedy=_l("Review the programme and enter the day."),
            needs=("still_teaches",),
            applies=lambda f: f.still_teaches,
            holds=lambda f: f.was_reviewed_within(REVIEW_YEARS),
            field="last_review_on",
            values=("last_review_on",),
        ),
        Rule(
            id="X102",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3"),
            says=_l("The programme rests on a programme agreement or protocol."),
            otherwise=_l(
                "The programme rests on a memorandum, which cannot carry a programme, or on an "
                "agreement that is not there."
            ),
            remedy=_l("Register the programme agreement and move the programme under it."),
            needs=("rests_on_agreement",),
            holds=lambda f: f.rests_on_agreement,
            field="agreement_id",
            values=("agreement_kind",),
        ),
        Rule(
            id="X108",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3"),
            says=_l("The first intake is not earlier than the agreement."),
            otherwise=_l(
                "The first intake is earlier than the year in which the agreement starts."
            ),
            remedy=_l("Correct the year of the first intake or the first day of the agreement."),
            needs=("first_intake", "agreement_starts_on"),
            holds=lambda f: f.first_intake >= f.agreement_starts_on.year,
            field="first_intake",
            values=("first_intake", "agreement_starts_on"),
        ),
        Rule(
            id="X116",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3"),
            says=_l("The agreement allows programmes of this level."),
            otherwise=_l("The agreement does not name this level."),
            remedy=_l("Correct the level, or enter the levels that the agreement names."),
            needs=("level", "agreement_levels"),
            holds=lambda f: f.level.value in f.agreement_levels,
            field="level",
            values=("level", "agreement_levels"),
        ),
        Rule(
            id="X118",
            severity=Severity.INFORMATION,
            clause=REGISTRY,
            says=_l("The programme agrees with its entry in EPVO."),
            otherwise=_l("EPVO has no entry of the programme with this partner, or it differs."),
            remedy=_l("Compare the entry with EPVO and correct the side that is wrong."),
            needs=("in_epvo",),
            holds=lambda f: f.in_epvo,
            awaits=_l("Will be checked when EPVO data are there"),
        ),
        Rule(
            id="R001",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3"),
            says=_l("Everybody who teaches the programme or awards its diplomas is a party."),
            otherwise=_l(
                "A university teaches the programme or awards its diplomas without being a "
                "partner of the agreement."
            ),
            remedy=_l(
                "Name it in the agreement by an amendment, or take it out of the partners, the "
                "study path and the diplomas of coming intakes."
            ),
            needs=(),
            holds=lambda f: not f.strangers,
            field="partners",
            values=("strangers",),
        ),
        Rule(
            id="R002",
            severity=Severity.WARNING,
            clause=_l("Order 152, condition 2"),
            says=_l("Only credits that are earned at the partners are planned to be recognised."),
            otherwise=_l(
                "More credits are planned to be recognised than are earned at the partners."
            ),
            remedy=_l("Correct the credits at the partners, or those planned to be recognised."),
            needs=("ects_partner", "ects_recognised"),
            holds=lambda f: f.ects_recognised <= f.ects_partner,
            field="ects_recognised",
            values=("ects_partner", "ects_recognised"),
        ),
    ),
)
