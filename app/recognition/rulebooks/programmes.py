"""On what legal basis the partner's diploma will be recognised, on the programme's page."""

from flask_babel import lazy_gettext as _l

from app.kernel.rules import Rule, Rulebook, Severity
from app.recognition.facts import programme_facts

RANKINGS_FOR_FAST_TRACK = 2

PROGRAMMES = Rulebook(
    code="programme-recognition",
    edition="2026",
    subject="programme",
    facts=programme_facts,
    rules=(
        Rule(
            id="F311",
            severity=Severity.WARNING,
            clause=_l("Tokyo Convention, reservation of Kazakhstan"),
            says=_l("The part taught online does not rest on the Tokyo Convention alone."),
            otherwise=_l(
                "A part is taught online, and only the Tokyo Convention binds the partner's "
                "country: Kazakhstan's reservation on non-traditional modes of study applies."
            ),
            remedy=_l("Check with the national centre how the diploma will be recognised."),
            needs=("online_share", "tokyo_only_countries"),
            applies=lambda f: f.online_share > 0,
            holds=lambda f: not f.tokyo_only_countries,
            field="online_share",
            values=("online_share", "tokyo_only_countries"),
        ),
        Rule(
            id="X121",
            severity=Severity.WARNING,
            clause=_l("Order 268, recognition by authenticity alone"),
            says=_l("Each partner is among the first 250 of two rankings: QS, THE or ARWU."),
            otherwise=_l(
                "Recognition by authenticity alone is claimed, but a partner is not among the "
                "first 250 of two rankings (QS, THE, ARWU)."
            ),
            remedy=_l("Enter the partner's places in the rankings, or withdraw the claim."),
            needs=("fast_track_claimed", "top_places"),
            applies=lambda f: f.fast_track_claimed,
            holds=lambda f: min(f.top_places) >= RANKINGS_FOR_FAST_TRACK,
            field="fast_track_claimed",
            values=("top_places",),
        ),
    ),
)
