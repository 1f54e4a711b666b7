"""One error system: the page or the RFC 9457 problem document from the same object."""

import logging
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException

from core.errors import Busy, Conflict, DomainError, Forbidden, Invalid, NotFound, Question, Refused, SignInNeeded
from core.i18n import Named
from core.pagination import PageKeyDamaged

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (SignInNeeded, 401),
    (Forbidden, 403),
    (Conflict, 409),
    (Refused, 409),
    (Invalid, 422),
    (Busy, 503),
    (DomainError, 400),
)
"""The first class that matches decides; the order goes from the special to the general."""


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def problem_of(error: DomainError) -> dict[str, Any]:
    """The RFC 9457 problem document of a domain error: its stable `code`, its sentence, and its figures."""
    problem: dict[str, Any] = {
        "type": f"urn:evernormal:problem:{error.code}",
        "title": str(error.title),
        "status": status_of(error),
        "detail": error.message,
        "code": error.code,
    }
    if figures := {name: _plain(value) for name, value in error.figures.items() if name != "field"}:
        problem["figures"] = figures
    if isinstance(error, Question):
        problem["acknowledge"] = list(error.words)
    if error.field_errors:
        problem["errors"] = dict(error.field_errors)
    return problem


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return str(value.told if isinstance(value, Named) else value)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether the answer is for a program: the API always, elsewhere by the Accept header."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _domain_error(error: DomainError) -> Any:
    if isinstance(error, SignInNeeded) and not wants_json():
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target))
    if isinstance(error, PageKeyDamaged) and not wants_json() and request.method in ("GET", "HEAD"):
        return redirect(_from_the_beginning())
    response = _answer(problem_of(error))
    if isinstance(error, Busy):
        response.headers["Retry-After"] = "2"
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _from_the_beginning() -> str:
    """The address that was asked for without its place in the list: an old bookmark opens the list."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name not in ("after", "before", "page")]
    return f"{request.path}?{urlencode(rest)}" if rest else request.path


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    problem = {"type": "about:blank", "status": status, "code": _http_code(status), **_http_words(error, status)}
    if errors := getattr(error, "data", {}).get("messages"):  # webargs puts the schema's messages here
        problem["errors"] = _flatten(errors)
        problem["code"] = "invalid-input"
    response = _answer(problem)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _http_code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def _http_words(error: HTTPException, status: int) -> dict[str, str]:
    if isinstance(error, CSRFError):
        return {
            "title": _("This form has gone stale"),
            "detail": _("Go back, load the page again and send the form once more. Nothing was recorded."),
        }
    words = {
        404: (_("Not found"), _("There is nothing here under this address or number.")),
        405: (_("Not possible this way"), _("This address does not answer to this kind of request.")),
        413: (_("Too large"), _("The file or form is larger than is accepted. Send it in smaller parts.")),
        422: (_("Please check what was entered"), _("Some of the entries cannot be accepted.")),
        429: (
            _("Too many tries"),
            _("More was asked from this network in a short time than is allowed. Nothing was recorded."),
        ),
    }
    title, detail = words.get(status, (_("This did not work"), _("The request could not be understood.")))
    return {"title": title, "detail": detail}


def _flatten(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested schema messages as input paths: {'lines': {0: {'quantity': [...]}}} → 'lines-0-quantity'."""
    if isinstance(messages, dict):
        flat: dict[str, list[str]] = {}
        for key, value in messages.items():
            inner = prefix if key in ("json", "form", "query", "_schema") else f"{prefix}-{key}".strip("-")
            flat.update(_flatten(value, inner))
        return flat
    if not isinstance(messages, list | tuple):  # marshmallow wraps a plain string, but not a lazy one
        messages = [messages]
    return {prefix or "form": [str(message) for message in messages]}


flatten_messages = _flatten


def _too_deep(error: RecursionError) -> Any:
    """JSON nested deeper than anybody means is a bad request; elsewhere it is a fault of ours."""
    return _http_error(BadRequest()) if request.is_json else _unexpected(error)


def _unexpected(error: Exception) -> Any:
    log.exception("unexpected error at %s %s", request.method, request.path)
    return _answer(
        {
            "type": "about:blank",
            "status": 500,
            "code": "internal-error",
            "title": _("Something went wrong here"),
            "detail": _("It is our fault, not yours. Nothing was recorded by this request. It has been noted."),
        }
    )


def _answer(problem: dict[str, Any]) -> Response:
    status = int(problem["status"])
    if wants_json():
        response = jsonify(problem)
        response.mimetype = "application/problem+json"
    else:
        response = Response(render_template("errors/problem.html", problem=problem), mimetype="text/html")
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
