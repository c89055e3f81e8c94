"""Every refusal as a page in the reader's language, with what to do next."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.kernel import db
from app.kernel.errors import Conflict, Missing, NotAllowed, Refusal, SignInNeeded
from app.kernel.web.language import readable


def install(app: Flask) -> None:
    """Answer each kind of refusal; anything unforeseen says so and is logged."""
    for kind, answer in ANSWERS.items():
        app.register_error_handler(kind, answer)


def sign_in(_error: Exception) -> Any:
    """To the sign-in page and back; a form that was sent is not sent again by itself."""
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return _answer(
        401, _("Sign in first"), _("Your session has ended. Sign in and send the form again.")
    )


def forbidden(_error: Exception) -> Response:
    """The person is known and may not do this."""
    return _answer(
        403,
        _("This is not open to you"),
        _("Your role does not include this. Ask an administrator."),
    )


def missing(_error: Exception) -> Response:
    """There is no such thing, or not for this person."""
    return _answer(404, *_texts(404))


def refused(error: Refusal) -> Response:
    """A service's refusal that no form shows."""
    return _answer(422, _("This could not be done"), str(error.message))


def stale(_error: Exception) -> Response:
    """The record was changed between reading and writing it."""
    return _conflict(Conflict())


def clash(error: IntegrityError) -> Response:
    """Two people entered the same at once; the service saw neither."""
    current_app.logger.warning("refused by the database: %s", error.orig)
    return _conflict(Conflict())


def contention(error: OperationalError) -> Any:
    """Two writers in each other's way; any other trouble of the database is unforeseen."""
    if not db.is_contention(error):
        return unforeseen(error)
    current_app.logger.warning("given up by the database: %s", error.orig)
    return _conflict(Conflict())


def forged(_error: Exception) -> Response:
    """A form whose token is not of this session."""
    return _answer(
        400,
        _("The form has expired"),
        _("Go back, reload the page and send the form again. What you typed is kept there."),
    )


def http(error: HTTPException) -> Any:
    """What Flask itself refuses; a redirection is no refusal."""
    if error.code is None or error.code < 400:
        return error
    return _answer(error.code, *_texts(error.code))


def unforeseen(error: Exception) -> Any:
    """Nobody thought of this: logged whole, told in two sentences."""
    if current_app.config.get("TESTING"):
        raise error
    current_app.logger.exception("unforeseen")
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
        render_template(
            "errors/conflict.html",
            values=error.values,
            table=error.table,
            sent=error.sent,
            address=readable(request.path),
        ),
        409,
    )


ANSWERS: Mapping[type[Exception], Callable[[Any], Any]] = {
    SignInNeeded: sign_in,
    NotAllowed: forbidden,
    Missing: missing,
    Refusal: refused,
    Conflict: _conflict,
    StaleDataError: stale,
    IntegrityError: clash,
    OperationalError: contention,
    CSRFError: forged,
    HTTPException: http,
    Exception: unforeseen,
}
