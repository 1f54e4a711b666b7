"""Day passes as a manager handles them: offered, looked at, ended, and the name erased."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from accounts.errors_passes import ModeNotYours, PassTooLong, UnknownPass
from accounts.models import Account, AccountGrant, DayPass
from core.access import Actor, Mode, Permission
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from inventory.ledger_models import Posting
from tests.accounts.passes import all_ended, joined, offered, the_offer, volunteer_phone
from tests.factories import World


def test_a_manager_offers_passes_only_where_and_for_what_they_have_the_right(world: World) -> None:
    with pytest.raises(UnknownPass):
        offered(world, actor=world.actors["staff"])
    with pytest.raises(PassTooLong):
        offered(world, hours=25)
    with pytest.raises(PassTooLong):
        offered(world, hours=-1)
    with pytest.raises(ModeNotYours):
        offered(world, actor=OnlyAdmitting(world.actors["manager"]), modes=[Mode.LOAD])


class OnlyAdmitting:
    """Somebody who may admit volunteers and may only look up: no role is like that, but the rule must hold."""

    def __init__(self, actor: Actor) -> None:
        self.id, self._actor = actor.id, actor

    def may_at(self, permission: Permission, **place: Any) -> bool:
        return bool(self._actor.may_at(permission, **place))

    def may_use(self, mode: Mode, **_place: Any) -> bool:
        return mode is Mode.LOOK_UP


def test_another_countys_passes_are_not_there(world: World, stranger: FlaskClient) -> None:
    offer = offered(world)
    joined(world, "Li Ming", offer=offer)
    account_id = db.session.execute(select(DayPass.account_id)).scalar_one()

    assert "Li Ming" not in stranger.get("/api/v1/passes").text
    for address in (
        f"/passes/{offer.id}/end",
        f"/passes/people/{account_id}/end",
        f"/passes/people/{account_id}/erase",
    ):
        assert stranger.post(address).status_code == 404


@pytest.fixture
def stranger(world: World) -> FlaskClient:
    """A manager of another township only."""
    there = AccountGrant.account_id == world.actors["staff_nantian"].id
    with transaction():
        db.session.execute(update(AccountGrant.__table__).where(there).values(role="manager"))
    return world.client("staff_nantian")


def test_a_name_is_erased_after_the_end_and_the_record_keeps_a_number(world: World) -> None:
    batch = world.batch(quantity=10)
    phone = volunteer_phone(world, joined(world, "Li Ming"))
    phone.send(phone.move(batch, 1))
    account_id = db.session.execute(select(DayPass.account_id)).scalar_one()
    manager = world.client("manager")

    assert manager.post(f"/api/v1/passes/people/{account_id}/erase").json["code"] == "pass-still-runs"
    manager.post(f"/api/v1/passes/people/{account_id}/end")
    number = manager.post(f"/api/v1/passes/people/{account_id}/erase").json["number"]

    page = manager.get(f"/batches/{batch.id}/card", headers={"Accept-Language": "en"}).text
    assert f"volunteer no. {number} (day pass, by Manager)" in page
    assert "Li Ming" not in page
    assert db.session.execute(select(Posting.actor_id).where(Posting.actor_id == account_id)).scalars().all()


def test_the_audit_tells_who_admitted_and_who_joined_and_forgets_an_erased_name(world: World) -> None:
    joined(world, "Li Ming")
    manager = world.client("manager")
    page = manager.get("/audit", headers={"Accept-Language": "en"}).text
    assert all(words in page for words in ("Day passes offered", "Volunteer joined", "Li Ming (day pass, by Manager)"))

    all_ended(world)
    manager.post(f"/passes/people/{db.session.execute(select(DayPass.account_id)).scalar_one()}/erase")

    assert "Li Ming" not in manager.get("/audit", headers={"Accept-Language": "en"}).text


def test_the_api_offers_shows_and_ends_passes(world: World) -> None:
    headers = world.token("manager")
    client = world.client()
    given = {"site_id": str(world.sites["county"]), "modes": ["move"], "most": 3}
    made = client.post("/api/v1/passes", json=given, headers=headers)

    assert (made.status_code, made.json["modes"], made.json["open"]) == (201, ["look_up", "move"], True)
    shown = client.get(f"/api/v1/passes/{made.json['id']}/code", headers=headers).json
    assert shown["address"] == f"HTTPS://EVERNORMAL.EXAMPLE/JOIN/{shown['code']}"
    assert client.post(f"/api/v1/passes/{made.json['id']}/end", headers=headers).json == {"ended": 0}
    again = client.post(f"/api/v1/passes/{made.json['id']}/end", headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "pass-ended")


def test_without_a_time_a_pass_ends_with_the_day_of_the_installation(world: World) -> None:
    page = world.client("manager").post(
        "/passes/new", data={"site_id": str(world.sites["county"]), "modes": "move", "most": "2"}
    )

    assert page.status_code == 302
    until = the_offer().until
    assert (until.hour, until.minute) == (15, 59)  # 23:59 in Shanghai
    assert until - utc_now() <= timedelta(hours=24)


@pytest.mark.parametrize(("name", "told"), [("Li Na", "Li Na"), ("", "manager")])
def test_what_a_volunteer_did_bears_the_present_name_of_who_admitted_them(world: World, name: str, told: str) -> None:
    batch = world.batch(quantity=9)
    phone = volunteer_phone(world, joined(world, "小李"))
    assert phone.one(phone.move(batch, 2))["outcome"] == "done"

    with transaction():
        account = update(Account.__table__).where(Account.id == world.actors["manager"].id)
        db.session.execute(account.values(name=name))

    page = world.client("auditor").get(f"/batches/{batch.id}/card").text
    assert f"小李 (day pass, by {told})" in page
    assert "day pass, by Manager" not in page
