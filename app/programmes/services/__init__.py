"""Every write on programmes: registering, correcting, path, partners, diplomas, accreditation.

Each service checks everything first, then changes, then writes the journal.
`seen` is the version of the record that the person had on the screen: when
somebody else was quicker, the later one gets a Conflict with both values.
"""

from app.programmes.services.accreditation import add_accreditation, remove_accreditation
from app.programmes.services.path import set_path
from app.programmes.services.record import discard, edit, register, search_text
from app.programmes.services.sides import set_awards, set_partners
from app.programmes.services.values import (
    AccreditationValue,
    AwardValue,
    PartnersValue,
    PartnerValue,
    PathValue,
    ProgrammeValue,
)

__all__ = [
    "AccreditationValue",
    "AwardValue",
    "PartnerValue",
    "PartnersValue",
    "PathValue",
    "ProgrammeValue",
    "add_accreditation",
    "discard",
    "edit",
    "register",
    "remove_accreditation",
    "search_text",
    "set_awards",
    "set_partners",
    "set_path",
]
