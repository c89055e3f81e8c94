"""The curriculum of a programme: what each side teaches, and what counts for what at home."""

from app.kernel.features import Feature

FEATURE = Feature(
    name="curriculum",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    rulebooks=("rulebooks.curriculum:CURRICULUM",),
    panels="panels:PANELS",
    places="places:PLACES",
)
