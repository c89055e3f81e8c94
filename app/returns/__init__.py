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
    commands="commands:returns",
)
