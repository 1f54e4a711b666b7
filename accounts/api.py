"""/api/v1: people with their roles, and one's own account. The same services as the pages."""

from collections.abc import Iterable
from typing import Any

from accounts import queries, schemas, schemas_out, services, services_people
from accounts.errors import UnknownGrantPlace
from accounts.places import area_path
from accounts.web import ID
from core.access import Grant, Permission, Role, current_actor
from core.api import api_blueprint, endpoint
from core.clock import utc_now
from core.security import limiter, sign_in_rate
from core.transaction import transaction

api_bp = api_blueprint("people", "People", "Who has which role where; tokens")
PEOPLE = Permission.EDIT_PEOPLE


def _act(service: Any, **given: Any) -> Any:
    with transaction():
        return service(actor=current_actor(), now=utc_now(), **given)


def _grant(given: dict[str, Any]) -> Grant:
    """Raises UnknownGrantPlace."""
    role = Role(given["role"])
    if given["site_id"] is not None:
        return Grant(role, None, given["site_id"])
    path = "" if given["everywhere"] else area_path(given["area_code"])
    if path is None:
        raise UnknownGrantPlace(field="area_code")
    return Grant(role, path, None)


def _granted(row: Any) -> dict[str, Any]:
    return {**row._mapping, "everywhere": row.scope_path == ""}


def _person(account_id: int) -> dict[str, Any]:
    row = queries.account(account_id)
    assert row is not None  # noqa: S101 - the caller has looked
    return {**row._mapping, "grants": [_granted(grant) for grant in queries.grants_of(account_id)]}


def _people(rows: Iterable[Any]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        person = found.setdefault(row.id, {**row._mapping, "grants": []})
        if row.role:
            person["grants"].append({**_granted(row), "id": row.grant_id})
    return list(found.values())


@api_bp.route("/people")
@endpoint(api_bp, PEOPLE)
@api_bp.arguments(schemas.PeopleQuerySchema, location="query")
@api_bp.response(200, schemas_out.PersonOutSchema(many=True))
def people(query: dict[str, Any]) -> Any:
    """Who has a role in your area, with these roles, and who has none anywhere."""
    return _people(queries.people(current_actor().scope(PEOPLE), q=query["q"]))


@api_bp.route("/people", methods=["POST"])
@endpoint(api_bp, PEOPLE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.PersonInSchema)
@api_bp.response(201, schemas_out.PersonMadeSchema)
def add_person(given: dict[str, Any]) -> Any:
    """A person with a first password and a role in your area. No answer ever holds the password."""
    who = {name: given[name] for name in ("username", "name", "password")}
    return {"id": _act(services.create_account, grants=(_grant(given),), **who)}


@api_bp.route(f"/people/<{ID}:account_id>")
@endpoint(api_bp, PEOPLE, problems=(404,))
@api_bp.response(200, schemas_out.PersonOutSchema)
def person(account_id: int) -> Any:
    """One person with all roles."""
    services_people.demand_person(actor=current_actor(), account_id=account_id)
    return _person(account_id)


@api_bp.route(f"/people/<{ID}:account_id>/grants", methods=["POST"])
@endpoint(api_bp, PEOPLE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.GrantInSchema)
@api_bp.response(201, schemas_out.PersonOutSchema)
def give_role(given: dict[str, Any], account_id: int) -> Any:
    """Give a role at a place of your area; never to yourself."""
    _act(services_people.give_role, account_id=account_id, grant=_grant(given))
    return _person(account_id)


@api_bp.route(f"/people/<{ID}:account_id>/grants/<{ID}:grant_id>", methods=["DELETE"])
@endpoint(api_bp, PEOPLE, problems=(404, 409, 503))
@api_bp.response(200, schemas_out.PersonDoneSchema)
def take_role(account_id: int, grant_id: int) -> Any:
    """Take a role away that lies in your area; never from yourself."""
    _act(services_people.take_role, account_id=account_id, grant_id=grant_id)
    return {"changed": ["grants"]}


@api_bp.route(f"/people/<{ID}:account_id>/active", methods=["PUT"])
@endpoint(api_bp, PEOPLE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.PersonActiveSchema)
@api_bp.response(200, schemas_out.PersonDoneSchema)
def set_active(given: dict[str, Any], account_id: int) -> Any:
    """Disable an account, which ends its sign-ins and tokens, or enable it again."""
    _act(services_people.set_active, account_id=account_id, **given)
    return {"changed": ["active"]}


@api_bp.route(f"/people/<{ID}:account_id>/password", methods=["PUT"])
@endpoint(api_bp, PEOPLE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.PasswordInSchema)
@api_bp.response(200, schemas_out.PersonDoneSchema)
def reset_password(given: dict[str, Any], account_id: int) -> Any:
    """A new password for a person who forgot theirs; all their sign-ins and tokens end."""
    _act(services_people.reset_password, account_id=account_id, **given)
    return {"changed": ["password"]}


@api_bp.route("/account")
@endpoint(api_bp, None, own=True)
@api_bp.response(200, schemas_out.OwnAccountSchema)
def account() -> Any:
    """Your own account: roles, language, signed-in browsers, tokens without their secrets."""
    actor, now = current_actor(), utc_now()
    sign_ins = queries.sign_ins_of(actor.id, now=now)
    return {**_person(actor.id), "sign_ins": sign_ins, "tokens": queries.tokens_of(actor.id, now=now)}


@api_bp.route("/account/password", methods=["PUT"])
@endpoint(api_bp, None, own=True, problems=(403, 429, 503))
@api_bp.arguments(schemas.OwnPasswordSchema)
@api_bp.response(200, schemas_out.PersonDoneSchema)
@limiter.limit(sign_in_rate)
def change_password(given: dict[str, Any]) -> Any:
    """Change your own password; all your browsers are signed out."""
    _act(services.change_password, **given)
    return {"changed": ["password"]}


@api_bp.route("/account/language", methods=["PUT"])
@endpoint(api_bp, None, own=True, problems=(503,))
@api_bp.arguments(schemas.LanguageSchema)
@api_bp.response(200, schemas_out.PersonDoneSchema)
def choose_language(given: dict[str, Any]) -> Any:
    """The language of your pages wherever you sign in; empty follows the browser."""
    with transaction():
        services_people.choose_language(actor=current_actor(), locale=given["locale"])
    return {"changed": ["locale"]}


@api_bp.route("/account/tokens", methods=["POST"])
@endpoint(api_bp, None, own=True, problems=(403, 503))
@api_bp.arguments(schemas.TokenSchema)
@api_bp.response(201, schemas_out.TokenMadeSchema)
def add_token(given: dict[str, Any]) -> Any:
    """A token for a program, told in this answer only. Needs a signed-in browser: a token makes no tokens."""
    return {"token": _act(services.create_token, account_id=current_actor().id, **given)}


@api_bp.route(f"/account/tokens/<{ID}:token_id>", methods=["DELETE"])
@endpoint(api_bp, None, own=True, problems=(404, 503))
@api_bp.response(200, schemas_out.PersonDoneSchema)
def end_token(token_id: int) -> Any:
    """End one of your tokens at once."""
    _act(services_people.end_own_token, token_id=token_id)
    return {"changed": ["tokens"]}


@api_bp.route(f"/account/sign-ins/<{ID}:sign_in_id>", methods=["DELETE"])
@endpoint(api_bp, None, own=True, problems=(404, 503))
@api_bp.response(200, schemas_out.PersonDoneSchema)
def end_sign_in(sign_in_id: int) -> Any:
    """Sign one of your browsers out: a lost phone."""
    _act(services_people.end_own_sign_in, sign_in_id=sign_in_id)
    return {"changed": ["sign_ins"]}
