"""What the journal records of programmes, the words for it, and intakes in plain words."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.kernel.words import Word
from app.programmes.rulebooks.words import WORDS as FINDING_WORDS

_PERIOD = re.compile(r"[HP](?P<length>\d+)(?: (?P<code>.+))?")


def path_written(value: Any) -> str:
    """A path as the journal keeps it (H2-P2; H2, P2 DE-014) as people write it: 2+2 DE-014."""
    periods = value.split("-") if isinstance(value, str) and " " not in value else value
    found = [_PERIOD.fullmatch(str(one)) for one in periods] if isinstance(periods, list) else []
    if not found or None in found:
        return str(value)
    return "+".join(" ".join(filter(None, one.group("length", "code"))) for one in found if one)


EVENTS = {
    "programme.registered": ("code",),
    "programme.edited": (),
    "programme.path_set": (),
    "programme.partners_set": (),
    "programme.awards_set": (),
    "programme.accreditation_added": ("agency", "accreditation_kind", "valid_from", "valid_until"),
    "programme.accreditation_removed": (
        "agency",
        "accreditation_kind",
        "valid_from",
        "valid_until",
    ),
    "programme.discarded": ("code",),
}

WORDS = FINDING_WORDS | {
    "programme.registered": Word(_l("Programme registered")),
    "programme.edited": Word(_l("Programme edited")),
    "programme.path_set": Word(_l("Study path set")),
    "programme.partners_set": Word(_l("Partners and coordinators edited")),
    "programme.awards_set": Word(_l("Diplomas edited")),
    "programme.accreditation_added": Word(_l("Accreditation added")),
    "programme.accreditation_removed": Word(_l("Accreditation removed")),
    "programme.discarded": Word(_l("Programme discarded")),
    "registry_code": Word(_l("Code in the register")),
    "programmes.name_kk": Word(_l("Name in Kazakh")),
    "programmes.name_ru": Word(_l("Name in Russian")),
    "programmes.name_en": Word(_l("Name in English")),
    "level": Word(_l("Level"), codes="LEVEL"),
    "track": Word(_l("Kind of master's programme"), codes="MASTER_TRACK"),
    "programmes.kind": Word(_l("Kind of programme"), codes="PROG_TYPE"),
    "diploma_scheme": Word(_l("Diploma scheme"), codes="DIPLOMA_SCHEME"),
    "path": Word(_l("Study path"), written=path_written),
    "path_unit": Word(_l("The numbers of the path count"), codes="FORMAT_UNIT"),
    "duration_months": Word(_l("Duration in months")),
    "ects_total": Word(_l("Credits in total, ECTS")),
    "ects_home": Word(_l("Credits at the home university, ECTS")),
    "ects_partner": Word(_l("Credits at the partners, ECTS")),
    "ects_recognised": Word(_l("Credits planned to be recognised, ECTS")),
    "programmes.languages": Word(_l("Languages of study")),
    "mode": Word(_l("Mode of study"), codes="COURSE_MODE"),
    "online_share": Word(_l("Share taught online, percent")),
    "first_intake": Word(_l("First intake")),
    "last_intake": Word(_l("Last intake")),
    "intake_open": Word(_l("Admits students")),
    "registry_status": Word(_l("In the register of programmes"), codes="REGISTRY_STATUS"),
    "registry_on": Word(_l("Date of the register's decision")),
    "professional_standard": Word(_l("Professional standards")),
    "staff_home": Word(_l("Teachers of the home university")),
    "staff_partner": Word(_l("Teachers of the partners")),
    "coordinator_name": Word(_l("Coordinator at the home university")),
    "coordinator_email": Word(_l("E-mail of the coordinator")),
    "url_kk": Word(_l("Public page in Kazakh")),
    "url_ru": Word(_l("Public page in Russian")),
    "url_en": Word(_l("Public page in English")),
    "admission_gpa": Word(_l("Least average mark for admission")),
    "admission_language": Word(_l("Language requirement for admission")),
    "places_year": Word(_l("Places a year")),
    "last_review_on": Word(_l("Last review of the programme")),
    "fast_track_claimed": Word(_l("Recognition by place in rankings is claimed")),
    "programmes.partners": Word(_l("Partners and coordinators")),
    "awards": Word(_l("Diplomas")),
    "accreditations": Word(_l("Accreditation")),
    "agency": Word(_l("Agency"), codes="AGENCY"),
    "accreditation_kind": Word(_l("Kind of accreditation"), codes="ACCR_KIND"),
    "valid_from": Word(_l("Valid from")),
    "valid_until": Word(_l("Valid until")),
    "decision": Word(_l("Number of the decision")),
}


def intakes(first: int, last: int | None) -> str:
    """Which intakes are meant: of one year, from–to, or since a year."""
    if last is None:
        return _("intakes since %(year)s", year=first)
    if first == last:
        return _("intake of %(year)s", year=first)
    return _("intakes %(first)s–%(last)s", first=first, last=last)
