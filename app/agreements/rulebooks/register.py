"""What the register checks of an agreement by itself, shown on its page.

The identifiers and severities are those of the annual return. To add a check: a
`Rule` here, a fact in `facts.py` if it needs one, its text in
`seed/reference/return_rules.csv`. `field` names the field of the edit page.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from app.agreements.facts import AgreementFacts, Kind, Stage, TermKind, facts
from app.kernel.rules import Rule, Rulebook, Severity

DAYS_BETWEEN_START_AND_SIGNING = timedelta(days=365)
USUAL_YEARS = (1, 10)
RENEWAL_YEARS = range(1, 11)
PROGRAMME_KINDS = (Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE)
HOME_COUNTRY = "KZ"

SHEET = _l("Annual return, sheet 2 (agreements)")


def _is_signed_in_time(f: AgreementFacts) -> bool:
    assert f.signed_on and f.starts_on
    return f.signed_on <= min(f.today, f.starts_on + DAYS_BETWEEN_START_AND_SIGNING)


def _ends_later_than_it_starts(f: AgreementFacts) -> bool:
    return bool(f.ends_on and f.term_starts_on and f.ends_on > f.term_starts_on)


def _runs_a_usual_time(f: AgreementFacts) -> bool:
    least, most = USUAL_YEARS
    return f.term_years is not None and least <= f.term_years <= most


def _renews_properly(f: AgreementFacts) -> bool:
    return f.renew_years in RENEWAL_YEARS and (not f.has_end or _ends_later_than_it_starts(f))


def _is_terminated_in_order(f: AgreementFacts) -> bool:
    assert f.terminated_on and f.starts_on
    return f.agreement_stage is Stage.TERMINATED and f.terminated_on >= f.starts_on


REGISTER = Rulebook(
    code="agreement-register",
    edition="2026",
    subject="agreement",
    facts=facts,
    rules=(
        Rule(
            id="F201",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("No other agreement has the same number, partner and day of signing."),
            otherwise=_l("Another agreement has the same number, partner and day of signing."),
            remedy=_l("Correct the number or the day, or delete the agreement entered twice."),
            needs=("signed_on",),
            applies=lambda f: f.is_signed,
            holds=lambda f: not f.same_as,
            field="number",
            values=("same_as",),
        ),
        Rule(
            id="F202",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("It was signed by today and within a year of the first day of its term."),
            otherwise=_l(
                "The day of signing lies in the future, or more than a year after the first day "
                "of the term."
            ),
            remedy=_l("Correct the day of signing or the first day of the term."),
            needs=("signed_on", "starts_on"),
            applies=lambda f: f.is_signed,
            holds=_is_signed_in_time,
            field="signed_on",
            values=("signed_on", "starts_on"),
        ),
        Rule(
            id="F203",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The fixed term has a last day, and it comes after the first."),
            otherwise=_l(
                "The fixed term has no last day, or one that does not come after the first."
            ),
            remedy=_l("Enter the last day in force as the agreement names it."),
            needs=("term_kind", "term_starts_on"),
            applies=lambda f: f.term_kind is TermKind.FIX,
            holds=_ends_later_than_it_starts,
            field="terms",
            values=("term_starts_on", "ends_on"),
        ),
        Rule(
            id="F204",
            severity=Severity.WARNING,
            clause=_l("Reviews of double-degree education by NCHED: terms from 1 to 10 years"),
            says=_l("The fixed term runs from 1 to 10 years."),
            otherwise=_l("The fixed term is shorter than 1 year or longer than 10 years."),
            remedy=_l("Check both days against the signed text, and be ready to explain the term."),
            needs=("term_kind", "term_starts_on", "ends_on"),
            applies=lambda f: (f.shortens or f.term_kind) is TermKind.FIX,
            holds=_runs_a_usual_time,
            field="terms",
            values=("term_starts_on", "ends_on", "term_years"),
        ),
        Rule(
            id="F205",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The automatic term says every how many years it renews, from 1 to 10."),
            otherwise=_l(
                "The automatic term does not say every how many years it renews (from 1 to 10), "
                "or it ends before it starts."
            ),
            remedy=_l("Enter the years of renewal as the agreement names them."),
            needs=("term_kind", "term_starts_on"),
            applies=lambda f: f.term_kind is TermKind.AUTO,
            holds=_renews_properly,
            field="terms",
            values=("renew_years", "ends_on"),
        ),
        Rule(
            id="F206",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The indefinite term has no years of renewal, and an end only after a notice."),
            otherwise=_l("The indefinite term has years of renewal, or an end without a notice."),
            remedy=_l("Empty both, or choose the kind of term that the agreement really has."),
            needs=("term_kind", "has_end", "has_renewal"),
            applies=lambda f: f.term_kind is TermKind.IND,
            holds=lambda f: not f.has_renewal and not (f.has_end and f.notice_given_on is None),
            field="terms",
            values=("ends_on", "notice_given_on", "renew_years"),
        ),
        Rule(
            id="F207",
            severity=Severity.ERROR,
            clause=SHEET,
            says=_l("The agreement is marked as terminated, from a day after its start."),
            otherwise=_l(
                "A day of termination is entered, but the agreement is not marked as terminated, "
                "or the day comes before its start."
            ),
            remedy=_l(
                "If it is still signed or suspended, terminate it as of the right day. If it is "
                "terminated already, ask NCHED to have the day corrected."
            ),
            needs=("agreement_stage", "terminated_on", "starts_on"),
            applies=lambda f: f.is_terminated,
            holds=_is_terminated_in_order,
            field="terminated_on",
            values=("starts_on", "terminated_on"),
        ),
        Rule(
            id="F208",
            severity=Severity.WARNING,
            clause=SHEET,
            says=_l("All partners teach abroad."),
            otherwise=_l("A partner teaches in Kazakhstan: foreign indicators will not count it."),
            remedy=_l("Check the country of the campus that teaches; keep it if it is right."),
            needs=("partner_countries",),
            holds=lambda f: HOME_COUNTRY not in f.partner_countries,
            field="partners",
            values=("partner_countries",),
        ),
        Rule(
            id="F209",
            severity=Severity.WARNING,
            clause=_l("European Approach 1.3 and 9; Order 152, conditions 3 and 5"),
            says=_l("For every topic that an agreement must settle, the page or clause is named."),
            otherwise=_l(
                "For some topics that an agreement must settle, no page or clause is named."
            ),
            remedy=_l(
                "Enter the page or clause for each; settle in an annex what the text leaves open."
            ),
            needs=("agreement_kind",),
            applies=lambda f: f.agreement_kind is not Kind.MEMORANDUM,
            holds=lambda f: not f.missing_topics,
            field="clauses",
            values=("missing_topics",),
        ),
        Rule(
            id="F210",
            severity=Severity.ERROR,
            clause=_l("European Approach 1.3"),
            says=_l("The signed agreement is attached."),
            otherwise=_l("The signed agreement is not attached."),
            remedy=_l("Attach the scan of the signed agreement as a PDF."),
            needs=("agreement_kind",),
            applies=lambda f: f.agreement_kind in PROGRAMME_KINDS and f.is_signed,
            holds=lambda f: f.has_signed_file,
            field="documents",
        ),
        Rule(
            id="F211",
            severity=Severity.WARNING,
            clause=_l("European Approach 1.3"),
            says=_l("A programme agreement or protocol rests on this memorandum."),
            otherwise=_l(
                "No programme agreement or protocol rests on this memorandum, and a programme "
                "cannot be based on a memorandum alone."
            ),
            remedy=_l(
                "Register the programme agreement and name this memorandum in it as the one it "
                "belongs to."
            ),
            needs=("agreement_kind",),
            applies=lambda f: f.agreement_kind is Kind.MEMORANDUM and f.is_concluded,
            holds=lambda f: f.programme_agreements > 0,
            field="parent_id",
        ),
        Rule(
            id="X119",
            severity=Severity.INFORMATION,
            clause=_l("EPVO, form VP-40 (international agreements)"),
            says=_l("The agreement agrees with form VP-40 of EPVO."),
            otherwise=_l("The agreement is not in form VP-40 of EPVO, or differs from it."),
            remedy=_l("Compare the term with EPVO and correct the side that is wrong."),
            needs=("in_epvo",),
            applies=lambda f: f.is_concluded,
            holds=lambda f: f.in_epvo,
            awaits=_l("Will be checked when EPVO data are there"),
        ),
    ),
)
