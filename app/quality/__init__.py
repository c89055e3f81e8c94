"""Quality frameworks as versioned data: ESG, European Approach, Order 152."""

from app.kernel.features import Feature

FEATURE = Feature(
    name="quality",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="policies:EVENTS",
    words="rulebooks.words:WORDS",
    rulebooks=(
        "rulebooks.programmes:PROGRAMMES",
        "rulebooks.agreements:AGREEMENTS",
    ),
    panels="panels:PANELS",
    places="places:PLACES",
    commands="commands:quality",
)
