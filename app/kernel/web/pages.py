"""What a view returns: a page, or a redirection after a deed well done."""

from typing import Any

from flask import Flask, Response, flash, make_response, redirect, render_template
from flask_wtf import FlaskForm

from app.kernel import clock


def page(template: str, /, form: FlaskForm | None = None, **values: Any) -> Response:
    """Draw a page. A form with errors answers 422, so a program sees it too."""
    drawn = render_template(template, form=form, **values)
    return make_response(drawn, 422 if form is not None and form.errors else 200)


def done(address: str, message: Any = None, tone: str = "good") -> Any:
    """Go on with a GET after a write, saying what happened."""
    if message is not None:
        flash(str(message), tone)
    return redirect(address, 303)


def install(app: Flask) -> None:
    """Values that every template may use."""
    app.jinja_env.globals.update(today=clock.today)
    app.context_processor(lambda: {"is_demo": app.config.get("DEMO", False)})
