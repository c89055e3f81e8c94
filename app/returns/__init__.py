"""Returns: what a university files with the national centre once a year."""

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
    duties="duties:duties",
    commands="commands:returns",
)
