"""The WSGI entry: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import sys

import click

from app import create_app
from app.kernel import structure
from app.kernel.web.application import Qosdiplom
from config import ConfigurationError


def ready(made: Qosdiplom) -> Qosdiplom:
    """The application, if its database is there in the structure that it needs."""
    engine = made.extensions["engine"]
    if found := structure.problem(engine):
        raise ConfigurationError(found)
    # Connections do not survive the fork of a preloaded server.
    engine.dispose()
    return made


def is_server() -> bool:
    """Whether requests will be served; other commands may be about to mend the database."""
    context = click.get_current_context(silent=True)
    return context is None or context.info_name == "run"


# gunicorn takes this status for a worker that cannot start, and does not try again for ever.
CANNOT_START = 3

try:
    app = ready(create_app()) if is_server() else create_app()
except ConfigurationError as problem:
    click.echo(f"Qosdiplom cannot start: {problem}", err=True)
    sys.exit(CANNOT_START)
