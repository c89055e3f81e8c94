"""Agreements of home institutions with partners abroad: parties, terms, stages, files."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="agreements",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    lifecycles=("lifecycle:AGREEMENT",),
    rulebooks=("rulebooks.register:REGISTER",),
    menu=(Item(_l("Agreements"), "agreements.index", "agreement.list", 10),),
    duties="duties:duties",
    figures="overview:figures",
)
