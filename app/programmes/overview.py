"""The numbers of this feature on the home page."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.kernel import clock
from app.kernel.features import Figure
from app.kernel.i18n import number
from app.kernel.permissions import Actor
from app.kernel.web.guard import may
from app.programmes import queries


def figures(actor: Actor) -> Iterator[Figure]:
    """How many programmes are on offer, of those one sees."""
    if not may("programme.list"):
        return
    offered, known = queries.on_offer(actor, clock.today())
    note = _("%(n)s in the register", n=number(known))
    yield Figure(_("Programmes on offer"), number(offered), url_for("programmes.index"), note)
