"""Pages for setting people up: who works where in which role."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import queries, services, services_people
from accounts.places import areas_within, sites_within
from accounts.schemas import ActiveSchema, GrantSchema, NewPasswordSchema, NewPersonSchema
from accounts.web import ID, Errors, bp, submitted
from core.access import GRANTED_ROLES, Grant, Permission, Role, current_actor, requires, role_name
from core.clock import utc_now
from core.forms import number_in
from core.i18n import pick_name

Given = Mapping[str, Any]
PEOPLE = Permission.EDIT_PEOPLE


def _places() -> list[tuple[str, str]]:
    """Where the administrator may give roles: areas with all below them, then single sites."""
    scope = current_actor().scope(PEOPLE)
    everything = [("area:", _("everything"))] if "" in scope.paths else []
    areas = [
        (f"area:{area.path}", f"{pick_name(area.name_en, area.name_zh)} · {area.code}") for area in areas_within(scope)
    ]
    sites = [
        (f"site:{site.id}", _("only %(site)s", site=pick_name(site.name_en, site.name_zh)))
        for site in sites_within(scope)
    ]
    return everything + areas + sites


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role_name(role)) for role in GRANTED_ROLES]


def _grant(given: dict[str, Any]) -> Grant:
    kind, _colon, value = given["place"].partition(":")
    role = Role(given["role"])
    return Grant(role, value, None) if kind == "area" else Grant(role, None, number_in(value) or 0)


@bp.get("/people")
@requires(PEOPLE)
def people() -> ResponseReturnValue:
    """Who works in my area, in which role."""
    rows = queries.people(current_actor().scope(PEOPLE), q=request.args.get("q", "")[:100])
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        person = found.setdefault(row.id, {"row": row, "roles": []})
        if row.role:
            person["roles"].append(role_name(row.role))
    return render_template("accounts/people.html", people=list(found.values()))


@bp.get("/people/new")
@requires(PEOPLE)
def person_new() -> ResponseReturnValue:
    return _new_page({"role": Role.STAFF.value}, {})


def _new_page(given: Given, errors: Errors) -> str:
    return render_template("accounts/person_new.html", given=given, errors=errors, places=_places(), roles=_roles())


@bp.post("/people/new")
@requires(PEOPLE)
def person_new_submit() -> ResponseReturnValue:
    def act(given: dict[str, Any]) -> ResponseReturnValue:
        made = services.create_account(
            actor=current_actor(),
            now=utc_now(),
            username=given["username"],
            name=given["name"],
            password=given["password"],
            grants=(_grant(given),),
        )
        flash(_("%(name)s can sign in now.", name=given["name"]), "ok")
        return redirect(url_for("accounts.person", account_id=made))

    return submitted(NewPersonSchema(), act, _new_page)


@bp.get(f"/people/<{ID}:account_id>")
@requires(PEOPLE)
def person(account_id: int) -> ResponseReturnValue:
    """One person: roles, and what to do when a phone is lost or a password forgotten."""
    return _person_page(account_id, {}, {})


def _person_page(account_id: int, given: Given, errors: Errors) -> str:
    actor = current_actor()
    services_people.demand_person(actor=actor, account_id=account_id)
    return render_template(
        "accounts/person.html",
        person=queries.account(account_id),
        grants=queries.grants_of(account_id),
        given=given,
        errors=errors,
        places=_places(),
        roles=_roles(),
        role_name=role_name,
        oneself=account_id == actor.id,
        sign_ins=queries.sign_ins_of(account_id, now=utc_now()),
    )


def _act(account_id: int, schema: Any, act: Any, said: str) -> ResponseReturnValue:
    def run(given: dict[str, Any]) -> ResponseReturnValue:
        act(given)
        flash(said, "ok")
        return redirect(url_for("accounts.person", account_id=account_id))

    return submitted(schema, run, lambda given, errors: _person_page(account_id, given, errors))


@bp.post(f"/people/<{ID}:account_id>/roles")
@requires(PEOPLE)
def role_give(account_id: int) -> ResponseReturnValue:
    return _act(
        account_id,
        GrantSchema(),
        lambda given: services_people.give_role(
            actor=current_actor(), now=utc_now(), account_id=account_id, grant=_grant(given)
        ),
        _("The role is given."),
    )


@bp.post(f"/people/<{ID}:account_id>/roles/<{ID}:grant_id>/remove")
@requires(PEOPLE)
def role_take(account_id: int, grant_id: int) -> ResponseReturnValue:
    return _act(
        account_id,
        NewPasswordSchema(only=()),
        lambda _given: services_people.take_role(
            actor=current_actor(), now=utc_now(), account_id=account_id, grant_id=grant_id
        ),
        _("The role is taken away."),
    )


@bp.post(f"/people/<{ID}:account_id>/active")
@requires(PEOPLE)
def person_active(account_id: int) -> ResponseReturnValue:
    return _act(
        account_id,
        ActiveSchema(),
        lambda given: services_people.set_active(
            actor=current_actor(), now=utc_now(), account_id=account_id, active=given["active"]
        ),
        _("The account is enabled: the person can sign in again.")
        if request.form.get("active") == "1"
        else _("The account is disabled: nobody can sign in with it, and its devices and tokens are ended."),
    )


@bp.post(f"/people/<{ID}:account_id>/password")
@requires(PEOPLE)
def person_password(account_id: int) -> ResponseReturnValue:
    return _act(
        account_id,
        NewPasswordSchema(),
        lambda given: services_people.reset_password(
            actor=current_actor(), now=utc_now(), account_id=account_id, password=given["password"]
        ),
        _("The password is set; all devices of this person are signed out. Ask them to change it."),
    )
