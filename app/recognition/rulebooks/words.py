"""The labels of facts that findings show and no column has; `Feature.words` takes them in."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

WORDS = {
    "countries_without_basis": Word(_l("Countries without a treaty"), countries=True),
    "tokyo_only_countries": Word(_l("Countries of the Tokyo Convention alone"), countries=True),
    "top_places": Word(_l("Rankings in which each partner is within 250")),
}
