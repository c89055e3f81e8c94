"""What a view returns: a page, or a redirection after a deed well done."""

import re
from typing import Any

from flask import Flask, Response, flash, make_response, redirect, render_template
from flask_wtf import FlaskForm
from markupsafe import Markup

from app.kernel import clock
from app.kernel.web.forms import problems

# What components/panel.html draws at the head of a panel.
_PANEL = re.compile(
    r'<section class="panel" id="([\w-]+)">\s*<div class="panel-head"><h2>(.*?)</h2>'
)


def page(template: str, /, form: FlaskForm | None = None, **values: Any) -> Response:
    """Draw a page. A form with errors answers 422, so a program sees it too."""
    drawn = render_template(template, form=form, **values)
    return make_response(drawn, 422 if form is not None and form.errors else 200)


def done(address: str, message: Any = None, tone: str = "good") -> Any:
    """Go on with a GET after a write, saying what happened."""
    if message is not None:
        flash(str(message), tone)
    return redirect(address, 303)


def panel_titles(drawn: str) -> list[tuple[str, Markup]]:
    """The panels of a drawn page by their anchors, also those that other features contribute."""
    return [(anchor, Markup(title)) for anchor, title in _PANEL.findall(drawn)]


def install(app: Flask) -> None:
    """Values that every template may use."""
    app.jinja_env.filters.update(panel_titles=panel_titles, problems=problems)
    app.jinja_env.globals.update(today=clock.today)
    app.context_processor(lambda: {"is_demo": app.config.get("DEMO", False)})
