"""Returns: what the centre collects, and what each university files with it."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="returns",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    lifecycles=("lifecycle:RETURN", "lifecycle:QUESTION"),
    menu=(Item(_l("Returns"), "returns.index", "return.list", 40),),
    panels="panels:PANELS",
    duties="duties:duties",
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
