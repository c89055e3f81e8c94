"""National figures from the filed rows: always from, to and difference, with coverage."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="statistics",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    menu=(Item(_l("National figures"), "statistics.national", "statistics.national", 50),),
    figures="overview:figures",
    commands=("commands:statistics", "commands:returns"),
)
