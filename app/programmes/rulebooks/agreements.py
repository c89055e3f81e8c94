"""What the programmes under an agreement say of it, shown on the agreement's page."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.programmes.facts import Kind, agreement_facts

AGREEMENTS = Rulebook(
    code="agreement-programmes",
    edition="2026",
    subject="agreement",
    facts=agreement_facts,
    rules=(
        Rule(
            id="X104",
            severity=Severity.WARNING,
            clause=_l("Annual return, sheet 3 (programmes)"),
            says=_l("The agreement has a programme."),
            otherwise=_l("The agreement has no programme: it is declarative."),
            remedy=_l("Register the programme under the agreement, or think of ending it."),
            needs=("agreement_kind",),
            applies=lambda f: (
                f.is_concluded and f.agreement_kind in (Kind.DOUBLE_DEGREE, Kind.JOINT_DEGREE)
            ),
            holds=lambda f: f.programmes > 0,
            field="programmes",
        ),
    ),
)
