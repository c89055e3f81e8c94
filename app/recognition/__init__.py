"""How a diploma is recognised: conventions, claims about who is bound, the route by country.

What a source claims stands in `models.py`, who is bound on a day in `treaties.py`, the
route of a diploma in `route.py`, and what the law asks of a graduate in `procedure.py`.
"""

from flask_babel import lazy_gettext as _l

from app.kernel.features import Feature, Item

FEATURE = Feature(
    name="recognition",
    blueprint="routes:blueprint",
    grants="permissions:GRANTS",
    events="words:EVENTS",
    words="words:WORDS",
    rulebooks=(
        "rulebooks.agreements:AGREEMENTS",
        "rulebooks.programmes:PROGRAMMES",
    ),
    menu=(Item(_l("Recognition"), "recognition.index", "convention.list", 55),),
    panels="panels:PANELS",
    commands="commands:recognition",
)
