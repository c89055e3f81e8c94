"""Which value of the register stands behind a column: one list for both ways.

`rows` reads the register through it into a return, `target` reads a return through it
back into what the services take. What has no line here is told of the register in its
own way (terms, paths, what is true on a day) and is put right where it is kept.
"""

from collections.abc import Mapping
from typing import Any

Names = Mapping[str, str]

FIGURES: Names = {
    "contact_name": "contact_name",
    "contact_email": "contact_email",
    "contact_phone": "contact_phone",
    "qa_contact_name": "quality_contact_name",
    "total_contingent": "total_contingent",
    "total_foreign": "total_foreign",
    "signatory_name": "signatory_name",
    "signatory_position": "signatory_position",
    "signatory_basis": "signatory_basis",
}

# What is plainly written on the page of a programme: nothing of it depends on a day, and
# nothing else depends on it.
PROGRAMME: Names = {
    "prog_code": "registry_code",
    "prog_name_kk": "name_kk",
    "prog_name_ru": "name_ru",
    "prog_name_en": "name_en",
    "ects_total": "ects_total",
    "ects_home": "ects_home",
    "ects_partner": "ects_partner",
    "ects_recognised": "ects_recognised",
    "duration_months": "duration_months",
    "langs": "languages",
    "course_mode": "mode",
    "online_share": "online_share",
    "prof_standard": "professional_standard",
    "staff_home": "staff_home",
    "staff_partner": "staff_partner",
    "public_url_kk": "url_kk",
    "public_url_ru": "url_ru",
    "public_url_en": "url_en",
    "adm_gpa_min": "admission_gpa",
    "adm_lang_req": "admission_language",
    "places_year": "places_year",
}

CONTINGENT: Names = {
    "direction": "direction",
    "entry_year": "entry_year",
    "course_year": "course_year",
    "citizenship": "citizenship",
    "residence": "residence",
    "sex": "sex",
    "funding": "funding",
    "funding_partner": "funding_partner",
    "place_now": "place",
    "lang": "language",
    "study_mode": "study_mode",
    "n": "n",
    "n_leave": "on_leave",
}

MOVEMENT: Names = {
    "sex": "sex",
    "citizenship_group": "citizenship_group",
    "funding": "funding",
    "applied": "applied",
    "admitted": "admitted",
    "transferred_in": "transferred_in",
    "reinstated": "reinstated",
    "withdrawn": "withdrawn",
    "withdraw_reason": "withdraw_reason",
    "graduated_total": "graduated",
}

GRADUATES: Names = {
    "grad_year": "graduation_year",
    "sex": "sex",
    "citizenship_group": "citizenship_group",
    "award": "diplomas",
    "n": "n",
    "on_time": "on_time",
    "honours": "honours",
    "ds_issued": "supplements",
    "recog_cert": "recognised",
    "employed_1y": "employed",
}

MOBILITY: Names = {
    "flow": "flow",
    "period_start": "starts_on",
    "period_end": "ends_on",
    "country": "country",
    "mode": "mode",
    "sex": "sex",
    "funding": "funding",
    "n": "n",
    "ects_planned": "ects_planned",
    "ects_earned": "ects_earned",
    "ects_recognised": "ects_recognised",
    "person_type": "person_type",
}


def told(names: Names, thing: Any) -> dict[str, Any]:
    """The columns of a row, from the attributes of a thing of the register."""
    return {column: getattr(thing, attribute) for column, attribute in names.items()}
