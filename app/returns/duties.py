"""What waits for the centre because of returns, as the home page lists it."""

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import ngettext

from app.cohorts import queries
from app.cohorts.permissions import reads_nation
from app.kernel import clock
from app.kernel.features import Duty
from app.kernel.permissions import Actor

NEAR = timedelta(days=14)


def duties(actor: Actor) -> list[Duty]:
    """Institutions that have not filed, once the last day is near."""
    return list(_unfiled()) if reads_nation(actor) else []


def _unfiled() -> Iterator[Duty]:
    found, today = queries.collected(queries.present_year()), clock.today()
    if found.missing and today >= found.due_on - NEAR:
        text = ngettext(
            "Institutions that have not filed: %(num)d",
            "Institutions that have not filed: %(num)d",
            found.missing,
        )
        yield Duty(text, url_for("returns.index"), "bad" if today > found.due_on else "warn")
