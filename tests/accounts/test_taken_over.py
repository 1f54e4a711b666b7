"""An account that somebody else got hold of: what an administrator does ends every way in."""

import pytest

from accounts import services_people
from core.transaction import transaction
from tests.factories import NOW, PASSWORD, World


def end(world: World, how: str) -> None:
    account = {"actor": world.actors["admin"], "now": NOW, "account_id": world.actors["staff"].id}
    with transaction():
        if how == "password":
            services_people.reset_password(**account, password=PASSWORD + " anew")
        else:
            services_people.set_active(**account, active=False)
            services_people.set_active(**account, active=True)


@pytest.mark.parametrize("how", ["password", "disabled and enabled again"])
def test_api_tokens_end_with_the_sign_ins(world: World, how: str) -> None:
    token, client = world.token("staff"), world.app.test_client()
    assert client.get("/api/v1/stock", headers=token).status_code == 200

    end(world, how)

    assert client.get("/api/v1/stock", headers=token).status_code == 401


def test_a_token_makes_no_tokens(world: World) -> None:
    answer = world.app.test_client().post("/account/tokens", data={"name": "more"}, headers=world.token("staff"))

    assert answer.status_code == 403


def test_a_role_at_a_place_that_cannot_be_is_refused(world: World) -> None:
    given = {"username": "new", "name": "New", "password": PASSWORD, "role": "staff", "place": "site:" + "9" * 19}

    assert world.client("admin").post("/people/new", data=given).status_code == 403
