"""Headers, CSRF, rate limits and the sign-in of a request."""

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from core.access import is_token_request

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)

_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; worker-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def sign_in_rate() -> str:
    """How often one address may try to sign in."""
    return str(current_app.config["SIGN_IN_RATE"])


def trace_rate() -> str:
    """How often one address may look up public codes."""
    return str(current_app.config["TRACE_RATE"])


def init_app(app: Flask) -> None:
    """Register headers, CSRF protection for cookie-borne requests, and the limiter."""
    csrf.init_app(app)
    limiter.init_app(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    app.before_request(_protect)
    app.after_request(_headers)
    user_logged_in.connect(_outlive_the_browser, app, weak=False)
    user_logged_out.connect(lambda *_a, **_k: session.clear(), app, weak=False)


def _outlive_the_browser(*_sender: object, **_given: object) -> None:
    """A phone that kills its browser, or is switched off, sends by itself what waits: the cookie lasts as long as a
    sign-in may at most. Whether the sign-in still holds is decided by its row alone."""
    session.permanent = True


def _protect() -> None:
    """A form token for whatever changes something and is borne by a cookie. A program without either meets 401."""
    changes = request.method not in ("GET", "HEAD", "OPTIONS", "TRACE")
    program = is_token_request() or (request.path.startswith("/api/") and not session) or _speaks_for_itself()
    if changes and current_app.config["WTF_CSRF_ENABLED"] and not program:
        csrf.protect()


def _speaks_for_itself() -> bool:
    """Whether the view takes no cookie for an answer: a secret in the request's own body says who it is."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "without_cookie", False))


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    elif "v" in request.args:  # the address changes with the content
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
