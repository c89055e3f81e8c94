"""Cohorts and their counts: contingent, movement, graduates, mobility. Never persons."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="cohorts",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    lifecycles=("lifecycle:FIGURES",),
    rulebooks=(
        "rulebooks.teachout:TEACH_OUT",
        "rulebooks.counts:COUNTS",
        "rulebooks.figures:FIGURES",
    ),
    menu=(Item(_l("Years"), "cohorts.years", "figures.list", 30),),
    panels="panels:PANELS",
    places="places:PLACES",
    duties="duties:duties",
    figures="overview:figures",
)
