"""Universities of Kazakhstan and abroad: names, identifiers, rankings, links, contacts."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="institutions",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    menu=(Item(_l("Universities"), "institutions.index", "institution.list", 60),),
)
