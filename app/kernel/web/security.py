"""Headers that keep the browser on our side, and the token in every form."""

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Bytes of a form without files; one that carries a file may be as long as the settings allow.
FORM_LIMIT = 2 * 1024 * 1024

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Check the token of every unsafe request; send the headers with every answer."""

    @app.before_request
    def limit_forms() -> None:
        if request.mimetype != "multipart/form-data":
            request.max_content_length = FORM_LIMIT

    csrf.init_app(app)
    # Who comes past no proxy could write anything there.
    if proxies := app.config.get("PROXIES", 0):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]

    @app.before_request
    def refuse_nul() -> None:
        # No database keeps this character, and nobody types it in an address.
        if any("\x00" in text for pair in request.args.items(multi=True) for text in pair):
            abort(400)

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config.get("SESSION_COOKIE_SECURE"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response
