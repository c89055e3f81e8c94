"""On what legal basis the partner's diploma will be recognised, on the agreement's page."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.recognition.facts import HOME, agreement_facts

AGREEMENTS = Rulebook(
    code="agreement-recognition",
    edition="2026",
    subject="agreement",
    facts=agreement_facts,
    rules=(
        Rule(
            id="X120",
            severity=Severity.WARNING,
            clause=_l("Conventions on recognition; Order 268"),
            says=_l("A treaty binds Kazakhstan and the country of every partner."),
            otherwise=_l(
                "No treaty on recognition binds Kazakhstan and a partner's country: its diploma "
                "is recognised individually."
            ),
            remedy=_l(
                "Tell applicants before they enrol: graduates apply for recognition one by one, "
                "with an apostille or legalisation."
            ),
            needs=("partner_countries", "countries_without_basis"),
            applies=lambda f: {*f.partner_countries} != {HOME},
            holds=lambda f: not f.countries_without_basis,
            values=("countries_without_basis",),
        ),
    ),
)
