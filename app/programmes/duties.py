"""What waits for a person because of programmes, as the home page lists it."""

from flask import url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.i18n import day, name
from app.kernel.permissions import Actor
from app.programmes import queries
from app.programmes.queries import Ending


def duties(actor: Actor) -> list[Duty]:
    """Programmes of one's own institutions that lose, or have lost, their accreditation."""
    own = actor.institutions(Role.INTERNATIONAL_OFFICE, Role.QUALITY_MANAGER)
    return [_duty(ending) for ending in queries.accreditations_ending(own)]


def _duty(ending: Ending) -> Duty:
    what = f"{ending.programme.code}, {name(ending.programme)}"
    is_over = ending.on < clock.today()
    text = (
        _("The accreditation ended on %(day)s: %(what)s", day=day(ending.on), what=what)
        if is_over
        else _("The accreditation ends on %(day)s: %(what)s", day=day(ending.on), what=what)
    )
    address = url_for("programmes.show", programme_id=ending.programme.id)
    return Duty(text, f"{address}#accreditation", "bad" if is_over else "warn")
