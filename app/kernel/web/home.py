"""The home page: the work that waits for the person signed in."""

from flask import Blueprint, Flask, Response

from app.kernel.web.guard import guard
from app.kernel.web.menu import duties, menu
from app.kernel.web.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@guard("home.show")
def show() -> Response:
    """What is to be done, each line leading to the place."""
    return page("home/show.html", duties=duties(), entries=menu())


@blueprint.get("/health")
@guard("home.show")
def health() -> dict[str, str]:
    """Whether the application and its database answer; for a monitor."""
    from sqlalchemy import text

    from app.kernel.db import session

    session.execute(text("SELECT 1"))
    return {"status": "ok"}


def install(app: Flask) -> None:
    """Mount the home page."""
    app.register_blueprint(blueprint)
