"""What the journal records of institutions, and the words for it."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

EVENTS = {
    "institution.registered": (),
    "institution.edited": (),
    "institution.contacts_set": (),
    "institution.ranking_added": ("system", "year", "rank"),
    "institution.ranking_removed": ("system", "year", "rank"),
    "institution.link_added": ("kind", "origin"),
    "institution.link_removed": ("kind", "origin"),
}

# The sources that the program itself writes; those of the reference data are texts.
SOURCE_NAMES = {
    "by_hand": _l("registered by hand"),
    "demonstration": _l("invented for the demonstration"),
}

LINK_NAMES = {
    "predecessor": _l("successor of"),
    "merged": _l("absorbed"),
    "branch": _l("branch of"),
}

WORDS = {
    "institution.registered": Word(_l("Institution registered")),
    "institution.edited": Word(_l("Institution edited")),
    "institution.contacts_set": Word(_l("Contacts edited")),
    "institution.ranking_added": Word(_l("Ranking added")),
    "institution.ranking_removed": Word(_l("Ranking removed")),
    "institution.link_added": Word(_l("Link added")),
    "institution.link_removed": Word(_l("Link removed")),
    "code": Word(_l("Code")),
    "name_kk": Word(_l("Name in Kazakh")),
    "name_ru": Word(_l("Name in Russian")),
    "name_en": Word(_l("Name in English")),
    "name_original": Word(_l("Name in its own language")),
    "country": Word(_l("Country"), countries=True),
    "city_kk": Word(_l("City in Kazakh")),
    "city_ru": Word(_l("City in Russian")),
    "city_en": Word(_l("City in English")),
    "legal_form": Word(_l("Legal form"), codes="LEGAL_FORM"),
    "website": Word(_l("Website")),
    "epvo_number": Word(_l("EPVO number")),
    "ror": Word(_l("ROR identifier")),
    "erasmus_code": Word(_l("Erasmus code")),
    "schac": Word(_l("SCHAC domain")),
    "pic": Word(_l("PIC number")),
    "reports_from": Word(_l("Files returns from the academic year")),
    "reports_until": Word(_l("Files returns until the academic year")),
    "contacts": Word(_l("Contacts")),
    "system": Word(_l("Ranking"), codes="RANKING"),
    "year": Word(_l("Year")),
    "rank": Word(_l("Place")),
    "rank_to": Word(_l("End of the band")),
    "institutions.source": Word(_l("Source"), names=SOURCE_NAMES),
    "institutions.kind": Word(_l("Link"), names=LINK_NAMES),
    "origin": Word(_l("Other institution")),
}
