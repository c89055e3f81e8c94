"""Where a finding about a programme is put right, from whatever page it is read.

`PLACES` says on which page and at which anchor a fact is corrected; all others are on
the edit page. `BELONGINGS` says that an agreement is judged together with its programmes.
"""

from functools import partial
from typing import Any

from flask import url_for

from app.agreements.models import Agreement
from app.kernel.features import Belonging, Place
from app.kernel.web.guard import may
from app.programmes import queries
from app.programmes.models import Programme

PAGES = {
    "path": ("programmes.path", "path"),
    "path_unit": ("programmes.path", "unit"),
    "periods": ("programmes.path", "path"),
    "partners": ("programmes.partners", "partners"),
    "coordinator_email": ("programmes.partners", "coordinator_email"),
    "awards": ("programmes.awards", "awards"),
    "accreditations": ("programmes.accreditations", "agency"),
    "accreditation": ("programmes.accreditations", "agency"),
}


def editing(endpoint: str, anchor: str, programme: Programme, _facts: Any) -> str | None:
    """A page of the programme on which something is corrected."""
    if not may("programme.edit", programme):
        return None
    return url_for(endpoint, programme_id=programme.id, _anchor=anchor)


def its_agreement(programme: Programme, _facts: Any) -> str:
    """The agreement under which it is: nobody moves a programme by a form."""
    return url_for("agreements.show", agreement_id=programme.agreement_id)


def registering(agreement: Agreement, _facts: Any) -> str | None:
    """The page on which a programme is registered under the agreement."""
    if not may("programme.register", agreement):
        return None
    return url_for("programmes.register", agreement_id=agreement.id, _anchor="name_kk")


PLACES = (
    Place("agreement", "programmes", registering),
    Place("programme", "agreement_id", its_agreement),
    *(Place("programme", field, partial(editing, *page)) for field, page in PAGES.items()),
)
BELONGINGS = (
    Belonging("agreement", "programme", lambda agreement: queries.of_agreement(agreement.id)),
)
