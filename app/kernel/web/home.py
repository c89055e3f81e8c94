"""The home page: the work that waits for the person signed in, and where things stand."""

from flask import Blueprint, Flask, Response, current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import DBAPIError

from app.kernel import structure
from app.kernel.db import session
from app.kernel.pictures.ribbon import Ribbon, Segment, ribbon
from app.kernel.web.guard import actor, guard
from app.kernel.web.menu import duties, figures
from app.kernel.web.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@guard("home.show")
def show() -> Response:
    """What is to be done, each line leading to the place; an introduction for visitors."""
    known = actor().is_known
    return page(
        "home/show.html",
        duties=duties() if known else [],
        figures=figures() if known else [],
        sample=_sample(),
    )


@blueprint.get("/health")
@guard("home.show")
def health() -> tuple[dict[str, str], int]:
    """Whether application and database answer and fit each other; for a monitor."""
    try:
        is_ready = structure.is_newest(session.connection())
    except DBAPIError:
        current_app.logger.exception("health")
        is_ready = False
    return ({"status": "ok"}, 200) if is_ready else ({"status": "database"}, 503)


def install(app: Flask) -> None:
    """Mount the home page."""
    app.register_blueprint(blueprint)


def _sample() -> Ribbon:
    length = ngettext("%(num)d year", "%(num)d years", 2)
    return ribbon(
        [
            Segment(_("At home"), "home", 24, length),
            Segment(_("At the partner university"), "partner", 24, length),
        ],
        _("Year {n}"),
    )
