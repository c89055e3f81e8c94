"""The language of the page: Kazakh unless the person chose another."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, redirect, request, session
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.kernel.errors import Missing
from app.kernel.i18n import LANGUAGES, current_language
from app.kernel.web.guard import guard

blueprint = Blueprint("language", __name__)


@dataclass(frozen=True)
class Choice:
    """A language to switch to."""

    code: str
    name: str
    current: bool


def languages() -> list[Choice]:
    """The three languages, Kazakh first."""
    now = current_language()
    return [Choice(code, name, code == now) for code, name in LANGUAGES.items()]


def local(address: str | None) -> str:
    """An address on this site: path and query only, or the home page."""
    try:
        parts = urlsplit((address or "").replace("\\", "/"))
    except ValueError:
        return "/"
    safe = not parts.netloc and not parts.scheme and parts.path.startswith("/")
    if not safe or parts.path.startswith("//") or any(ord(c) < 32 for c in address or ""):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def readable(address: str) -> str:
    """The address, or the nearest above it that can be read.

    A page that answers a button (a password just made) stands at an address that
    only takes what is sent to it; there is no going back to it by reading.
    """
    path, _mark, query = address.partition("?")
    urls = current_app.url_map.bind("localhost")
    while path.rpartition("/")[0]:
        try:
            urls.match(path, method="GET")
        except MethodNotAllowed:
            path, query = path.rpartition("/")[0], ""
            continue
        except HTTPException:
            pass
        break
    return f"{path}?{query}" if query else path


@blueprint.post("/language")
@guard("language.switch")
def switch() -> Any:
    """Remember the chosen language and go back to where the reader was."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Missing
    session["language"] = chosen
    return redirect(readable(local(request.form.get("next"))), 303)


def install(app: Flask) -> None:
    """Mount the switch."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(languages=languages)
