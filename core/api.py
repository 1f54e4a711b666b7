"""What every JSON blueprint shares: problem documents as documented answers, the idempotency key, rights."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, NoReturn

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_smorest import Api, Blueprint
from marshmallow import RAISE
from webargs import missing
from webargs.flaskparser import FlaskParser, abort, is_json_request

from core.access import Permission, current_actor, needs_sign_in, requires
from core.errors import Invalid
from core.schemas import ProblemSchema

PREFIX = "/api/v1"
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Made by the client. The same key with the same content returns the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]{1,128}$"},
}


class ProblemApi(Api):
    """Every error is a problem document, so only the errors that an endpoint names are documented."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def register_blueprint(self, blp: Any, **options: Any) -> None:
        """Its operations stand under its title: the name is for code."""
        super().register_blueprint(blp, **options)
        self.spec._tags[-1]["name"] = blp.title  # the library offers no other name


_WORDS = {
    400: "The request could not be read.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The role does not allow it.",
    404: "It does not exist, or is not for this actor.",
    409: "A rule of the domain forbids it; the figures are in the problem document.",
    413: "What was sent is larger than is accepted.",
    422: "The input cannot be accepted; `errors` says which field.",
    429: "Too many requests.",
    503: "The database was too busy. Nothing was recorded.",
}


class KeyMissing(Invalid):
    """A POST that moves stock came without an idempotency key."""

    code = "idempotency-key-missing"
    template = _l(
        "Send an Idempotency-Key header of 1 to 128 visible ASCII characters: "
        "it keeps a repeated request from being recorded twice."
    )


class _NamedTwice(ValueError):
    """A name stands twice in one object: which value was meant is not ours to guess."""


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _NamedTwice(next(name for name in names if names.count(name) > 1))
    return found


class _Parser(FlaskParser):
    """JSON as the library reads it, but a name that stands twice is refused, and refusals speak the reader's
    language. A query that names what its list does not have would be answered as if it were not there."""

    DEFAULT_UNKNOWN_BY_LOCATION: ClassVar[dict[str, str | None]] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
    }

    def _raw_load_json(self, req: Any) -> Any:
        if not is_json_request(req):
            return missing
        try:
            return json.loads(req.get_data(cache=True).decode(), object_pairs_hook=_named_once)
        except _NamedTwice as twice:
            said = _("“%(name)s” stands twice in what was sent. Send it once.", name=str(twice)[:60])
            abort(400, messages={"json": [said]})

    def _handle_invalid_json_error(self, error: Any, req: Any, *_args: Any, **_named: Any) -> NoReturn:
        abort(400, exc=error, messages={"json": [_("What was sent is not valid JSON.")]})


class _Blueprint(Blueprint):
    """Keeps one instance of each schema: made anew, its fields would be copied at every request. `title` is what its
    operations are listed under."""

    title = ""
    ARGUMENTS_PARSER = _Parser()

    def route(self, rule: str, **options: Any) -> Any:
        return super().route(rule, tags=[self.title], **options)

    def arguments(self, schema: Any, **options: Any) -> Any:
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)


def api_blueprint(name: str, title: str, description: str) -> Blueprint:
    """A blueprint under /api/v1 whose endpoints are named `api_<name>.<function>`, listed under a title for readers."""
    made = _Blueprint(f"api_{name}", f"api_{name}", url_prefix=PREFIX, description=description)
    made.title = title
    return made


def endpoint(
    blueprint: Blueprint,
    permission: Permission | None,
    *,
    problems: tuple[int, ...] = (),
    keyed: bool = False,
    own: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The outermost decorator under the route: checks the right, documents its problem answers, and, when `keyed`,
    passes the Idempotency-Key on as `idempotency_key`. `permission` None is open to everybody, with `own` to everybody
    who is signed in: one's own affairs."""

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        codes = {*problems, *((401, 403) if permission else (401,) if own else ()), *((409, 422, 503) if keyed else ())}
        if "arguments" in getattr(view, "_apidoc", {}):
            codes |= {400, 422}
        checked = _with_key(view) if keyed else view
        checked = requires(permission)(checked) if permission else checked
        if own:
            checked = needs_sign_in(checked)
        elif permission is None:
            checked.permission = None  # type: ignore[attr-defined]
        documented = checked
        for code in sorted(codes):
            documented = blueprint.alt_response(
                code, schema=ProblemSchema, description=_WORDS[code], content_type="application/problem+json"
            )(documented)
        parameters = {"parameters": [KEY_HEADER]} if keyed else {}
        security: dict[str, Any] = (
            {"security": [{"token": []}, {"cookie": []}]} if permission or own else {"security": []}
        )
        documented = blueprint.doc(**parameters, **security)(documented)
        # the decorators above only describe, so the description is kept and their calls are not
        checked._apidoc = documented._apidoc  # type: ignore[attr-defined]
        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return wrap


def _with_key(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def keyed(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not (1 <= len(key) <= 128 and all("!" <= letter <= "~" for letter in key)):
            raise KeyMissing
        return view(*args, idempotency_key=key, **kwargs)

    return keyed


__all__ = ["PREFIX", "api_blueprint", "current_actor", "endpoint"]
