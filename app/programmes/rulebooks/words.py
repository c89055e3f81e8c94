"""The labels of facts that findings show and no column has; `Feature.words` takes them in."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

WORDS = {
    "rests_on_agreement": Word(_l("Carried by a programme agreement")),
    "still_teaches": Word(_l("Still teaches")),
    "is_in_classifier": Word(_l("Direction in the classifier")),
    "programme_kind": Word(_l("Kind of programme"), codes="PROG_TYPE"),
    "volume": Word(_l("Kind of master's programme"), codes="MASTER_TRACK"),
    "path_text": Word(_l("Study path (H at home, P at the partner)")),
    "periods_home": Word(_l("Periods at home")),
    "periods_partner": Word(_l("Periods at the partner")),
    "path_months": Word(_l("Length of the study path in months")),
    "accredited_until": Word(_l("Accredited until")),
    "next_reference_on": Word(_l("Next reference date")),
    "agencies": Word(_l("Agencies"), codes="AGENCY"),
    "coordinator_domain": Word(_l("Address of the home coordinator at")),
    "partner_domains": Word(_l("Addresses of the partners' coordinators at")),
    "strangers": Word(_l("Not partners of the agreement")),
    "agreement_kind": Word(_l("Kind of agreement"), codes="AGR_KIND"),
    "agreement_levels": Word(_l("Levels of the agreement"), codes="LEVEL"),
    "agreement_starts_on": Word(_l("First day of the agreement")),
}
