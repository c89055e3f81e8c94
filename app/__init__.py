"""Qosdiplom: joint and double-degree programmes, from the agreement to the return.

`create_app` reads as the list of what the application consists of.
"""

from collections.abc import Mapping
from typing import Any

import config
from app.features import FEATURES
from app.kernel import db, i18n, words
from app.kernel.web import assets, errors, guard, home, language, menu, pages, security
from app.kernel.web.application import Qosdiplom


def create_app(settings: Mapping[str, Any] | None = None) -> Qosdiplom:
    """The application; `settings` replace what the environment says (tests)."""
    app = Qosdiplom("app")
    app.config.update(config.read() if settings is None else settings)
    db.install(app)
    i18n.install(app)
    security.install(app)
    assets.install(app)
    guard.install(app, FEATURES)
    menu.install(app, FEATURES)
    pages.install(app)
    language.install(app)
    home.install(app)
    words.install(app, FEATURES)
    errors.install(app)
    app.mount(FEATURES)
    from app import commands

    commands.install(app)
    return app
