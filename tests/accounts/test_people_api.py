"""Programs set people up by the same rules as the pages, and no answer tells a secret."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import services
from accounts.errors import UnknownGrantPlace
from accounts.models import AccountGrant
from core.access import Grant, Role
from core.database import db
from core.transaction import transaction
from inventory.models import Area
from tests.factories import NOW, PASSWORD, World

SECRET = "a long enough one"
LI = {"username": "li.na", "name": "Li", "password": SECRET, "role": "staff", "area_code": "330328100"}


def sent(world: World, who: str, method: str, path: str, given: dict[str, Any] | None = None) -> Any:
    return world.client().open(f"/api/v1{path}", method=method, json=given, headers=world.token(who))


def grant_id(world: World, who: str) -> int:
    query = select(AccountGrant.id).where(AccountGrant.account_id == world.actors[who].id)
    return db.session.execute(query).scalar_one()


def signs_in(world: World, username: str, password: str) -> bool:
    answer = world.client().post("/sign-in", data={"username": username, "password": password})
    return bool(answer.status_code == 302)


def area_path(world: World, code: str) -> str:
    return db.session.get_one(Area, world.areas[code]).path


def test_a_person_is_made_listed_and_shown_without_any_secret(world: World) -> None:
    made = sent(world, "admin", "POST", "/people", LI)
    assert made.status_code == 201, made.text
    person = sent(world, "admin", "GET", f"/people/{made.json['id']}")
    listed = sent(world, "admin", "GET", "/people?q=li.na")
    assert person.json["grants"][0]["area_code"] == "330328100"
    assert person.json["grants"][0]["everywhere"] is False
    assert listed.json == [person.json]
    assert not any("password" in answer.text or "argon2" in answer.text for answer in (made, person, listed))
    assert signs_in(world, "li.na", SECRET)


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"area_code": "330328100"}, 201),
        ({"area_code": "3303"}, 403),
        ({"everywhere": True}, 403),
        ({"area_code": "999"}, 404),
        ({}, 422),
        ({"area_code": "330328100", "everywhere": True}, 422),
    ],
)
def test_a_role_is_given_at_one_existing_place_of_ones_own(world: World, place: dict[str, Any], status: int) -> None:
    person = world.actors["auditor"].id
    answer = sent(world, "admin", "POST", f"/people/{person}/grants", {"role": "staff", **place})
    assert answer.status_code == status, answer.text


def test_nobody_raises_their_own_rights(world: World) -> None:
    own = world.actors["admin"].id
    answer = sent(world, "admin", "POST", f"/people/{own}/grants", {"role": "manager", "area_code": "330328"})
    assert (answer.status_code, answer.json["code"]) == (409, "not-oneself")


def test_a_role_is_taken_away_and_an_account_disabled(world: World) -> None:
    person = world.actors["staff_daxue"].id
    token = world.token("staff_daxue")
    assert sent(world, "admin", "PUT", f"/people/{person}/active", {"active": False}).status_code == 200
    assert world.client().get("/api/v1/stock", headers=token).status_code == 401
    taken = sent(world, "admin", "DELETE", f"/people/{person}/grants/{grant_id(world, 'staff_daxue')}")
    assert taken.status_code == 200
    assert sent(world, "admin", "GET", f"/people/{person}").json["grants"] == []


def test_a_reset_password_is_the_one_that_counts(world: World) -> None:
    person = world.actors["staff"].id
    answer = sent(world, "admin", "PUT", f"/people/{person}/password", {"password": SECRET})
    assert answer.json == {"changed": ["password"]}
    assert not signs_in(world, "staff", PASSWORD) and signs_in(world, "staff", SECRET)


def test_a_person_of_another_township_is_not_found(world: World) -> None:
    with transaction():
        grant = Grant(Role.ADMIN, area_path(world, "330328100"), None)
        made = services.create_account(
            actor=None, now=NOW, username="da", name="Da", password=PASSWORD, grants=(grant,)
        )
        token = services.create_token(actor=None, now=NOW, account_id=made, name="t", days=None)
    headers = {"Authorization": f"Bearer {token}"}
    other = world.actors["staff_nantian"].id
    assert world.client().get(f"/api/v1/people/{other}", headers=headers).status_code == 404
    assert str(other) not in world.client().get("/api/v1/people", headers=headers).text


def test_a_token_makes_neither_an_administrator_nor_becomes_one(world: World) -> None:
    with transaction():
        grant = Grant(Role.ADMIN, area_path(world, "330328100"), None)
        other = services.create_account(
            actor=None, now=NOW, username="da", name="Da", password=PASSWORD, grants=(grant,)
        )
    for method, path, given in (
        ("POST", "/people", {**LI, "role": "admin"}),
        ("POST", f"/people/{world.actors['staff'].id}/grants", {"role": "admin", "area_code": "330328100"}),
        ("PUT", f"/people/{other}/password", {"password": SECRET}),
        ("POST", "/account/tokens", {"name": "second"}),
    ):
        answer = sent(world, "admin", method, path, given)
        assert (answer.status_code, answer.json["code"]) == (403, "not-by-token"), path


def token_of(client: FlaskClient) -> str:
    made = client.post("/api/v1/account/tokens", json={"name": "scale", "days": 30})
    assert made.status_code == 201, made.text
    return str(made.json["token"])


def test_ones_own_token_is_told_once_and_ended(world: World) -> None:
    client = world.client("staff")
    token = token_of(client)
    head = {"Authorization": f"Bearer {token}"}
    own = world.client().get("/api/v1/account", headers=head)
    assert own.json["username"] == "staff" and token not in own.text
    assert client.delete(f"/api/v1/account/tokens/{own.json['tokens'][0]['id']}").status_code == 200
    assert world.client().get("/api/v1/account", headers=head).status_code == 401


def test_another_persons_token_is_not_ended(world: World) -> None:
    world.token("staff")
    other = sent(world, "staff", "GET", "/account").json["tokens"][0]["id"]
    assert sent(world, "auditor", "DELETE", f"/account/tokens/{other}").status_code == 404


def test_ones_own_password_needs_the_old_one(world: World) -> None:
    wrong = sent(world, "staff", "PUT", "/account/password", {"old": "not it at all", "new": SECRET})
    right = sent(world, "staff", "PUT", "/account/password", {"old": PASSWORD, "new": SECRET})
    assert (wrong.status_code, wrong.json["code"], right.status_code) == (403, "wrong-password", 200)
    assert signs_in(world, "staff", SECRET)


def test_a_role_is_not_given_at_a_path_that_no_area_has(world: World) -> None:
    path = area_path(world, "330328") + "nonsense/"
    with pytest.raises(UnknownGrantPlace), transaction():
        services.add_grant(
            actor=world.actors["admin"],
            now=NOW,
            account_id=world.actors["staff"].id,
            grant=Grant(Role.STAFF, path, None),
        )
