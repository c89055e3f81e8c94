"""The labels of facts that findings show; `Feature.words` takes them in."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

WORDS = {
    "outcomes": Word(_l("Learning outcomes")),
    "uncovered": Word(_l("Outcomes that no module covers")),
    "modules_home": Word(_l("Modules of the home university")),
    "modules_partner": Word(_l("Modules of the partners")),
    "silent_sides": Word(_l("Universities without modules")),
    "unmatched": Word(_l("Modules that count for nothing at home")),
    "credits_home": Word(_l("Credits studied at home, by modules")),
    "credits_partner": Word(_l("Credits at the partner, by modules")),
    "credits_recognised": Word(_l("Credits recognised, by modules")),
    "credits_unrecognised": Word(_l("Credits of the partner's modules that are not recognised")),
    "unconverted": Word(_l("Partners without a conversion of grades")),
    "undecided": Word(_l("Grades without a grade at home")),
    "stays": Word(_l("Stays of own students")),
    "credits_earned": Word(_l("Credits earned at the partners")),
    "credits_earned_recognised": Word(_l("Credits recognised of those earned")),
}
