"""The labels of facts that findings show and no column has; `Feature.words` takes them in."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.kernel.i18n import language_name
from app.kernel.iso import LANGUAGES
from app.kernel.words import Word

LANGUAGE_NAMES = {code: LazyString(language_name, code) for code in LANGUAGES}

WORDS = {
    "quality_policy.set": Word(_l("Quality policy recorded")),
    "quality_policies.url": Word(_l("Address of the quality policy")),
    "quality_policies.adopted_on": Word(_l("Adopted on")),
    "quality_policies.languages": Word(
        _l("Languages in which it can be read"), names=LANGUAGE_NAMES
    ),
    "has_iso_9001": Word(_l("ISO 9001 certificate")),
    "iso_9001_until": Word(_l("Certificate valid until")),
    "located": Word(_l("Places of the topics in the text"), codes="CLAUSE"),
    "unconfirmed": Word(_l("Topics not confirmed"), codes="CLAUSE"),
    "policy_url": Word(_l("Address of the quality policy")),
    "policy_adopted_on": Word(_l("Quality policy adopted on")),
    "policy_languages": Word(_l("Languages of the quality policy"), names=LANGUAGE_NAMES),
    "admission": Word(_l("Requirements for admission")),
    "admission_url": Word(_l("Address of the admission rules")),
    "support_url": Word(_l("Address of the page on support of students")),
    "survey_on": Word(_l("Last survey of students")),
    "study_languages": Word(_l("Languages of study"), names=LANGUAGE_NAMES),
    "taught_in": Word(_l("Languages in which students study"), names=LANGUAGE_NAMES),
    "public_pages": Word(_l("Languages of the public page"), names=LANGUAGE_NAMES),
    "without_supplement": Word(_l("Diplomas without a supplement")),
    "not_awarding": Word(_l("Sides that award nothing")),
    "unsourced_partners": Word(_l("Partners without a source")),
    "idle_partners": Word(_l("Partners without a period of study")),
    "in_force": Word(_l("The agreement is in force")),
    "youngest_until": Word(_l("The youngest cohort studies until")),
    "withdrawn": Word(_l("Students who left in the year")),
    "withdrawn_share": Word(_l("Share of students who left")),
    "studied": Word(_l("Students who were there in the year")),
    "figures_year": Word(_l("Year of the figures")),
    "figures_due_on": Word(_l("Figures were due by")),
    "figures_filed_on": Word(_l("Figures were filed on")),
    "ects_a_year": Word(_l("Credits a year, ECTS")),
}
