"""An administrator sets people up within their own area, and only there."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import services
from accounts.errors import NotOneself
from accounts.models import Account, AccountGrant
from accounts.queries import actor_of
from accounts.services_people import give_role, reset_password, set_active
from core.access import Grant, Role
from core.database import db
from core.errors import DomainError
from core.transaction import transaction
from inventory.models import Area
from tests.factories import NOW, PASSWORD, World


def path(world: World, code: str) -> str:
    return db.session.get_one(Area, world.areas[code]).path


def township_admin(world: World) -> FlaskClient:
    """An administrator of Daxue only."""
    with transaction():
        made = services.create_account(
            actor=None,
            now=NOW,
            username="daxue_admin",
            name="Daxue admin",
            password=PASSWORD,
            grants=(Grant(Role.ADMIN, path(world, "330328100"), None),),
        )
    assert made
    return world.client("daxue_admin")


def grants(account_id: int) -> list[tuple[str, str | None]]:
    rows = db.session.execute(
        select(AccountGrant.role, AccountGrant.scope_path).where(AccountGrant.account_id == account_id)
    )
    return [(row.role, row.scope_path) for row in rows]


def test_a_new_person_signs_in_with_the_role_that_was_given(world: World) -> None:
    answer = world.client("admin").post(
        "/people/new",
        data={
            "name": "Li",
            "username": "Li.Na",
            "password": "a long enough one",
            "role": "staff",
            "place": f"area:{path(world, '330328100')}",
        },
        follow_redirects=True,
    )
    assert answer.status_code == 200 and "Li can sign in now." in answer.text
    signed_in = world.client().post("/sign-in", data={"username": "li.na", "password": "a long enough one"})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(("code", "status"), [("330328100", 302), ("330328102", 403), ("330328", 403)])
def test_a_role_is_given_only_within_ones_own_area(world: World, code: str, status: int) -> None:
    client, person = township_admin(world), world.actors["staff_daxue"]
    answer = client.post(f"/people/{person.id}/roles", data={"role": "manager", "place": f"area:{path(world, code)}"})
    assert answer.status_code == status
    assert (("manager", path(world, code)) in grants(person.id)) is (status == 302)


def test_a_site_of_another_township_is_not_given_either(world: World) -> None:
    client, person = township_admin(world), world.actors["staff_daxue"]
    answer = client.post(
        f"/people/{person.id}/roles", data={"role": "staff", "place": f"site:{world.sites['nantian']}"}
    )
    assert answer.status_code == 403


def test_a_person_of_another_township_is_not_found(world: World) -> None:
    client = township_admin(world)
    assert client.get(f"/people/{world.actors['staff_nantian'].id}").status_code == 404
    assert "Staff_Nantian" not in client.get("/people").text


def test_a_person_with_rights_elsewhere_is_not_disabled_or_reset_from_here(world: World) -> None:
    client, person = township_admin(world), world.actors["staff_daxue"]
    with transaction():
        services.add_grant(
            actor=None, now=NOW, account_id=person.id, grant=Grant(Role.STAFF, path(world, "330328102"), None)
        )
    for page, data in (("active", {"active": "0"}), ("password", {"password": "a long enough one"})):
        assert client.post(f"/people/{person.id}/{page}", data=data).status_code == 409


def test_a_role_is_taken_away(world: World) -> None:
    person = world.actors["staff_daxue"]
    grant = db.session.execute(select(AccountGrant.id).where(AccountGrant.account_id == person.id)).scalar_one()
    world.client("admin").post(f"/people/{person.id}/roles/{grant}/remove")
    assert grants(person.id) == []


def test_a_reset_password_ends_the_persons_sign_ins(world: World) -> None:
    phone = world.client("staff")
    world.client("admin").post(f"/people/{world.actors['staff'].id}/password", data={"password": "a long enough one"})
    assert phone.get("/stock").status_code == 302


def test_administrators_do_not_lock_themselves_out(world: World) -> None:
    admin = world.actors["admin"]
    with pytest.raises(DomainError, match="own account"), transaction():
        set_active(actor=admin, now=NOW, account_id=admin.id, active=False)


def test_a_weak_password_is_refused(world: World) -> None:
    with pytest.raises(DomainError, match="10 characters"), transaction():
        reset_password(actor=world.actors["admin"], now=NOW, account_id=world.actors["staff"].id, password="short")


def test_a_token_is_shown_once_and_can_be_ended(world: World) -> None:
    client = world.client("staff")
    page = client.post("/account/tokens", data={"name": "scale", "days": "30"}).text
    token = page.split('code-block">')[1].split("<")[0]
    head = {"Authorization": f"Bearer {token}"}
    assert token not in client.get("/account").text
    assert world.client().get("/api/v1/stock", headers=head).status_code == 200
    end = client.get("/account").text.split("/account/tokens/")[1].split("/end")[0]
    client.post(f"/account/tokens/{end}/end")
    assert world.client().get("/api/v1/stock", headers=head).status_code == 401


def test_the_language_of_a_person_goes_with_them(world: World) -> None:
    world.client("staff").post("/account/language", data={"locale": "zh_Hans"})
    assert '<html lang="zh-Hans">' in world.client("staff").get("/account").text
    assert db.session.execute(select(Account.locale).where(Account.username == "staff")).scalar() == "zh_Hans"


def test_nobody_gives_themselves_a_further_role(world: World) -> None:
    admin = world.actors["admin"]

    with pytest.raises(NotOneself), transaction():
        give_role(actor=admin, now=NOW, account_id=admin.id, grant=Grant(Role.MANAGER, admin.grants[0].path, None))

    found = actor_of(admin.id)
    assert found is not None
    assert found.grants == admin.grants
