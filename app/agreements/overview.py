"""The numbers of this feature on the home page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.agreements import queries
from app.agreements.term import Validity
from app.agreements.validity import WINDOW
from app.kernel import clock
from app.kernel.features import Figure
from app.kernel.i18n import number
from app.kernel.permissions import Actor
from app.kernel.web.guard import may


def figures(actor: Actor) -> Iterator[Figure]:
    """How many agreements are active, and how many more end soon."""
    if not may("agreement.list"):
        return
    found = queries.by_validity(actor, clock.today())
    active, ending = (found.get(one, 0) for one in (Validity.ACTIVE, Validity.EXPIRING))
    note = ngettext(
        "%(num)d more ends within %(days)d days",
        "%(num)d more end within %(days)d days",
        ending,
        days=WINDOW,
    )
    address = url_for("agreements.index", validity=Validity.ACTIVE.value)
    yield Figure(_("Active agreements"), number(active), address, note if ending else "")
