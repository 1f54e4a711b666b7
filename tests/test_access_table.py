"""Every route × every role: what a view declares, and what it answers over HTTP."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core.access import Mode, Permission, Role
from tests.accounts.passes import joined
from tests.factories import World

ROLES: tuple[str | None, ...] = (None, "staff", "manager", "recipient", "auditor", "admin", "volunteer")
# What each role may do, written down a second time on purpose: a change of the code's table must be meant.
TABLE = {
    "view-stock": "staff manager recipient auditor admin volunteer",
    "receive": "staff manager volunteer",
    "handle-stock": "staff manager volunteer",
    "dispatch": "staff manager volunteer",
    "confirm-delivery": "staff manager recipient volunteer",
    "request": "staff manager recipient",
    "approve": "manager",
    "hand-out": "staff manager recipient volunteer",
    "import": "staff manager",
    "report": "staff manager auditor admin",
    "correct": "manager",
    "override": "manager",
    "reverse": "manager",
    "view-donor-contact": "staff manager",
    "edit-catalogue": "manager admin",
    "edit-people": "admin",
    "view-audit": "manager auditor admin",
    "show-photo": "manager",
    "erase-proof": "manager admin",
    "admit-volunteers": "manager",
    "see-volunteers": "manager admin",
}
OPEN_TO_PASSES = {
    "accounts.own_pass",
    "scanning.scan",
    "scanning.scan_submit",
    "api_scanning.phone",
    "api_scanning.site",
    "api_scanning.actions",
    "api_scanning.add_proof",
    "api_inventory.scan_code",
}
"""All that a volunteer's day pass opens apart from public pages, whatever its modes: written down a second time too."""
OF_THE_FRAMEWORK = {"static"}
"""Routes that Flask itself makes; flask-smorest's description of the API is public."""


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OF_THE_FRAMEWORK]


def view_of(app: Flask, rule: Rule) -> Any:
    view = app.view_functions[rule.endpoint]
    return getattr(view, "view_class", view)


def address(rule: Rule) -> str:
    """The rule with arguments that name nothing: ids that do not exist, words that mean nothing."""
    values = {name: 1 if "int" in type(rule._converters[name]).__name__.lower() else "X" for name in rule._converters}
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def is_described(rule: Rule) -> bool:
    return rule.endpoint.startswith("api-docs")


def test_every_permission_stands_in_the_table(app: Flask) -> None:
    assert set(TABLE) == {permission.value for permission in Permission}
    assert {role for roles in TABLE.values() for role in roles.split()} <= {role.value for role in Role}


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in rules(app)
        if not is_described(rule) and not hasattr(view_of(app, rule), "permission")
    ]
    assert silent == []


def allowed(app: Flask, rule: Rule, role: str | None) -> bool:
    view = view_of(app, rule)
    permission = getattr(view, "permission", None)
    closed = permission is not None or getattr(view, "needs_sign_in", False)
    if role == "volunteer" and closed and rule.endpoint not in OPEN_TO_PASSES:
        return False
    if permission is None:
        return role is not None or not getattr(view, "needs_sign_in", False)
    return role is not None and role in TABLE[Permission(permission).value].split()


def refused(answer: Any, rule: Rule, role: str | None) -> bool:
    """401 or 403, or for a page without anybody signed in the way to the sign-in."""
    if role is None and answer.status_code == 302:
        return "/sign-in" in answer.headers["Location"]
    if answer.status_code == 403:
        return b"wrong-password" not in answer.data and rule.endpoint != "accounts.sign_in_submit"
    return answer.status_code == 401


def sent(client: FlaskClient, rule: Rule, method: str) -> Any:
    arguments: dict[str, Any] = {"json": {}} if rule.rule.startswith("/api/") and method != "GET" else {}
    return client.open(address(rule), method=method, headers={"Idempotency-Key": "walk"}, **arguments)


ENDS_THE_SESSION = {"accounts.sign_out"}
"""Tried last, or the walk would go on signed out; a sign-in is tried without anybody signed in."""


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_route_answers_a_role_as_the_table_says(world: World, app: Flask, role: str | None) -> None:
    client = joined(world, "Li Ming", modes=list(Mode)) if role == "volunteer" else world.client(role)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    wrong = []
    for rule in sorted(rules(app), key=lambda rule: rule.endpoint in ENDS_THE_SESSION):
        if is_described(rule):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PATCH", "PUT", "DELETE"}):
            answer = sent(client, rule, method)
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
            elif refused(answer, rule, role) is allowed(app, rule, role):
                wrong.append(f"{method} {rule.rule}: {answer.status_code}, allowed: {allowed(app, rule, role)}")
    assert wrong == []


def test_only_what_is_listed_is_marked_as_open_to_passes(app: Flask) -> None:
    marked = {rule.endpoint for rule in rules(app) if getattr(view_of(app, rule), "open_to_passes", False)}
    assert marked == OPEN_TO_PASSES


def test_a_get_changes_nothing(world: World, app: Flask) -> None:
    """No view answers both GET and a writing method with one function."""
    both = [rule.rule for rule in rules(app) if {"GET", "POST"} <= (rule.methods or set())]
    assert both == []


@pytest.mark.parametrize(
    "page",
    ["/batches/{id}", "/batches/{id}/card", "/batches/{id}/issue", "/api/v1/batches/{id}", "/api/v1/scan/{code}"],
)
def test_another_townships_stock_is_not_found(world: World, page: str) -> None:
    batch = world.batch(quantity=5, site="nantian")
    url = page.format(id=batch.id, code=batch.code)
    assert world.client("staff_daxue").get(url).status_code == 404
    assert world.client("staff_nantian").get(url).status_code == 200


def test_another_townships_stock_is_not_listed(world: World) -> None:
    batch = world.batch(quantity=5, site="nantian")
    code = batch.code
    assert code not in world.client("staff_daxue").get("/api/v1/stock").text
    assert code in world.client("staff").get("/api/v1/stock").text
