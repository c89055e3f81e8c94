"""Static files under addresses that change with their content, so that they may be kept."""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for


def asset(name: str) -> str:
    """The address of a static file, with the first eight digits of its SHA-256."""
    return url_for("static", filename=name, v=_version(name))


def _version(name: str) -> str:
    known: dict[str, str] = current_app.extensions["assets"]
    if name not in known:
        content = (Path(str(current_app.static_folder)) / name).read_bytes()
        known[name] = hashlib.sha256(content).hexdigest()[:8]
    return known[name]


def _may_be_kept(response: Response) -> bool:
    """Whether this content stays at this address: it is there, and of the version named."""
    if request.endpoint != "static" or response.status_code >= 400 or "v" not in request.args:
        return False
    return request.args["v"] == _version((request.view_args or {})["filename"])


def install(app: Flask) -> None:
    """Offer `asset` to templates; let browsers keep versioned files for a year."""
    app.extensions["assets"] = {}
    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def cache(response: Response) -> Response:
        if _may_be_kept(response):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
