"""Every refusal as a page in the reader's language, with what to do next."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.kernel import db
from app.kernel.errors import Conflict, Missing, NotAllowed, Refusal, SignInNeeded


def install(app: Flask) -> None:
    """Answer each kind of refusal; anything unforeseen says so and is logged."""

    @app.errorhandler(SignInNeeded)
    def sign_in(_error: Exception) -> Any:
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        return _answer(
            401, _("Sign in first"), _("Your session has ended. Sign in and send the form again.")
        )

    @app.errorhandler(NotAllowed)
    def forbidden(_error: Exception) -> Response:
        return _answer(
            403,
            _("This is not open to you"),
            _("Your role does not include this. Ask an administrator."),
        )

    @app.errorhandler(Missing)
    def missing(_error: Exception) -> Response:
        return _answer(404, *_texts(404))

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        return _answer(422, _("This could not be done"), str(error.message))

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> Response:
        return _conflict(error)

    @app.errorhandler(StaleDataError)
    def stale(_error: Exception) -> Response:
        return _conflict(Conflict())

    @app.errorhandler(IntegrityError)
    def clash(error: IntegrityError) -> Response:
        app.logger.warning("refused by the database: %s", error.orig)
        return _conflict(Conflict())

    @app.errorhandler(CSRFError)
    def forged(_error: Exception) -> Response:
        return _answer(
            400,
            _("The form has expired"),
            _("Go back, reload the page and send the form again. What you typed is kept there."),
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _answer(error.code, *_texts(error.code))

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Any:
        if app.config.get("TESTING"):
            raise error
        app.logger.exception("unforeseen")
        return _answer(500, *_texts(500))


def _texts(status: int) -> tuple[str, str]:
    known = {
        400: (_("The request was not understood"), _("Go back and try again.")),
        404: (
            _("There is no such page"),
            _("The address may be mistyped, or what was there is no longer open to you."),
        ),
        405: (_("This cannot be done here"), _("Go back and use the buttons of the page.")),
        413: (
            _("The file is too large"),
            _("Send a file of at most 10 MB. Nothing was saved."),
        ),
        500: (
            _("Something went wrong on our side"),
            _("Nothing was saved. Try again in a minute; if it stays, write to the centre."),
        ),
    }
    return known.get(status, known[400])


def _answer(status: int, title: str, text: str) -> Response:
    db.session.rollback()
    return make_response(
        render_template("errors/message.html", status=status, title=title, text=text), status
    )


def _conflict(error: Conflict) -> Response:
    db.session.rollback()
    return make_response(
        render_template("errors/conflict.html", values=error.values, table=error.table), 409
    )
