"""Joint and double-degree programmes: study path, awards, accreditation."""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="programmes",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    rulebooks=("rulebooks.register:REGISTER", "rulebooks.agreements:AGREEMENTS"),
    menu=(Item(_l("Programmes"), "programmes.index", "programme.list", 20),),
    panels="panels:PANELS",
    places="places:PLACES",
    belongings="places:BELONGINGS",
    duties="duties:duties",
    figures="overview:figures",
    commands="commands:programmes",
)
