"""Returns: what a university files with the national centre once a year."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="returns",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    menu=(Item(_l("Returns"), "returns.index", "return.list", 40),),
    duties="duties:duties",
    words="words:WORDS",
    rulebooks=(
        "rulebooks.institution:HEADS",
        "rulebooks.lines:CONTINGENT",
        "rulebooks.lines:MOVEMENT",
        "rulebooks.lines:GRADUATES",
        "rulebooks.lines:MOBILITY",
        "rulebooks.lines:JUDGEMENTS",
        "rulebooks.years:INSTITUTION_YEARS",
        "rulebooks.years:LEVEL_YEARS",
        "rulebooks.years:PROGRAMME_YEARS",
        "rulebooks.years:GONE_PROGRAMMES",
        "rulebooks.years:AGREEMENT_YEARS",
        "rulebooks.years:COHORT_YEARS",
        "rulebooks.national:NATIONAL",
    ),
    commands="commands:returns",
)
