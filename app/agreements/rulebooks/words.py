"""The labels of facts that findings show and no column has; `Feature.words` takes them in."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

WORDS = {
    "agreement_stage": Word(_l("Stage of the agreement"), codes="STAGE"),
    "same_as": Word(_l("The same as")),
    "term_starts_on": Word(_l("First day of the present term")),
    "term_years": Word(_l("Length of the term in years")),
    "has_end": Word(_l("The term has a last day")),
    "has_renewal": Word(_l("The term says when it renews")),
    "partner_countries": Word(_l("Countries of the partners"), countries=True),
    "missing_topics": Word(_l("Topics without a reference"), codes="CLAUSE"),
    "in_epvo": Word(_l("Entry in EPVO")),
}
