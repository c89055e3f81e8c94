"""Quality by versioned standards: what the data show, what people judge, and what is done."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="quality",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    lifecycles=("lifecycle:REVIEW",),
    rulebooks=(
        "rulebooks.programmes:PROGRAMMES",
        "rulebooks.agreements:AGREEMENTS",
    ),
    menu=(Item(_l("Quality"), "quality.index", "review.list", 30),),
    panels="panels:PANELS",
    places="places:PLACES",
    duties="duties:duties",
    commands="commands:quality",
)
